/** Runs the first notebook in JupyterLab, in a real browser. */
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, openChromium } from "./chromium.js";
import { type Lab, labPython, startLab } from "./jupyterlab.js";
import { NotebookPage } from "./notebook-page.js";

const name = "01-labeling-jobs.ipynb";
const original = fileURLToPath(new URL(`../../notebooks/${name}`, import.meta.url));
const python = hasChromium() ? await labPython() : undefined;

describe.skipIf(python === undefined)("JupyterLab with our kernel", () => {
  let folder: string;
  let lab: Lab | undefined;
  let browser: BrowserContext | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    if (python === undefined) return;
    folder = await mkdtemp(join(tmpdir(), "slylab-browser-"));
    await mkdir(join(folder, "notebooks"));
    await copyFile(original, join(folder, "notebooks", name));
    lab = await startLab(python, folder);
    browser = await openChromium(join(folder, "profile"));
    notebook = await NotebookPage.open(browser, lab.addressOf(name));
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await notebook.keepPicture(`failed: ${task.name}`);
  });

  afterAll(async () => {
    await browser?.close();
    await lab?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it("shows badges and bars of a downloaded notebook, which is not trusted", async () => {
    expect(await notebook.page.evaluate("jupyterapp.shell.currentWidget.content.widgets[1].model.trusted")).toBe(false);
    const output = notebook.outputOf("show(await api.labelingJob.getList(TEAM_ID, { createdById: user!.id }))");
    await output.scrollIntoViewIfNeeded();
    const badge = output.locator(".slylab .badge", { hasText: "stopped" }).first();
    expect(await badge.getAttribute("style")).toContain("background:#c23;color:#fff");
    expect(await output.locator("progress").count()).toBe(2);
    expect(await notebook.page.locator(".jp-OutputArea style").count()).toBe(0);
  });

  it("runs the whole notebook", async () => {
    // The copy contains the saved outputs, which must not be mistaken for those of this run.
    await notebook.clearOutputs();
    expect(await notebook.page.locator(".slylab").count()).toBe(0);
    expect(await notebook.runAll()).toBe(true);
    await notebook.idle();
    expect(await notebook.page.locator(".slylab table").count()).toBeGreaterThan(10);
  });

  it("shows jobs as tables, their statuses as badges", async () => {
    const table = notebook.outputOf("const user = await api.user.getInfoByLogin(USER_LOGIN)").locator(".slylab table");
    expect(await table.locator("thead th").allTextContents()).toEqual(expect.arrayContaining(["ID", "Name", "Status"]));
    const rowOf = (job: string) => table.locator("tbody tr").filter({ hasText: job });
    expect(await rowOf("labeler1_lemons_task").locator(".badge").textContent()).toBe("stopped");
    expect(await rowOf("labeler2_kiwi_task_with_complex_settings").locator(".badge").textContent()).toBe("pending");
  });

  it.each(["light", "dark"] as const)("is readable in the %s theme", async (theme) => {
    await notebook.wear(theme);
    const texts = await notebook.contrasts();
    expect(texts.length).toBeGreaterThan(100);
    // The contrast that WCAG 2 requires of text at level AA.
    expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
    expect(await notebook.clipped()).toEqual([]);
    await notebook.keepPictures(theme);
  });

  it("shows images small", async () => {
    const output = await notebook.start("await project(5555).dataset('dataset_01').images().thumbnails()");
    await output.locator("img").nth(5).waitFor();
    const widths = output.locator("img").evaluateAll((all) => all.map((one) => Reflect.get(one, "naturalWidth")));
    expect(await widths).toEqual([160, 160, 160, 160, 160, 160]);
    await notebook.keepPicture("thumbnails", output);
  });

  it("completes a chain and the strings in its arguments", async () => {
    await notebook.append("team(8).");
    expect(await notebook.complete()).toEqual(expect.arrayContaining(["ensureAnnotator", "jobs"]));
    await notebook.keepPicture("completion");
    await notebook.page.keyboard.press("Escape");
    await notebook.append("team(8).jobs().waitFor('");
    expect(await notebook.complete()).toEqual(expect.arrayContaining(["on_review", "completed"]));
    await notebook.page.keyboard.press("Escape");
  });

  it("stops a wait with the stop button and keeps running", async () => {
    const idle = "{ name: 'nobody_works_on_it', datasetId: datasets[0]!.id, userIds: [labeler_1.id] }";
    await notebook.start(`const [unattended] = await api.labelingJob.create(${idle}); unattended!.status`);
    const waiting = await notebook.start("await job(unattended!.id).waitFor('completed')");
    await waiting.getByText("awaiting labeler_1").waitFor();
    await notebook.keepPicture("waiting");
    await notebook.stop();
    await waiting.getByText("interrupted").waitFor();
    await notebook.idle();
    await notebook.keepPicture("stopped");
    const sum = await notebook.start("1 + 1");
    await sum.getByText("2", { exact: true }).waitFor();
  });
});
