import { describe, expect, it } from "vitest";
import type { CellEnd } from "../../../src/notebook/run/kernel-process.js";
import { type Executor, runCells } from "../../../src/notebook/run/run.js";
import { codeCell, notebookOf, taggedCell } from "../../support/notebooks.js";

const done: CellEnd = { status: "ok", count: 1 };
const failed: CellEnd = { status: "error", count: 1, ename: "Error", evalue: "no", traceback: ["Error: no"] };

/** Prints each cell's source; ends in the way that the source names. */
function executor(ends: Readonly<Record<string, Promise<CellEnd> | CellEnd>> = {}) {
  const ran: string[] = [];
  let interrupts = 0;
  const kernel: Executor = {
    async execute(code, tell) {
      ran.push(code);
      tell("stream", { name: "stdout", text: code });
      return (await ends[code]) ?? done;
    },
    async interrupt() {
      interrupts += 1;
    },
  };
  return { kernel, ran, interrupts: () => interrupts };
}

const options = { limitMs: 10_000 };
const never = new Promise<CellEnd>(() => undefined);

describe("a run", () => {
  it("runs code cells in order, and returns the notebook with their outputs", async () => {
    const { kernel, ran } = executor();
    const text = { cell_type: "markdown", id: "m", metadata: {}, source: "words" } as const;
    const seen: string[] = [];
    const outcome = await runCells(notebookOf(codeCell("a"), text, codeCell(" "), codeCell("b")), kernel, {
      ...options,
      onCell: ({ number, total }) => seen.push(`${number}/${total}`),
    });
    expect(ran).toEqual(["a", "b"]);
    expect(seen).toEqual(["1/2", "2/2"]);
    expect(outcome).toMatchObject({ ran: 2 });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.notebook.cells[3]).toMatchObject({
      outputs: [{ output_type: "stream", name: "stdout", text: "b" }],
      execution_count: 1,
    });
  });

  it("ends at a failed cell, with its output; later cells have none", async () => {
    const { kernel, ran } = executor({ b: failed });
    const stale = codeCell("c", { outputs: [{ output_type: "stream", name: "stdout", text: "old" }] });
    const { failure, notebook } = await runCells(notebookOf(codeCell("a"), codeCell("b"), stale), kernel, options);
    expect(ran).toEqual(["a", "b"]);
    expect(failure).toMatchObject({ cellNumber: 2, reason: "error", evalue: "no", cell: { outputs: [{ text: "b" }] } });
    expect(notebook.cells[2]).toMatchObject({ outputs: [] });
  });

  it("continues after a cell tagged raises-exception, and skips one tagged skip-execution", async () => {
    const { kernel, ran } = executor({ a: failed });
    const kept = {
      ...taggedCell("s", "skip-execution"),
      outputs: [{ output_type: "stream", name: "stdout", text: "old" } as const],
    };
    const outcome = await runCells(
      notebookOf(taggedCell("a", "raises-exception"), kept, codeCell("b")),
      kernel,
      options,
    );
    expect(ran).toEqual(["a", "b"]);
    expect(outcome.failure).toBeUndefined();
    expect(outcome.notebook.cells[1]).toEqual(kept);
  });

  it("interrupts a cell that takes longer than its limit", async () => {
    let end: (how: CellEnd) => void = () => undefined;
    const { kernel, interrupts } = executor({ a: new Promise<CellEnd>((resolve) => (end = resolve)) });
    const run = runCells(
      notebookOf(codeCell("a")),
      {
        ...kernel,
        async interrupt() {
          await kernel.interrupt();
          end(failed);
        },
      },
      { limitMs: 20 },
    );
    expect((await run).failure).toMatchObject({
      cellNumber: 1,
      reason: "limit",
      evalue: "the cell took longer than 0.02 s",
    });
    expect(interrupts()).toBe(1);
  });

  it("is stopped by its signal", async () => {
    const stop = new AbortController();
    const { kernel } = executor({ a: never });
    const onCell = () => setTimeout(() => stop.abort(), 5);
    const interrupted = {
      ...kernel,
      async execute() {
        await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
        return failed;
      },
    };
    const { failure } = await runCells(notebookOf(codeCell("a")), interrupted, {
      ...options,
      onCell,
      signal: stop.signal,
    });
    expect(failure).toMatchObject({ reason: "interrupted" });
  });

  it("ends when its kernel dies, with the kernel's last output, also in a cell that may fail", async () => {
    const gone: CellEnd = { status: "gone", exitCode: 3, log: "out of lemons" };
    const { kernel } = executor({ a: gone });
    const { failure } = await runCells(notebookOf(taggedCell("a", "raises-exception")), kernel, options);
    expect(failure).toMatchObject({
      reason: "gone",
      evalue: "the kernel ended with exit code 3",
      traceback: ["out of lemons"],
    });
  });

  it("stops a cell with endless output, and keeps the first part", async () => {
    let interrupts = 0;
    let tellMore: () => void = () => undefined;
    const kernel: Executor = {
      execute: (_code, tell) => {
        tellMore = () => tell("stream", { name: "stdout", text: "x".repeat(1_000) });
        return new Promise((resolve) => {
          const timer = setInterval(() => {
            tellMore();
            if (interrupts === 0) return;
            clearInterval(timer);
            resolve(failed);
          }, 1);
        });
      },
      async interrupt() {
        interrupts += 1;
      },
    };
    const limited = { ...options, maxOutputSize: 5_000 };
    const { failure, notebook } = await runCells(notebookOf(codeCell("loop"), codeCell("b")), kernel, limited);
    expect(failure).toMatchObject({ reason: "output", evalue: "the cells printed more than 5.00 kB" });
    expect(JSON.stringify(notebook).length).toBeLessThan(7_000);
  });
});
