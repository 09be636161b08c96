import { expect, it } from "vitest";
import { explainScheme } from "../../../src/engine/pipeline/import-schemes.js";

it.each([
  ["npm:lodash", 'install it: npm install lodash, then import "lodash"'],
  ["npm:@scope/name@1.2/deep", 'install it: npm install @scope/name, then import "@scope/name"'],
  ["npm:", "import a path, the name of an installed package, or a node: module"],
  ["jsr:@std/path@^1", 'install it: npx jsr add @std/path, then import "@std/path"'],
  ["https://esm.sh/lodash@4", 'install it: npm install lodash, then import "lodash"'],
  ["https://cdn.jsdelivr.net/npm/@a/b@2/x.js", 'install it: npm install @a/b, then import "@a/b"'],
  ["https://example.com/mod.ts", "download the file and import it by its path, such as ./name.js"],
  ["bun:sqlite", "use a Node module or a package from npm"],
  ["virtual:thing", "import a path, the name of an installed package, or a node: module"],
])("%s: %s", (specifier, hint) => {
  expect(explainScheme(specifier)?.hint).toBe(hint);
});

it("ignores what Node can import", () => {
  for (const specifier of ["node:fs", "file:///a.js", "data:text/javascript,1", "./a", "zod", "C:\\a.js", "#own"]) {
    expect(explainScheme(specifier)).toBeUndefined();
  }
});
