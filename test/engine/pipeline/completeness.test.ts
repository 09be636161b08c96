import { describe, expect, it } from "vitest";
import { judgeCompleteness } from "../../../src/engine/pipeline/completeness.js";
import { loadOxc } from "../../../src/engine/pipeline/oxc.js";

const statusOf = (code: string) => judgeCompleteness(loadOxc(), code).status;

describe("judgeCompleteness", () => {
  it.each([
    "",
    "1 + 1",
    "// only",
    "const a = 1;\n",
    "{ a: 1 }",
    "{ a: 1, b: 2 }",
    "if (x) {}",
    "await f()",
    "`a`",
    "type A = 1",
  ])("%j is complete", (code) => {
    expect(statusOf(code)).toBe("complete");
  });

  it.each([
    "foo(",
    "foo(1,",
    "x.",
    "if (x) {",
    "const a = ",
    "const a: ",
    "`abc",
    "`${a",
    "/* x",
    "[1, 2",
    "x =>",
    "class A {",
    "type A =",
    "a ? b",
    "{ a: 1, b: 2",
    "{ a: 1,",
    "function f() {\n  if (a) {\n  }\n",
    "foo(\n  1, // one\n",
  ])("%j is incomplete", (code) => {
    expect(statusOf(code)).toBe("incomplete");
  });

  it.each(['"abc', "a b", "const = 1", "foo)", "/abc", "}"])("%j is invalid", (code) => {
    expect(statusOf(code)).toBe("invalid");
  });

  it("indents after an open bracket, and keeps the indentation otherwise", () => {
    expect(judgeCompleteness(loadOxc(), "if (a) {")).toEqual({ status: "incomplete", indent: "  " });
    expect(judgeCompleteness(loadOxc(), "f(\n  [")).toEqual({ status: "incomplete", indent: "    " });
    expect(judgeCompleteness(loadOxc(), "f({\n  a: 1,")).toEqual({ status: "incomplete", indent: "  " });
  });
});
