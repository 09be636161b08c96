import { execFileSync } from "node:child_process";
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
  it("is written in Jupyter's form: sorted keys, one space of indentation, lists of lines, a newline at the end", () => {
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

  it("is read back unchanged, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const notebook = notebookOf(
          codeCell(text, { outputs: [{ output_type: "stream", name: "stdout", text: `x${text}` }] }),
        );
        expect(parseNotebook(serializeNotebook(notebook), "n.ipynb")).toEqual(notebook);
      }),
    );
  });

  it("keeps JSON outputs unchanged, including lists of strings", () => {
    const data = { "application/json": ["a", "b"], "application/vnd.vegalite.v5+json": { mark: "bar" } };
    const notebook = notebookOf(codeCell("", { outputs: [{ output_type: "display_data", data, metadata: {} }] }));
    expect(parseNotebook(serializeNotebook(notebook), "n.ipynb")).toEqual(notebook);
  });

  it("of format 4.2 gets the same ids at every read", () => {
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

  it("is replaced atomically, and keeps its mode", async () => {
    const path = join(folder, "a.ipynb");
    await writeFile(path, "old", { mode: 0o640 });
    await writeNotebook(path, small);
    expect(await readNotebook(path)).toEqual(small);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(["a.ipynb"]);
  });

  it("is written into a new folder, and reports a folder that cannot be created", async () => {
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
    [file("cells"), /cells is "cells", expected a list/],
    [file([code, 7]), /cell 2: it is 7, expected an object/],
    [file([{ ...code, source: 7 }]), /cell 1: source is 7, expected text or a list of lines/],
    [file([{ ...code, metadata: [] }]), /cell 1: metadata is \[\], expected an object/],
    [file([{ ...code, id: "a b" }]), /cell 1: id is "a b", expected 1 to 64 letters, digits, - or _/],
    [file([code, code]), /cell 2: id is "a", which is also the id of cell 1/],
    [file([{ ...code, cell_type: "heading" }]), /cell 1: cell_type is "heading", expected code, markdown or raw/],
    [file([{ ...code, outputs: {} }]), /cell 1: outputs is {}, expected a list/],
    [file([{ ...code, execution_count: "3" }]), /cell 1: execution_count is "3", expected a whole number or null/],
    [
      file([{ ...code, outputs: [{ output_type: "stream" }] }]),
      /cell 1: output 1: name is missing, expected stdout or stderr/,
    ],
    [
      file([{ ...code, outputs: [{ output_type: "pyout" }] }]),
      /cell 1: output 1: output_type is "pyout", expected stream, /,
    ],
  ])("%s", (text, message) => {
    expect(() => parseNotebook(text, "n.ipynb")).toThrow(message);
  });

  it("a missing file and another language are rejected too", async () => {
    await expect(readNotebook(join(folder, "no.ipynb"))).rejects.toThrow(/no\.ipynb: cannot be read: no such file/);
    const python = { ...small, metadata: { kernelspec: { language: "python", name: "python3" } } };
    await writeNotebook(join(folder, "p.ipynb"), python);
    await expect(readNotebook(join(folder, "p.ipynb"))).rejects.toThrow("expected TypeScript cells, found python");
  });

  it("a named pipe is rejected, since reading it would wait for a writer", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.ipynb")]);
    await expect(readNotebook(join(folder, "pipe.ipynb"))).rejects.toThrow("cannot be read: it is a named pipe");
  });
});

describe("a hostile notebook", () => {
  const fileOf = (fields: object) => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [], ...fields });
  const cell = (fields: object) => fileOf({ cells: [{ ...codeCell("1"), ...fields }] });
  const output = (fields: object) => cell({ outputs: [{ output_type: "error", ename: "e", evalue: "v", ...fields }] });

  it.each([
    [fileOf({ nbformat: "4" }), 'expected notebook format 4, found nbformat "4"'],
    [fileOf({ nbformat_minor: "5" }), 'nbformat_minor is "5", expected a number'],
    [fileOf({ metadata: [] }), "metadata is [], expected an object"],
    [fileOf({ cells: {} }), "cells is {}, expected a list"],
    [fileOf({ cells: undefined }), "cells is missing, expected a list"],
    [fileOf({ cells: [null] }), "cell 1: it is null, expected an object"],
    [cell({ outputs: { length: 1 } }), 'cell 1: outputs is {"length":1}, expected a list'],
    [cell({ cell_type: "x".repeat(1_000_000) }), `cell 1: cell_type is "${"x".repeat(79)}…`],
    [cell({ id: "\x1b[2J" }), 'cell 1: id is "\\u001b[2J"'],
    [
      output({ traceback: [{ toString: 1, valueOf: 1 }] }),
      'cell 1: output 1: traceback is [{"toString":1,"valueOf":1}], expected a list of lines',
    ],
  ])("is rejected with the name of the field", (file, problem) => {
    expect(() => parseNotebook(JSON.stringify(file), "n.ipynb")).toThrow(`n.ipynb: ${problem}`);
  });

  it.each(["metadata", "cells"])("nested 200,000 levels deep in its %s is rejected", (field) => {
    const text = JSON.stringify(fileOf({ [field]: "deep" })).replace(
      '"deep"',
      "[".repeat(200_000) + "]".repeat(200_000),
    );
    expect(() => parseNotebook(text, "n.ipynb")).toThrow("n.ipynb: nested deeper than 500 levels");
  });

  it("with keys such as __proto__ changes no prototype, and is written unchanged", () => {
    const text = JSON.stringify(cell({ metadata: "deep" })).replace(
      '"deep"',
      '{"__proto__":{"tags":["skip-execution"]}}',
    );
    const parsed = parseNotebook(text, "n.ipynb");
    expect(serializeNotebook(parsed)).toContain('"__proto__"');
    expect(Reflect.get({}, "tags")).toBeUndefined();
  });

  it("in another encoding is rejected, since writing it would lose characters; a byte order mark is ignored", async () => {
    const path = join(folder, "n.ipynb");
    const text = JSON.stringify(cell({ source: "'é'" }));
    await writeFile(path, Buffer.from(text, "latin1"));
    await expect(readNotebook(path)).rejects.toThrow("the file is not UTF-8");
    await writeFile(path, `\ufeff${text}`);
    expect((await readNotebook(path)).cells[0]?.source).toBe("'é'");
  });
});
