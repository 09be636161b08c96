/** The user edits a module during a session and imports it again. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;
let count = 0;

beforeAll(() => {
  cells = new Cells();
});
afterAll(() => cells.close());

/** Writes a file. No two texts have the same length, since the resolution of file times may be low. */
function write(path: string, text: string): void {
  count += 1;
  writeFileSync(join(cells.folder, path), `${text}\n//${"#".repeat(count)}\n`);
}

it.each([
  ["ts", "export const size: number = 1", "export const size: string = 'big'"],
  ["mjs", "export const size = 1", "export const size = 'big'"],
])("is imported with its current values and types: .%s", async (extension, before, after) => {
  const file = `one.${extension}`;
  write(file, before);
  expect(await cells.value(`import { size } from './${file}'`, "size + 1")).toBe(2);
  write(file, after);
  expect(await cells.value(`import { size } from './${file}'`, "size.toUpperCase()")).toBe("BIG");
  expect(await cells.value(`(await import('./${file}')).size`)).toBe("big");
});

it("is seen through another module that imports it", async () => {
  write("leaf.ts", "export const n: number = 1");
  write("stem.ts", "export { n } from './leaf.js'");
  expect(await cells.value("import { n } from './stem.js'", "n")).toBe(1);
  write("leaf.ts", "export const n: string = 'two'");
  expect(await cells.value("import { n } from './stem.js'", "n.length")).toBe(3);
});

it("keeps its state if nothing was changed", async () => {
  write("state.ts", "export const made = { n: 0 }");
  await cells.value("import { made } from './state.ts'", "made.n = 5");
  expect(await cells.value("import { made } from './state.ts'", "made.n")).toBe(5);
});

it("is loaded again once its error is fixed", async () => {
  write("wrong.ts", "export const a = ;");
  expect((await cells.error("import { a } from './wrong.ts'")).frames[0]?.cell).toContain("wrong.ts");
  write("wrong.ts", "export const a = 1; throw new Error('at first')");
  expect((await cells.error("import { a } from './wrong.ts'")).message).toBe("at first");
  write("wrong.ts", "export const a: string = 5");
  expect((await cells.error("import { a } from './wrong.ts'")).diagnostics[0]).toMatchObject({ code: 2322, line: 1 });
  write("wrong.ts", "export const a = 'right'");
  expect(await cells.value("import { a } from './wrong.ts'", "a")).toBe("right");
});

it("is reported missing when it was removed", async () => {
  write("gone.ts", "export const a = 1");
  await cells.value("import { a } from './gone.ts'");
  rmSync(join(cells.folder, "gone.ts"));
  expect((await cells.error("import { a } from './gone.ts'")).message).toContain("./gone.ts");
});

it("is seen by require, and by required modules", async () => {
  write("inner.cjs", "exports.n = 1");
  write("outer.cjs", "exports.n = require('./inner.cjs').n");
  expect(await cells.value("require('./outer.cjs').n")).toBe(1);
  write("inner.cjs", "exports.n = 2");
  expect(await cells.value("require('./outer.cjs').n")).toBe(2);
});

it("is read again as JSON", async () => {
  write("data.json.txt", "");
  writeFileSync(join(cells.folder, "data.json"), '{ "n": 1 }');
  expect(await cells.value("import data from './data.json'", "data.n")).toBe(1);
  writeFileSync(join(cells.folder, "data.json"), '{ "n": 22 }');
  expect(await cells.value("import data from './data.json'", "data.n")).toBe(22);
});
