import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { hintForDiagnostic, hintForUndefined } from "../../../src/engine/output/hints.js";

const finding = (code: number, message: string) =>
  hintForDiagnostic({ severity: "error", code, message, line: 1, column: 1, endLine: 1, endColumn: 1 }, tmpdir());

it("says what there is in the place of other hosts' names", () => {
  expect(finding(2304, "Cannot find name 'prompt'")).toContain("await input(");
  expect(finding(2304, "Cannot find name 'Deno'")).toContain("node:fs");
  expect(finding(2304, "Cannot find name 'constructor'")).toBeUndefined();
  expect(hintForUndefined("prompt is not defined")).toContain("await input(");
  expect(hintForUndefined("lemon is not defined")).toBeUndefined();
});

it("says how to come by a module", () => {
  expect(finding(2307, "Cannot find module 'npm:zod'")).toBe('install it: npm install zod, then import "zod"');
  expect(finding(2307, "Cannot find module 'zoo/deep'")).toBe("install it: npm install zoo");
  expect(finding(2322, "Type 'string' is not assignable")).toBeUndefined();
});
