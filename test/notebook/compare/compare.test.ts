import { describe, expect, it } from "vitest";
import type { Output } from "../../../src/domain/notebook/cells.js";
import { compareNotebooks } from "../../../src/notebook/compare/compare.js";
import { codeCell, notebookOf, taggedCell } from "../../support/notebooks.js";

const stream = (text: string, name = "stdout"): Output => ({ output_type: "stream", name, text });
const result = (data: Record<string, unknown>): Output => ({
  output_type: "execute_result",
  data,
  metadata: {},
  execution_count: 1,
});

function differences(saved: readonly Output[], run: readonly Output[], form?: "everything" | "text") {
  const cell = codeCell("jobs");
  return compareNotebooks(notebookOf({ ...cell, outputs: saved }), notebookOf({ ...cell, outputs: run }), form);
}

describe("outputs are equal", () => {
  it.each([
    ["durations", "done in 1.2 s", "done in 340 ms"],
    ["addresses", "at http://127.0.0.1:4001/x", "at http://127.0.0.1:52011/x"],
    ["tokens", "token a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6", "token 9f8e7d6c5b4a9f8e7d6c5b4a9f8e7d6c"],
    ["paths", "wrote /home/ann/nb/out.txt", "wrote /tmp/run-1/out.txt"],
    ["colors", "\x1b[31mred\x1b[39m", "red"],
    ["blanks at the ends of lines", "a  \nb\n", "a\nb"],
  ])("except for %s", (_, saved, run) => {
    expect(differences([stream(saved)], [stream(run)])).toEqual([]);
  });

  it("regardless of where a stream was split, and of execution counts", () => {
    expect(differences([stream("a\n"), stream("b\n")], [stream("a\nb\n")])).toEqual([]);
    const counted = { ...result({ "text/plain": "1" }), execution_count: 9 };
    expect(differences([result({ "text/plain": "1" })], [counted])).toEqual([]);
  });

  it("in cells that are not compared: skipped ones and those of parameters", () => {
    for (const tag of ["skip-execution", "injected-parameters"]) {
      const cell = taggedCell("x", tag);
      const run = { ...cell, outputs: [stream("now")] };
      expect(compareNotebooks(notebookOf(cell), notebookOf(run))).toEqual([]);
    }
  });
});

describe("outputs differ", () => {
  it.each([
    ["in an id", [stream("job 37")], [stream("job 38")]],
    ["in a time of day", [stream("2026-01-01 10:00:01")], [stream("2026-01-01 10:00:02")]],
    ["in their stream", [stream("a")], [stream("a", "stderr")]],
    [
      "in one MIME type of two",
      [result({ "text/plain": "1", "text/html": "<b>1</b>" })],
      [result({ "text/plain": "1" })],
    ],
    ["in a JSON type", [result({ "application/json": { a: 1 } })], [result({ "application/json": { a: 2 } })]],
    ["in an error", [], [{ output_type: "error", ename: "E", evalue: "v", traceback: [] } as const]],
    ["in their order", [stream("a"), stream("b", "stderr")], [stream("b", "stderr"), stream("a")]],
  ] as const)("%s", (_, saved, run) => {
    expect(differences(saved, run)).toHaveLength(1);
  });

  it("with the number of the cell and the removed and added lines", () => {
    const [difference] = differences([stream("a\nb\nc\nd\ne\nf")], [stream("a\nb\nc\nd\nE\nf")]);
    expect(difference).toMatchObject({ cellNumber: 1, diff: ["…", "  c", "  d", "- e", "+ E", "  f"] });
  });
});

describe("outputs of another kernel are compared by their text", () => {
  const table = "╭────┬───────╮\n│ id │ 37    │\n╰────┴───────╯";
  const html = "<style>.a{}</style><table><tr><th>id</th><td>37</td></tr></table>";

  it("a table is equal as text, as markup and as a printed line", () => {
    expect(differences([result({ "text/plain": table, "text/html": html })], [stream("id 37\n")], "text")).toEqual([]);
  });

  it("the trace of steps, which only slylab's kernel shows, is ignored", () => {
    const trace: Output = {
      output_type: "display_data",
      data: { "text/plain": "✓" },
      metadata: { slylab: { trace: true } },
    };
    expect(differences([trace, stream("a")], [stream("a")], "text")).toEqual([]);
    expect(differences([trace, stream("a")], [stream("a")])).toHaveLength(1);
  });

  it("other text is different", () => {
    expect(differences([stream("id 37")], [stream("id 38")], "text")).toHaveLength(1);
  });
});

describe("long saved outputs", () => {
  it.each([
    ["spaces before a letter", stream(`${" ".repeat(400_000)}x`)],
    ["tags without end", result({ "text/html": "<".repeat(400_000) })],
    ["styles without end", result({ "text/html": "<style>".repeat(60_000) })],
  ])("of %s are compared in linear time", (_what, output) => {
    for (const form of ["everything", "text"] as const) {
      expect(differences([output], [stream("1")], form)).toHaveLength(1);
    }
  });
});
