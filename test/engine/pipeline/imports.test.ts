import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hintForMissing, Importer, packageOf } from "../../../src/engine/pipeline/imports.js";
import { Cells } from "../cells.js";

const folder = mkdtempSync(join(tmpdir(), "slylab-imports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const importer = new Importer({ cwd: folder, loadOwn: async () => ({ team: "ours" }) });

describe("an import in a cell", () => {
  it("returns the package that is already loaded, not a second copy", async () => {
    expect(await importer.load("slylab")).toEqual({ team: "ours" });
  });

  it.each([
    ["./gone.js", { message: "no module at ./gone.js", hint: `check the path from ${folder}` }],
    ["@scope/gone/deep", { message: "no package named @scope/gone", hint: "install it: npm install @scope/gone" }],
  ])("says of %s what is missing and what to do", async (specifier, told) => {
    await expect(importer.load(specifier)).rejects.toMatchObject(told);
  });

  it.each([
    [
      "npm:lodash",
      "npm: imports work only in Deno: npm:lodash",
      'install it: npm install lodash, then import "lodash"',
    ],
    ["gone-package", "Cannot find module 'gone-package'", "install it: npm install gone-package"],
    ["./gone.cjs", "Cannot find module './gone.cjs'", `check the path from ${folder}`],
  ])("by require says the same of %s, and names no file of a cell", (specifier, message, hint) => {
    try {
      importer.require(specifier);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ message, hint, code: "MODULE_NOT_FOUND" });
      expect(error instanceof Error ? error.stack : "").not.toContain("$cells");
    }
  });

  it.each(["npm:lodash", "https://x.y/z.ts", "gone-package"])(
    "an import of %s fails at its specifier",
    async (specifier) => {
      const cells = new Cells({ check: false });
      const { frames } = await cells.error(`const a = 1; import b from "${specifier}"; b`);
      expect(frames[0]).toMatchObject({ line: 1, column: 28 });
      await cells.close();
    },
  );

  it("resolves as a module in the session's folder", () => {
    expect(importer.meta.dirname).toBe(folder);
    expect(importer.meta.resolve("./a.js")).toBe(new URL("./a.js", importer.meta.url).href);
    expect(importer.meta.resolve("node:fs")).toBe("node:fs");
  });
});

describe("a specifier", () => {
  it("begins with its package's name", () => {
    expect(["zod", "zod/mini", "@a/b", "@a/b/c"].map(packageOf)).toEqual(["zod", "zod", "@a/b", "@a/b"]);
  });

  it("that is missing gets a hint to install it or to write the full path", () => {
    expect(hintForMissing("node:fss")).toContain("did you mean 'node:fs'");
    expect(hintForMissing("file:./x")).toBe("check the path");
    expect(hintForMissing("C:\\x.ts")).toBe("check the path");
    expect(hintForMissing("data:text/javascript,1")).toBe("import it at run time: await import(address)");
    expect(hintForMissing("@a/b/c")).toBe("install it: npm install @a/b");
    expect(hintForMissing("./missing-file", folder)).toBe(`create the file, or check the path from ${folder}`);
  });
});
