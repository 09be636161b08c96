import { describe, expect, it } from "vitest";
import { withParameters } from "../../../src/notebook/format/parameters.js";
import { codeCell, notebookOf, taggedCell } from "../../support/notebooks.js";

const declared = `const login = 'labeler_1'
let pace: number = 500
let isLocal = true
let classes: string[] = ['lemon']
let note: string | undefined = undefined`;
const notebook = notebookOf(codeCell("'before'"), taggedCell(declared, "parameters"), codeCell("login"));
const set = (...values: string[]) => withParameters(notebook, values, "n.ipynb");

describe("parameters", () => {
  it("are set by a tagged cell after the cell that declares them", () => {
    const cells = set("login=labeler_2").cells;
    expect(cells).toHaveLength(4);
    expect(cells[2]).toMatchObject({
      metadata: { tags: ["injected-parameters"] },
      source: '// Parameters\nconst login = "labeler_2"',
    });
  });

  it.each([
    ["login=7", 'const login = "7"'],
    ["login=a=b", 'const login = "a=b"'],
    ["login=it's", `const login = "it's"`],
    ["login=", 'const login = ""'],
    ["pace=2.5", "let pace: number = 2.5"],
    ["isLocal=false", "let isLocal = false"],
    ['classes=["kiwi"]', 'let classes: string[] = ["kiwi"]'],
    ["note=some words", 'let note: string | undefined = "some words"'],
  ])("parse %s by the type of its default", (value, line) => {
    expect(set(value).cells[2]?.source).toBe(`// Parameters\n${line}`);
  });

  it("replace those of an earlier run", () => {
    const again = withParameters(set("login=a"), ["login=b"], "n.ipynb");
    expect(again.cells.map(({ source }) => source)).toContain('// Parameters\nconst login = "b"');
    expect(again.cells).toHaveLength(4);
  });

  it("leave a notebook unchanged if none is given", () => {
    expect(set()).toBe(notebook);
  });

  it.each([
    ["nobody=1", "n.ipynb: unknown parameter nobody"],
    ["login", 'n.ipynb: invalid parameter "login": expected NAME=VALUE'],
    ["pace=fast", 'n.ipynb: invalid parameter pace: "fast", expected a number'],
    ["pace=", 'n.ipynb: invalid parameter pace: "", expected a number'],
    ["isLocal=yes", 'n.ipynb: invalid parameter isLocal: "yes", expected true or false'],
  ])("reject %s", (value, message) => {
    expect(() => set(value)).toThrow(message);
  });

  it("are rejected with a hint by a notebook that declares none", () => {
    const bare = notebookOf(codeCell("let a = 1"));
    expect(() => withParameters(bare, ["a=2"], "n.ipynb")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('in a cell tagged "parameters"') }),
    );
  });
});

describe("a parameters cell of another author", () => {
  it.each([
    ["a long type without a default", `let a:${" ".repeat(200_000)}x`],
    ["many declarations without a default", "let a:\n".repeat(40_000)],
    ["a function type", "let a: (b: number) => number"],
  ])("with %s declares no parameter", (_what, source) => {
    const hostile = notebookOf(taggedCell(source, "parameters"));
    expect(() => withParameters(hostile, ["a=1"], "n.ipynb")).toThrow("unknown parameter a");
  });
});
