/** The user edits `tsconfig.json` and `package.json` during a session. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;
let count = 0;

const write = (path: string, value: object) => {
  count += 1;
  // No two texts have the same length, since the resolution of file times may be low.
  writeFileSync(join(cells.folder, path), JSON.stringify(value) + " ".repeat(count));
};
const options = (compilerOptions: object) => write("tsconfig.json", { compilerOptions });

beforeAll(() => {
  cells = new Cells({}, { "lib/kiwi.ts": "export const kiwis: number = 6", "data.json": '{ "a": 1, "b-c": 2 }' });
});
beforeEach(() => rmSync(join(cells.folder, "tsconfig.json"), { force: true }));
afterAll(() => cells.close());

it("a new tsconfig.json applies to the next cell, its paths and its strictness", async () => {
  expect((await cells.error("import { kiwis } from '@/kiwi'")).message).toContain("@/kiwi");
  expect((await cells.error("let first: number = null")).diagnostics[0]?.code).toBe(2322);
  options({ strict: false, paths: { "@/*": ["./lib/*"] } });
  expect(await cells.value("import { kiwis } from '@/kiwi'", "kiwis + 1")).toBe(7);
  expect(await cells.value("let second: number = null")).toBeUndefined();
});

it("and so does a changed or removed one", async () => {
  options({ strict: false });
  expect(await cells.value("let third: number = null")).toBeUndefined();
  options({ strict: true });
  expect((await cells.error("let fourth: number = null")).diagnostics[0]?.code).toBe(2322);
  options({ noUnusedLocals: true, strict: false });
  expect(await cells.value("let fifth: number = null")).toBeUndefined();
  rmSync(join(cells.folder, "tsconfig.json"));
  expect((await cells.error("let sixth: number = null")).diagnostics[0]?.code).toBe(2322);
});

it("and so does a changed base file", async () => {
  write("base.json", { compilerOptions: { strict: false } });
  write("tsconfig.json", { extends: "./base.json" });
  expect(await cells.value("let seventh: number = null")).toBeUndefined();
  write("base.json", { compilerOptions: { strict: true } });
  expect((await cells.error("let eighth: number = null")).diagnostics[0]?.code).toBe(2322);
});

it("and so do imports of package.json", async () => {
  write("package.json", { imports: { "#fruit": "./lib/kiwi.ts" } });
  expect(await cells.value("import { kiwis } from '#fruit'", "kiwis")).toBe(6);
});

it("one that cannot be read is reported, each time it changes", async () => {
  const warnings = async (code: string) => {
    const result = await cells.run(code);
    return result.status === "ok" ? result.warnings.map(({ message }) => message) : [JSON.stringify(result)];
  };
  writeFileSync(join(cells.folder, "tsconfig.json"), "{ nope");
  expect(await warnings("1")).toEqual([expect.stringContaining("tsconfig.json cannot be read")]);
  expect(await warnings("2")).toEqual([]);
  options({ jsx: "react" });
  expect(await warnings("3")).toEqual(['"jsx" of tsconfig.json has changed; restart to apply it']);
  expect(await warnings("4")).toEqual([]);
});

it("earlier names keep their types", async () => {
  await cells.value("const lemons = 4");
  options({ strict: false });
  expect((await cells.error("lemons.toUpperCase()")).diagnostics[0]?.code).toBe(2339);
  expect(await cells.value("lemons + 1")).toBe(5);
});
