import { expect, it } from "vitest";
import { formOf } from "../../../src/engine/pipeline/cell-form.js";
import { loadOxc } from "../../../src/engine/pipeline/oxc.js";

it.each([
  ["run", "name"],
  ["state.run", "name"],
  ["runs[0]", "name"],
  ["runs[at]", "name"],
  ["runs[at + 1]", "other"],
  ["this.run", "other"],
  ["team(8).jobs()", "call"],
  ["team(8)?.jobs().first", "call"],
  ["tag`text`", "call"],
  ["(1, make())", "call"],
  ["(run)", "name"],
  ["await run", "other"],
  ["a + b", "other"],
] as const)("%s is a %s", (code, form) => {
  const [statement] = loadOxc().parse(code).program.body;
  expect(statement?.type === "ExpressionStatement" ? formOf(statement.expression) : undefined).toBe(form);
});
