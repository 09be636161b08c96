import { expect, it } from "vitest";
import { loadOxc } from "../../../src/engine/pipeline/oxc.js";
import { namesOfPlainCell } from "../../../src/engine/pipeline/plain-code.js";

const namesOf = (code: string) => {
  const names = namesOfPlainCell(loadOxc().parse(code).program);
  return names === undefined ? undefined : [...names];
};

it.each([
  ["team(8).jobs()", ["team"]],
  [
    "team(8)?.jobs({ status: `pending`, name, ...more })[first]; project(-1)",
    ["team", "name", "more", "first", "project"],
  ],
  ["[1, 'a', /x/, null].length > 2 ? a.b : c && d", ["a", "c", "d"]],
  ["", []],
])("%s reads %j", (code, names) => {
  expect(namesOf(code)).toEqual(names);
});

it.each([
  ...["await job(37)", "job(37).review((image) => 'accepted')", "({ get a() { return 1 } })", "({ m() {} })"],
  ...["const a = 1", "a = 1", "a as string", "a!", "f<string>(1)", "new Map()", "import('x')", "import 'x'", "a++"],
  ...["class A {}", "for (;;) {}", "if (a) b", "tag`x`", "function f() {}", "[function () {}]", "(a, b)"],
])("%s is not just calls and values", (code) => {
  expect(namesOf(code)).toBeUndefined();
});
