import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { completePath } from "../../../src/engine/check/path-completion.js";
import { Cells } from "../cells.js";

const folder = mkdtempSync(join(tmpdir(), "slylab-complete-"));
mkdirSync(join(folder, "lib"));
for (const path of ["cell.mjs", "h1.mjs", "notes.md", ".hidden.ts", "lib/util.ts", "lib/util.d.ts"])
  writeFileSync(join(folder, path), "");
afterAll(() => rmSync(folder, { recursive: true }));

const at = (code: string) => {
  const offset = code.indexOf("|");
  const found = completePath(code.replace("|", ""), offset, folder);
  return found === undefined ? undefined : [found.start, found.end, ...found.items.map(({ text }) => text)];
};

it("offers the user's files and folders, and no internal ones", () => {
  expect(at("import { a } from './|'")).toEqual([21, 21, "cell.mjs", "h1.mjs", "lib"]);
  expect(at("import { a } from './lib/u|x'")).toEqual([25, 27, "util.ts"]);
  expect(at('await import("./h|')).toEqual([16, 17, "h1.mjs"]);
  expect(at("require(`./|`)")).toEqual([11, 11, "cell.mjs", "h1.mjs", "lib"]);
  expect(at("import './gone/|'")).toEqual([15, 15]);
});

it("leaves packages and other strings to the checker", () => {
  expect(["import 'zo|'", "const a = './|'", "import './a'; b|"].map(at)).toEqual([undefined, undefined, undefined]);
});

it("allows user files of any name", async () => {
  const files = { "h1.mjs": "export const h = 'mine'", "cell.mjs": "export const c = 'too'" };
  const cells = new Cells({}, files);
  const made = ["const a = 1", "const a = 'x'", "const b = a; const a2 = 1"];
  expect(await cells.value(...made, "import { h } from './h1.mjs'\nimport { c } from './cell.mjs'", "h + c")).toBe(
    "minetoo",
  );
  const { items } = await cells.session.complete("import { x } from './", 21);
  expect(items.map(({ text }) => text)).toEqual(["cell.mjs", "h1.mjs"]);
  await cells.close();
});
