/** A notebook that is open in JupyterLab, as a person at the keyboard has it. */
import { fileURLToPath } from "node:url";
import type { BrowserContext, Locator, Page } from "playwright-core";

/** Where pictures of pages are kept. */
export const screenshots = fileURLToPath(new URL("../../.cache/screenshots/", import.meta.url));

const inPage = fileURLToPath(new URL("in-page.js", import.meta.url));

/** A text in the page, and how well it stands out. */
export interface Contrast {
  readonly text: string;
  readonly contrast: number;
}

export class NotebookPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens the notebook at `address` and waits until its kernel is ready. */
  static async open(browser: BrowserContext, address: string): Promise<NotebookPage> {
    await browser.addInitScript({ path: inPage });
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(30_000);
    await page.goto(address);
    const notebook = new NotebookPage(page);
    await notebook.cells.first().waitFor();
    // The page shows an idle kernel also before there is one; a cell run then asks which kernel is wanted.
    await page.evaluate("jupyterapp.shell.currentWidget.sessionContext.ready");
    await page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.info.then(() => undefined)");
    await notebook.idle();
    return notebook;
  }

  /** The code cells that are in the page. */
  get cells(): Locator {
    return this.page.locator(".jp-Notebook .jp-CodeCell");
  }

  /** The output of the code cell whose source holds `source`. */
  outputOf(source: string): Locator {
    return this.cells
      .filter({ has: this.page.locator(".jp-InputArea-editor", { hasText: source }) })
      .first()
      .locator(".jp-Cell-outputWrapper");
  }

  /** Waits until the kernel has nothing to do. */
  async idle(limitMs = 60_000): Promise<void> {
    await this.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: limitMs });
  }

  /** Runs every cell; whether all ended well. */
  async runAll(): Promise<boolean> {
    return (await this.#command("notebook:run-all-cells")) === true;
  }

  /** Changes the theme of JupyterLab. */
  async wear(theme: "light" | "dark"): Promise<void> {
    const name = theme === "light" ? "JupyterLab Light" : "JupyterLab Dark";
    await this.#command("apputils:change-theme", { theme: name });
    await this.page.locator(`body[data-jp-theme-light="${theme === "light"}"]`).waitFor({ state: "attached" });
  }

  /** Takes all outputs away. */
  async clearOutputs(): Promise<void> {
    await this.#command("notebook:clear-all-cell-outputs");
  }

  /** Opens a new cell below the last, puts the cursor into it and types `source` at once. */
  async append(source: string): Promise<Locator> {
    const count = await this.cells.count();
    await this.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = Infinity");
    await this.#command("notebook:insert-cell-below");
    await this.#command("notebook:enter-edit-mode");
    const cell = this.cells.nth(count);
    await cell.locator(".cm-content:focus").waitFor();
    await this.page.keyboard.insertText(source);
    return cell;
  }

  /** Runs `source` in a new cell, by the keyboard; its output. */
  async start(source: string): Promise<Locator> {
    const cell = await this.append(source);
    await this.page.keyboard.press("Control+Enter");
    return cell.locator(".jp-Cell-outputWrapper");
  }

  /** Presses the stop button of the toolbar. */
  async stop(): Promise<void> {
    await this.page.locator('.jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"]').click();
  }

  /** Presses TAB; what is then offered. */
  async complete(): Promise<string[]> {
    await this.page.keyboard.press("Tab");
    const items = this.page.locator(".jp-Completer .jp-Completer-match");
    await items.first().waitFor();
    return await items.allTextContents();
  }

  /** Each text in our outputs, with its contrast. */
  async contrasts(): Promise<readonly Contrast[]> {
    return await this.page.evaluate<Contrast[]>('contrastsOf(".slylab")');
  }

  /** What does not fit into its cell of a table of ours. */
  async clipped(): Promise<readonly string[]> {
    return await this.page.evaluate<string[]>('clippedIn(".slylab :is(th, td)")');
  }

  /** Keeps a picture of the page, or of a part of it. */
  async keepPicture(name: string, part: Page | Locator = this.page): Promise<void> {
    await part.screenshot({ path: `${screenshots}${name}.png` });
  }

  /** Keeps a picture of the page as it opens, and of every output of ours. */
  async keepPictures(theme: string): Promise<void> {
    await this.keepPicture(theme);
    for (const [index, output] of (await this.page.locator(".slylab").all()).entries()) {
      await this.keepPicture(`${theme}-${String(index + 1).padStart(2, "0")}`, output);
    }
  }

  async #command(name: string, options: object = {}): Promise<unknown> {
    const call = `jupyterapp.commands.execute(${JSON.stringify(name)}, ${JSON.stringify(options)})`;
    // What a command gives back may be a widget, which cannot leave the page.
    return await this.page.evaluate(`${call}.then((result) => typeof result === "boolean" ? result : undefined)`);
  }
}
