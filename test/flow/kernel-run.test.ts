/** Notebook files run by real kernels: slylab's and stock tslab. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NotebookCell } from "../../src/domain/notebook/cells.js";
import { serializeNotebook } from "../../src/domain/notebook/serialize-notebook.js";
import { readNotebook, writeNotebook } from "../../src/notebook/format/notebook-file.js";
import { slylabKernel, tslabKernel } from "../../src/notebook/run/kernels.js";
import { type FileRunOptions, runNotebookFile } from "../../src/notebook/run/run-file.js";
import { builtKernel } from "../support/built.js";
import { codeCell, notebookOf, taggedCell } from "../support/notebooks.js";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-"));
  file = join(folder, "n.ipynb");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const script = await builtKernel();

async function run(cells: readonly NotebookCell[], more: Partial<FileRunOptions> = {}) {
  await writeNotebook(file, notebookOf(...cells));
  return runNotebookFile(file, {
    kernel: (cwd) => slylabKernel(script, cwd),
    isOwnKernel: true,
    parameters: [],
    limitMs: 20_000,
    check: false,
    update: false,
    ...more,
  });
}

const outputsOf = async (path: string) =>
  (await readNotebook(path)).cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));

describe("slylab run NOTEBOOK", () => {
  it("leaves the notebook unchanged and writes a copy with the outputs", async () => {
    const cells = [codeCell("const a = 6"), codeCell("console.log(a)\na * 7")];
    const output = join(folder, "out/ran.ipynb");
    expect(await run(cells, { output })).toMatchObject({ ran: 2, written: output, differences: [] });
    expect(await readFile(file, "utf8")).toBe(serializeNotebook(notebookOf(...cells)));
    expect((await outputsOf(output))[1]).toMatchObject([
      { output_type: "stream", text: "6\n" },
      { output_type: "execute_result", data: { "text/plain": "42" }, execution_count: 2 },
    ]);
  });

  it("writes the copy under the notebook's name into a folder", async () => {
    expect(await run([codeCell("1")], { output: folder })).toMatchObject({ written: file });
  });

  it("updates the notebook, which then equals every later run", async () => {
    const cells = [codeCell("show([{ id: 1 }, { id: 2 }])"), codeCell("Math.max(1, 2)"), codeCell("Math.max(1, 2) ")];
    await run(cells, { update: true });
    const { cells: saved } = await readNotebook(file);
    const changed = saved.map((cell) => ({ ...cell, source: cell.source.replace("max(1, 2) ", "min(1, 2)") }));
    const { differences } = await run(changed, { check: true });
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ cellNumber: 3, diff: expect.arrayContaining(["- 2", "+ 1"]) });
  });

  it("does not update the notebook when a cell fails", async () => {
    const cells = [codeCell("1"), codeCell("throw new Error('no')"), codeCell("2")];
    const outcome = await run(cells, { update: true });
    expect(outcome.failure).toMatchObject({ cellNumber: 2, ename: "Error", evalue: "no" });
    expect(outcome.written).toBeUndefined();
    expect(await readFile(file, "utf8")).toBe(serializeNotebook(notebookOf(...cells)));
    expect(await readdir(folder)).toEqual(["n.ipynb"]);
  });

  it("passes parameters with their declared types", async () => {
    const cells = [
      taggedCell("let login: string = 'nobody'\nlet pace = 1", "parameters"),
      codeCell("[login, pace * 2]"),
    ];
    const output = join(folder, "ran.ipynb");
    await run(cells, { output, parameters: ["login=labeler_1", "pace=21"] });
    expect(JSON.stringify((await outputsOf(output))[2])).toContain("[ 'labeler_1', 42 ]");
    await expect(run(cells, { update: true, parameters: ["pace=2"] })).rejects.toThrow("other parameters");
    await expect(run(cells, { parameters: ["speed=2"] })).rejects.toThrow("unknown parameter speed");
  });

  it("interrupts a cell at its timeout, also one with endless output", async () => {
    for (const code of ["while (true) {}", "for (;;) console.log('lemon')"]) {
      const { failure } = await run([codeCell(code)], { limitMs: 500 });
      expect(failure).toMatchObject({ reason: "limit", evalue: "the cell took longer than 0.5 s" });
    }
  });

  it("lets input() fail, as there is no user", async () => {
    const { failure } = await run([codeCell("await input('who? ')")]);
    expect(failure).toMatchObject({ reason: "error", cellNumber: 1 });
  });

  it("reports which kernel does not start, and how it ended", async () => {
    const kernel: FileRunOptions["kernel"] = (cwd) => ({
      command: process.execPath,
      args: ["-e", "console.error('no lemons here'); process.exit(4)"],
      cwd,
      isInterruptedBySignal: false,
    });
    await expect(run([codeCell("1")], { kernel })).rejects.toThrow(
      /n\.ipynb: the kernel did not start: .*no lemons here/s,
    );
  });

  it("stops in the middle of a cell when its signal is aborted", async () => {
    const stop = new AbortController();
    const { failure } = await run([codeCell("await new Promise(() => {})")], {
      signal: stop.signal,
      onCell: () => setTimeout(() => stop.abort(), 300),
    });
    expect(failure).toMatchObject({ reason: "interrupted" });
  });

  it("runs a notebook in stock tslab and compares its text outputs", async () => {
    const kernel: FileRunOptions["kernel"] = (cwd) => ({ ...tslabKernel(cwd), cwd: join(import.meta.dirname, "..") });
    // Stock tslab prints a cell's value.
    const printed = (text: string) => [{ output_type: "stream", name: "stdout", text }] as const;
    const cells = [
      codeCell("const lemons = [1, 2, 3]"),
      { ...codeCell("console.log(lemons.length)"), outputs: printed("3\n") },
      { ...codeCell("lemons.length * 2"), outputs: printed("7\n") },
    ];
    const { ran, differences } = await run(cells, { kernel, isOwnKernel: false, check: true, update: true });
    expect(ran).toBe(3);
    expect(differences).toMatchObject([{ cellNumber: 3, diff: expect.arrayContaining(["- 7", "+ 6"]) }]);
    expect((await outputsOf(file))[2]).toEqual(printed("6\n"));
    const failing = await run([codeCell("throw new Error('no')")], { kernel, isOwnKernel: false });
    expect(failing.failure).toMatchObject({ cellNumber: 1, reason: "error" });
  });
});
