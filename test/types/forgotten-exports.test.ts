/** Every type that a public signature uses can be named: it is exported, or hidden from the declarations by `@internal`. */

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as typescript from "@tslab/typescript-for-tslab";
import { beforeAll, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import { root } from "../support/source-tree.js";

const ts: typeof typescript = createRequire(import.meta.url)("@tslab/typescript-for-tslab");
const entry = join(root, "dist", "index.d.ts");

beforeAll(async () => void (await builtCli()), 120_000);

it("exports every type that its declarations use", () => {
  expect(forgottenExports()).toEqual([]);
}, 60_000);

it("needs the types of no optional package in its declarations", () => {
  const dist = dirname(entry);
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".d.ts"));
  const packages = files.flatMap((path) =>
    [
      ...readFileSync(join(dist, path), "utf8").matchAll(
        /(?:^(?:import|export) .*from |(?<!\.)import\()"([^."][^"]*)"/gm,
      ),
    ].map(([, name]) => name),
  );
  expect([...new Set(packages)].sort()).toEqual(["node:util", "zod"]);
});

/** Returns the types that public declarations use and the entry does not export, each with the name that uses it. */
function forgottenExports(): string[] {
  const program = ts.createProgram([entry], {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    types: ["node"],
    skipLibCheck: true,
    strict: true,
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error("dist/index.d.ts is no module");
  const original = (symbol: typescript.Symbol | undefined) =>
    symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  const seen = new Set(checker.getExportsOfModule(module).map((symbol) => original(symbol)));
  const pending = [...seen];
  const forgotten: string[] = [];
  for (let symbol = pending.pop(); symbol !== undefined; symbol = pending.pop()) {
    for (const name of typeNamesIn(symbol)) {
      const used = original(checker.getSymbolAtLocation(name));
      if (used === undefined || seen.has(used) || !isNameable(used)) continue;
      seen.add(used);
      pending.push(used);
      forgotten.push(`${used.name}, used by ${symbol.name}`);
    }
  }
  return forgotten.sort();
}

/** Returns the names of types in the declarations of a symbol, except those used only in `typeof`. */
function typeNamesIn(symbol: typescript.Symbol): typescript.Node[] {
  const names: typescript.Node[] = [];
  const visit = (node: typescript.Node): void => {
    if (ts.isTypeReferenceNode(node)) names.push(node.typeName);
    else if (ts.isExpressionWithTypeArguments(node)) names.push(node.expression);
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) if (isOurs(declaration)) visit(declaration);
  return names;
}

/** Types that a module does not export are printed as their structure and need no name. */
function isNameable(symbol: typescript.Symbol): boolean {
  if ((symbol.flags & ts.SymbolFlags.TypeParameter) !== 0) return false;
  return (symbol.declarations ?? []).some(
    (declaration) => isOurs(declaration) && (!ts.isTypeAliasDeclaration(declaration) || isExported(declaration)),
  );
}

function isExported(node: typescript.TypeAliasDeclaration): boolean {
  return (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isOurs(node: typescript.Node): boolean {
  return node.getSourceFile().fileName.startsWith(`${dirname(entry)}/`);
}
