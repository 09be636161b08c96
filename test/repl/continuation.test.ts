import { expect, it } from "vitest";
import { declaredName, isBlank, isContinuation, isContinuedBy } from "../../src/repl/continuation.js";

it("a leading method call continues the previous entry; a command and a number do not", () => {
  const going = [".create()", "  .waitFor('on_review')", "?.jobs()", ".map<number>((a) => a)", ".plan()", ".help(1)"];
  expect(going.map(isContinuation)).toEqual(going.map(() => true));
  const others = [".help", ".help create", ".plan team(8).jobs()", ".5", ".length", "team(8).jobs()", "...a", "."];
  expect(others.map(isContinuation)).toEqual(others.map(() => false));
});

it("pasted text continues an entry over blank lines and comments", () => {
  const isCommand = (word: string) => word === "plan" || word === "help";
  expect(isContinuedBy("\n  // why\n\n  .create()\n", isCommand)).toBe(true);
  expect(isContinuedBy(".length", isCommand)).toBe(true);
  expect(isContinuedBy(".plan()", isCommand)).toBe(true);
  expect(isContinuedBy(".help\n.create()", isCommand)).toBe(false);
  expect(isContinuedBy("team(8)\n.create()", isCommand)).toBe(false);
  expect([isBlank("  // a"), isBlank(""), isBlank("a // b")]).toEqual([true, true, false]);
});

it("declaredName returns the only declared name", () => {
  expect(declaredName("const run = team(8)")).toBe("run");
  expect(["team(8)", "const { a } = b", "function f() {}"].map(declaredName)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
