/** A notebook that is open in JupyterLab. */
import { fileURLToPath } from "node:url";
import type { BrowserContext, Locator, Page } from "playwright-core";

/** The folder for screenshots. */
export const screenshots = fileURLToPath(new URL("../../.cache/screenshots/", import.meta.url));

const inPage = fileURLToPath(new URL("in-page.js", import.meta.url));

/** A text on the page and its contrast. */
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
    // The page shows an idle kernel even before one is started; running a cell then asks which kernel to use.
    await page.evaluate("jupyterapp.shell.currentWidget.sessionContext.ready");
    await page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.info.then(() => undefined)");
    await notebook.idle();
    return notebook;
  }

  /** The code cells on the page. */
  get cells(): Locator {
    return this.page.locator(".jp-Notebook .jp-CodeCell");
  }

  /** The output of the code cell whose source contains `source`. */
  outputOf(source: string): Locator {
    return this.cells
      .filter({ has: this.page.locator(".jp-InputArea-editor", { hasText: source }) })
      .first()
      .locator(".jp-Cell-outputWrapper");
  }

  /** Waits until the kernel is idle. */
  async idle(limitMs = 60_000): Promise<void> {
    await this.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: limitMs });
  }

  /** Runs every cell; returns whether all succeeded. */
  async runAll(): Promise<boolean> {
    return (await this.#command("notebook:run-all-cells")) === true;
  }

  /** Changes the theme of JupyterLab. */
  async wear(theme: "light" | "dark"): Promise<void> {
    const name = theme === "light" ? "JupyterLab Light" : "JupyterLab Dark";
    await this.#command("apputils:change-theme", { theme: name });
    await this.page.locator(`body[data-jp-theme-light="${theme === "light"}"]`).waitFor({ state: "attached" });
  }

  /** Clears all outputs. */
  async clearOutputs(): Promise<void> {
    await this.#command("notebook:clear-all-cell-outputs");
  }

  /** Inserts a new cell below the last one, focuses it and types `source`. */
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

  /** Runs `source` in a new cell with the keyboard; returns its output. */
  async start(source: string): Promise<Locator> {
    const cell = await this.append(source);
    await this.page.keyboard.press("Control+Enter");
    return cell.locator(".jp-Cell-outputWrapper");
  }

  /** Presses the stop button of the toolbar. */
  async stop(): Promise<void> {
    await this.page.locator('.jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"]').click();
  }

  /** Presses TAB; returns the completions. */
  async complete(): Promise<string[]> {
    await this.page.keyboard.press("Tab");
    const items = this.page.locator(".jp-Completer .jp-Completer-match");
    await items.first().waitFor();
    return await items.allTextContents();
  }

  /** Returns each text in our outputs with its contrast. */
  async contrasts(): Promise<readonly Contrast[]> {
    return await this.page.evaluate<Contrast[]>('contrastsOf(".slylab")');
  }

  /** Returns the texts that do not fit into their cells in our tables. */
  async clipped(): Promise<readonly string[]> {
    return await this.page.evaluate<string[]>('clippedIn(".slylab :is(th, td)")');
  }

  /** Saves a screenshot of the page or of a part of it. */
  async keepPicture(name: string, part: Page | Locator = this.page): Promise<void> {
    await part.screenshot({ path: `${screenshots}${name}.png` });
  }

  /** Saves screenshots of the page and of each of our outputs. */
  async keepPictures(theme: string): Promise<void> {
    await this.keepPicture(theme);
    for (const [index, output] of (await this.page.locator(".slylab").all()).entries()) {
      await this.keepPicture(`${theme}-${String(index + 1).padStart(2, "0")}`, output);
    }
  }

  async #command(name: string, options: object = {}): Promise<unknown> {
    const call = `jupyterapp.commands.execute(${JSON.stringify(name)}, ${JSON.stringify(options)})`;
    // A command may return a widget, which cannot be serialized.
    return await this.page.evaluate(`${call}.then((result) => typeof result === "boolean" ? result : undefined)`);
  }
}
