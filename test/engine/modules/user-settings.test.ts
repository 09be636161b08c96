import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { areCurrent, readUserSettings } from "../../../src/engine/modules/user-settings.js";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slylab-settings-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe("the user's tsconfig.json", () => {
  it("is the nearest one in the parent folders", () => {
    write({ "tsconfig.json": '{ "compilerOptions": { "strict": false } }', "a/b/c.txt": "" });
    const settings = readUserSettings(join(folder, "a/b"));
    expect(settings.file).toBe(join(folder, "tsconfig.json"));
    expect(settings.options).toEqual({ strict: false });
  });

  it.each([
    ["a nearer file", "a/b/tsconfig.json"],
    ["a nearer package.json", "a/package.json"],
    ["a base that was missing", "base.json"],
  ])("is read again after %s was created", (_, created) => {
    write({ "tsconfig.json": '{ "extends": "./base" }', "package.json": "{}", "a/b/c.txt": "" });
    const settings = readUserSettings(join(folder, "a/b"));
    expect(areCurrent(settings)).toBe(true);
    write({ [created]: "{}" });
    expect(areCurrent(settings)).toBe(false);
  });

  it("is read again after it, or a file that it extends, was edited or removed", () => {
    write({ "tsconfig.json": '{ "extends": "./base" }', "base.json": "{}", "package.json": "{}" });
    for (const file of ["tsconfig.json", "base.json", "package.json"]) {
      const settings = readUserSettings(folder);
      write({ [file]: '{ "extends": "./base.json" }   ' });
      expect(areCurrent(settings)).toBe(false);
      const edited = readUserSettings(folder);
      rmSync(join(folder, file));
      expect(areCurrent(edited)).toBe(false);
      write({ "tsconfig.json": '{ "extends": "./base" }', "base.json": "{}", "package.json": "{}" });
    }
  });

  it("may have comments and trailing commas", () => {
    write({ "tsconfig.json": '\uFEFF{ /* a */ "compilerOptions": { "lib": ["es2022",], // b\n }, }' });
    expect(readUserSettings(folder)).toMatchObject({ lib: ["es2022"], problem: undefined });
  });

  it("extends others, each with paths from its own folder", () => {
    write({
      "tsconfig.json": '{ "extends": ["./config/one", "pack"], "compilerOptions": { "noImplicitAny": false } }',
      "config/one.json": '{ "compilerOptions": { "strict": true, "paths": { "@a/*": ["./a/*"] } } }',
      "node_modules/pack/tsconfig.json": '{ "compilerOptions": { "strict": false, "outDir": "x" } }',
      "node_modules/pack/package.json": '{ "name": "pack" }',
    });
    const { options, paths } = readUserSettings(folder);
    expect(options).toEqual({ strict: false, noImplicitAny: false });
    expect([...paths]).toEqual([["@a/*", [join(folder, "config/a/*")]]]);
  });

  it("sets how JSX and decorators are transformed", () => {
    write({
      "tsconfig.json": '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", "experimentalDecorators": true } }',
    });
    expect(readUserSettings(folder)).toMatchObject({
      jsx: { runtime: "classic", pragma: "h" },
      legacyDecorators: true,
    });
    write({ "tsconfig.json": '{ "compilerOptions": { "jsx": "preserve" } }' });
    expect(readUserSettings(folder)).toMatchObject({ jsx: undefined, jsxMode: "preserve" });
  });

  it.each(["", " \n", "// nothing\n", "/* nothing */"])("may be an empty file: %j", (text) => {
    write({ "tsconfig.json": text });
    expect(readUserSettings(folder)).toMatchObject({ problem: undefined, options: {} });
  });

  it.each([
    ['"strict": "yes"', '"strict" cannot be "yes"; it has no effect'],
    ['"lib": ["ES2022", "ES2099"]', '"lib" cannot be ["ES2022","ES2099"]'],
    ['"jsx": "vue"', '"jsx" cannot be "vue"'],
    ['"types": "node"', '"types" cannot be "node"'],
  ])("reports an invalid option: %s", (option, problem) => {
    write({ "tsconfig.json": `{ "compilerOptions": { ${option} } }` });
    expect(readUserSettings(folder).problem).toContain(problem);
  });

  it.each(['"outDir": 3', '"lib": ["es2022.intl", "DOM", "ESNext"]', '"jsx": "React-JSX"', '"strict": null'])(
    "reports no valid option and none that concerns builds: %s",
    (option) => {
      write({ "tsconfig.json": `{ "compilerOptions": { ${option} } }` });
      expect(readUserSettings(folder).problem).toBeUndefined();
    },
  );

  it.each([
    ['{ "compilerOptions": ', "cannot be read"],
    ['{ "extends": "./gone" }', 'cannot find ./gone in "extends": no such file'],
    ['{ "extends": "gone" }', 'cannot find gone in "extends": the package is not installed'],
    ['{ "extends": "./tsconfig.json" }', "extends itself"],
  ])("is reported and ignored if it is invalid: %s", (text, problem) => {
    write({ "tsconfig.json": text });
    const settings = readUserSettings(folder);
    expect(settings.problem).toContain(problem);
    expect(settings.options).toEqual({});
  });
});
