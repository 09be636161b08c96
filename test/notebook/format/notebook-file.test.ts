import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Notebook } from "../../../src/domain/notebook/cells.js";
import { parseNotebook } from "../../../src/domain/notebook/parse-notebook.js";
import { serializeNotebook } from "../../../src/domain/notebook/serialize-notebook.js";
import { readNotebook, writeNotebook } from "../../../src/notebook/format/notebook-file.js";
import { codeCell, notebookOf } from "../../support/notebooks.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "notebook-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const small: Notebook = notebookOf(
  { cell_type: "markdown", id: "m1", metadata: {}, source: "# Lemons\n\nand kiwis" },
  codeCell("1 + 1", {
    id: "c1",
    execution_count: 3,
    outputs: [
      { output_type: "stream", name: "stdout", text: "a\nb\n" },
      {
        output_type: "execute_result",
        data: { "text/plain": "2", "image/png": "iVBOR" },
        metadata: {},
        execution_count: 3,
      },
    ],
  }),
);

describe("a notebook's file", () => {
  it("is written as Jupyter writes it: keys in order, one space, lines apart, a newline at the end", () => {
    expect(serializeNotebook(small)).toBe(`{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "m1",
   "metadata": {},
   "source": [
    "# Lemons\\n",
    "\\n",
    "and kiwis"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "id": "c1",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\n",
      "b\\n"
     ]
    },
    {
     "data": {
      "image/png": "iVBOR",
      "text/plain": [
       "2"
      ]
     },
     "execution_count": 3,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": [
    "1 + 1"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`);
  });

  it("gives back what was written, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const notebook = notebookOf(
          codeCell(text, { outputs: [{ output_type: "stream", name: "stdout", text: `x${text}` }] }),
        );
        expect(parseNotebook(serializeNotebook(notebook), "n.ipynb")).toEqual(notebook);
      }),
    );
  });

  it("keeps a JSON type as it is, lists of text too", () => {
    const data = { "application/json": ["a", "b"], "application/vnd.vegalite.v5+json": { mark: "bar" } };
    const notebook = notebookOf(codeCell("", { outputs: [{ output_type: "display_data", data, metadata: {} }] }));
    expect(parseNotebook(serializeNotebook(notebook), "n.ipynb")).toEqual(notebook);
  });

  it("of format 4.2 gets ids that are the same at every reading", () => {
    const old = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 2,
      metadata: { orig_nbformat: 2 },
      cells: [1, 2].map(() => ({ cell_type: "markdown", metadata: { trusted: true }, source: ["a"] })),
    });
    const [first, second] = [parseNotebook(old, "n"), parseNotebook(old, "n")];
    expect(first).toEqual(second);
    expect(first.metadata).toEqual({});
    expect(new Set(first.cells.map(({ id }) => id)).size).toBe(2);
    expect(first.cells[0]?.metadata).toEqual({});
  });

  it("is replaced whole, and keeps its rights", async () => {
    const path = join(folder, "a.ipynb");
    await writeFile(path, "old", { mode: 0o640 });
    await writeNotebook(path, small);
    expect(await readNotebook(path)).toEqual(small);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(["a.ipynb"]);
  });

  it("is written into a new folder, and fails in words where no folder can be", async () => {
    await writeNotebook(join(folder, "new", "a.ipynb"), small);
    const inFile = join(folder, "new", "a.ipynb", "b.ipynb");
    await expect(writeNotebook(inFile, small)).rejects.toThrow(/cannot be written: .+ \(E\w+\)/);
    expect(await readdir(join(folder, "new"))).toEqual(["a.ipynb"]);
  });
});

const file = (cells: unknown, more: object = {}) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...more });
const code = { cell_type: "code", id: "a", metadata: {}, source: "", outputs: [], execution_count: null };

describe("an invalid notebook is rejected with one line that names the place", () => {
  it.each([
    ["{", /^n\.ipynb: invalid JSON/],
    ["[]", /^n\.ipynb: expected a JSON object/],
    ["{}", /^n\.ipynb: expected notebook format 4, found no notebook/],
    [file([], { nbformat: 3 }), /^n\.ipynb: expected notebook format 4, found notebook format 3/],
    [file("cells"), /cells or metadata are missing/],
    [file([code, 7]), /cell 2: expected an object/],
    [file([{ ...code, source: 7 }]), /cell 1: expected source to be text/],
    [file([{ ...code, metadata: [] }]), /cell 1: metadata is missing/],
    [file([{ ...code, id: "a b" }]), /cell 1: invalid id "a b"/],
    [file([code, code]), /cell 2: duplicate id a/],
    [file([{ ...code, cell_type: "heading" }]), /cell 1: invalid cell_type "heading"/],
    [file([{ ...code, outputs: {} }]), /cell 1: outputs are missing/],
    [file([{ ...code, execution_count: "3" }]), /cell 1: expected execution_count/],
    [file([{ ...code, outputs: [{ output_type: "stream" }] }]), /cell 1: output 1: name or text is missing/],
    [file([{ ...code, outputs: [{ output_type: "pyout" }] }]), /cell 1: output 1: invalid output_type "pyout"/],
  ])("%s", (text, message) => {
    expect(() => parseNotebook(text, "n.ipynb")).toThrow(message);
  });

  it("a missing file and another language are rejected too", async () => {
    await expect(readNotebook(join(folder, "no.ipynb"))).rejects.toThrow(/no\.ipynb: cannot be read: no such file/);
    const python = { ...small, metadata: { kernelspec: { language: "python", name: "python3" } } };
    await writeNotebook(join(folder, "p.ipynb"), python);
    await expect(readNotebook(join(folder, "p.ipynb"))).rejects.toThrow("expected TypeScript cells, found python");
  });
});
