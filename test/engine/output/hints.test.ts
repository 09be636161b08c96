import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hintForDiagnostic, hintForDiagnostics, hintForUndefined } from "../../../src/engine/output/hints.js";

const finding = (code: number, message: string) =>
  hintForDiagnostic({ severity: "error", code, message, line: 1, column: 1, endLine: 1, endColumn: 1 }, tmpdir());

it("suggests the equivalent of names that only other hosts have", () => {
  expect(finding(2304, "Cannot find name 'prompt'")).toContain("await input(");
  expect(finding(2304, "Cannot find name 'Deno'")).toContain("node:fs");
  expect(finding(2304, "Cannot find name 'constructor'")).toBeUndefined();
  expect(hintForUndefined("prompt is not defined")).toContain("await input(");
  expect(hintForUndefined("lemon is not defined")).toBeUndefined();
});

it("reports that a list was not read yet", () => {
  expect(finding(2339, "Property 'map' does not exist on type 'Listing<JobInfo>'")).toBe(
    "await the list, then use 'map'",
  );
  expect(finding(2339, "Property 'filter' does not exist on type 'JobsChain'")).toBe(
    "await the list, then use 'filter'",
  );
  expect(finding(2488, "Type 'Listing<JobInfo>' must have a '[Symbol.iterator]()' method")).toBe(
    "await the list, or use for await",
  );
  expect(finding(2339, "Property 'zzz' does not exist on type 'Listing<JobInfo>'")).toBeUndefined();
  expect(finding(2339, "Property 'map' does not exist on type 'JobChain'")).toBeUndefined();
});

it("says where an await is missing", () => {
  const hintIn = (line: string, name: string, code = 2339) => {
    const message = `Property '${name}' does not exist on type 'Promise<Api>'`;
    const at = { line: 1, column: line.lastIndexOf(name) + 1, endLine: 1, endColumn: 1 };
    return hintForDiagnostic({ severity: "error", code, message, ...at }, tmpdir(), new Map(), line);
  };
  expect(hintIn("await connect().project", "project")).toBe("write (await connect()).project");
  expect(hintIn("const a = one.two(3, 'x')?.name + 1", "name")).toBe("write (await one.two(3, 'x')).name");
  expect(hintIn("$p.$q", "$q")).toBe("write (await $p).$q");
  expect(hintIn("f(g(1)).name", "name")).toBe("await the promise, then use 'name'");
  expect(hintIn("  .name", "name")).toBe("await the promise, then use 'name'");
  expect(finding(2551, "Property 'thne' does not exist on type 'Promise<Api>'. Did you mean 'then'?")).toBeUndefined();
  expect(finding(2488, "Type 'Promise<number[]>' must have a '[Symbol.iterator]()' method")).toBe(
    "await the promise first",
  );
});

it("says how to enable JSX", () => {
  expect(finding(6142, "Module './a.tsx' was resolved to '/a.tsx', but '--jsx' is not set")).toContain("tsconfig.json");
});

it("says how to run JSX: the cause comes before what follows from it", () => {
  const all = [
    [7026, "JSX element implicitly has type 'any'"],
    [2875, "This JSX tag requires the module path 'preact/jsx-runtime' to exist"],
  ] as const;
  const place = { severity: "error", line: 1, column: 1, endLine: 1, endColumn: 1 } as const;
  const found = all.map(([code, message]) => ({ ...place, code, message }));
  const hint = (diagnostics: typeof found) =>
    hintForDiagnostics(diagnostics, (one) => hintForDiagnostic(one, tmpdir()));
  expect(hint(found)).toBe("install it: npm install preact");
  expect(hint(found.slice(0, 1))).toContain("install types of JSX");
  expect(finding(2874, "This JSX tag requires 'h' to be in scope")).toBe("import h, the function that makes elements");
});

it("has a hint for an unknown name on a line of another prompt", () => {
  expect(hintForUndefined("ls is not defined", "!ls -l")).toContain('execSync("ls -l"');
  expect(hintForUndefined("ls is not defined", "const a = ls")).toBeUndefined();
  expect(finding(2304, "Cannot find name 'print'")).toBe("use console.log(value)");
});

it("says how to install a module", () => {
  expect(finding(2307, "Cannot find module 'npm:zod'")).toBe('install it: npm install zod, then import "zod"');
  expect(finding(2307, "Cannot find module 'zoo/deep'")).toBe("install it: npm install zoo");
  expect(finding(2322, "Type 'string' is not assignable")).toBeUndefined();
});

it("shows the target of a mapped path", () => {
  const folder = mkdtempSync(join(tmpdir(), "hints-"));
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src/kiwi.ts"), "");
  const paths = new Map([
    ["@/*", [join(folder, "src/*")]],
    ["*", [join(folder, "*")]],
    ["fruit", [join(folder, "src/fruit.ts")]],
    ["#lib/*", [join(folder, "lib/*.js")]],
  ]);
  const hint = (specifier: string) => {
    const message = `Cannot find module '${specifier}' or its corresponding type declarations`;
    const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    return hintForDiagnostic({ severity: "error", code: 2307, message, ...place }, folder, paths);
  };
  expect(hint("src/kiwi")).toBe("did you mean ./src/kiwi?");
  expect(hint("@/nope")).toBe('create ./src/nope.ts, or check "@/*" in paths of tsconfig.json');
  expect(hint("@/kiwy")).toBe("did you mean @/kiwi?");
  expect(hint("@/kiwy.js")).toBe("did you mean @/kiwi.ts?");
  expect(hint("fruit")).toBe('create ./src/fruit.ts, or check "fruit" in paths of tsconfig.json');
  expect(hint("#lib/x")).toBe('create ./lib/x.js, or check "#lib/*" in imports of package.json');
  expect(hint("lodash")).toBe("install it: npm install lodash");
  rmSync(folder, { recursive: true });
});
