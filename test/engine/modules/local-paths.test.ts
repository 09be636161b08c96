import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findLocal, isPathSpecifier, nearestPath } from "../../../src/engine/modules/local-paths.js";

const folder = mkdtempSync(join(tmpdir(), "slylab-paths-"));
mkdirSync(join(folder, "lib", "kit"), { recursive: true });
const files = [
  "lib/util.ts",
  "lib/both.js",
  "lib/both.ts",
  "lib/m.mts",
  "lib/kit/index.ts",
  "lib/space d.ts",
  "data.json",
];
for (const path of files) writeFileSync(join(folder, path), "");
afterAll(() => rmSync(folder, { recursive: true }));

const paths = new Map([
  ["@lib/*", [join(folder, "lib/*")]],
  ["@lib/kit/*", [join(folder, "gone/*"), join(folder, "lib/*")]],
  ["kit", [join(folder, "lib/kit")]],
]);

describe("a path in an import", () => {
  it.each([
    ["./lib/util.ts", "lib/util.ts"],
    ["./lib/util.js", "lib/util.ts"],
    ["./lib/util", "lib/util.ts"],
    ["./lib/both.js", "lib/both.js"],
    ["./lib/m.mjs", "lib/m.mts"],
    ["./lib/kit", "lib/kit/index.ts"],
    ["./lib/kit/", "lib/kit/index.ts"],
    ["./lib/space%20d.ts", "lib/space d.ts"],
    ["./lib/util.ts?again", "lib/util.ts"],
    ["./data.json", "data.json"],
    ["@lib/util", "lib/util.ts"],
    ["@lib/kit/util", "lib/util.ts"],
    ["kit", "lib/kit/index.ts"],
    ["./lib/gone", undefined],
    ["zod", undefined],
  ])("%s means %s", (specifier, file) => {
    const found = findLocal(specifier, folder, paths);
    expect(found === undefined ? undefined : relative(folder, found)).toBe(file);
  });

  it("is distinguished from a package and a URL", () => {
    expect(["./a", "../a", "/a", ".", ".."].every(isPathSpecifier)).toBe(true);
    expect(["a", "@a/b", "#a", "node:fs", ".a", "https://a"].some(isPathSpecifier)).toBe(false);
  });

  it("to a missing file suggests a file with a similar name", () => {
    expect(nearestPath("./lib/utils.ts", folder)).toBe("./lib/util.ts");
    expect(nearestPath("./lib/quite-another.ts", folder)).toBeUndefined();
    expect(nearestPath("./nowhere/util.ts", folder)).toBeUndefined();
  });
});
