import { describe, expect, it } from "vitest";
import { loadOxc } from "../../../src/engine/pipeline/oxc.js";
import { eachEvaluated, topLevelNames } from "../../../src/engine/pipeline/scope.js";

const bodyOf = (code: string) => loadOxc().parseScript(code).program.body;

describe("the names that a cell declares", () => {
  it.each([
    ["const a = 1, { b, c: [d = 2, ...e], ...f } = x", { a: "const", b: "const", d: "const", e: "const", f: "const" }],
    ["if (x) { var v = 1; let inner = 2 } for (var i = 0; ;) {}", { v: "var", i: "var" }],
    ["function f() { var inner } class K { static { var own } }", { f: "function", K: "class" }],
    ["import d, { a as b } from 'x'; import * as n from 'y'", { d: "import", b: "import", n: "import" }],
    ["export const a = 1; export default function f() {}", { a: "const", f: "function" }],
    ["outer: for (const a of b) {}", {}],
  ])("%s", (code, names) => {
    expect(Object.fromEntries(topLevelNames(bodyOf(code)))).toEqual(names);
  });
});

describe("a pattern", () => {
  it("evaluates its defaults and its computed keys", () => {
    const code = "const { [key()]: a = first, b: [c = second], ...rest } = x";
    const [statement] = bodyOf(code);
    const seen: string[] = [];
    if (statement?.type === "VariableDeclaration" && statement.declarations[0] !== undefined) {
      eachEvaluated(statement.declarations[0].id, ({ start, end }) => seen.push(code.slice(start, end)));
    }
    expect(seen).toEqual(["key()", "first", "second"]);
  });
});
