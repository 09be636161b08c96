import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { packageImports } from "../../../src/engine/modules/package-imports.js";
import { openSession } from "../../../src/engine/session/session.js";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slylab-imports-"));
  mkdirSync(join(folder, "lib"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (imports: unknown) => writeFileSync(join(folder, "package.json"), JSON.stringify({ imports }));

it("reads patterns, conditions and packages of the nearest package.json", () => {
  write({
    "#x": "./lib/x.ts",
    "#lib/*": { browser: "./no.ts", node: { require: "./no.cjs", import: "./lib/*.ts" } },
    "#mine": { mine: "./mine.ts", default: "./other.ts" },
    "#dep": "lodash",
    "#none": null,
    other: "./no.ts",
  });
  const found = packageImports(join(folder, "lib"), ["mine"]);
  expect(Object.fromEntries(found)).toEqual({
    "#x": [join(folder, "lib/x.ts")],
    "#lib/*": [join(folder, "lib/*.ts")],
    "#mine": [join(folder, "mine.ts")],
    "#dep": [join(folder, "node_modules/lodash")],
  });
});

it.each([undefined, null, 3, []])("ignores imports that are %j", (imports) => {
  write(imports);
  expect(packageImports(folder).size).toBe(0);
});

it("apply to imports of cells, with type checks", async () => {
  write({ "#x": "./lib/x.ts", "#lib/*": "./lib/*.ts" });
  writeFileSync(join(folder, "lib/x.ts"), "export const x: number = 7");
  const session = openSession({ cwd: folder });
  const sink = { write: () => undefined };
  try {
    const code = 'import { x } from "#x"; import { x as same } from "#lib/x"; [x, same]';
    expect(await session.evaluate(code, { sink })).toMatchObject({ status: "ok", value: [7, 7] });
    const wrong = await session.evaluate("const text: string = x", { sink });
    expect(wrong).toMatchObject({ status: "error", error: { name: "TS2322" } });
    const missing = await session.evaluate('import "#nope"', { sink });
    expect(missing).toMatchObject({ error: { hint: 'add "#nope" to imports in your package.json' } });
  } finally {
    await session.close();
  }
}, 30_000);
