/** The declarations of the package: every type in them can be named, and every public member has a docstring. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type * as typescript from "@tslab/typescript-for-tslab";
import { beforeAll, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import {
  dist,
  isOurs,
  type PublicDeclarations,
  publicDeclarations,
  resolved,
  ts,
} from "../support/public-declarations.js";

beforeAll(async () => void (await builtCli()), 120_000);

// A type that is not exported must be hidden from the declarations by `@internal`.
it("exports every type that its declarations use", { timeout: 60_000 }, async () => {
  expect(forgottenExports(await publicDeclarations())).toEqual([]);
});

it("needs the types of no optional package in its declarations", () => {
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

it("has a docstring on every public member", { timeout: 120_000 }, async () => {
  expect(undocumented(await publicDeclarations())).toEqual([]);
});

/** Returns the types that public declarations use and the entry does not export, each with the name that uses it. */
function forgottenExports({ checker, exports }: PublicDeclarations): string[] {
  const seen = new Set(exports);
  const pending = [...seen];
  const forgotten: string[] = [];
  for (let symbol = pending.pop(); symbol !== undefined; symbol = pending.pop()) {
    for (const name of typeNamesIn(symbol)) {
      const found = checker.getSymbolAtLocation(name);
      const used = found === undefined ? undefined : resolved(checker, found);
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

/** The public members without a docstring, each with its file and owner. */
function undocumented({ checker, exports }: PublicDeclarations): string[] {
  const bare = new Set<string>();

  const note = (owner: string, symbol: typescript.Symbol) => {
    const declarations = (symbol.declarations ?? []).filter(isOurs);
    const [first] = declarations;
    if (first === undefined || declarations.some(isHidden)) return;
    const words = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
    if (words === "") bare.add(`${relative(dist, first.getSourceFile().fileName)}: ${owner}${symbol.name}`);
  };
  const noteMembers = (owner: string, type: typescript.Type): void => {
    if (type.isUnionOrIntersection()) for (const part of type.types) noteMembers(owner, part);
    else if ((type.flags & ts.TypeFlags.Object) !== 0) {
      for (const member of checker.getPropertiesOfType(type)) note(`${owner}.`, member);
    }
  };

  for (const symbol of exports) {
    note("", symbol);
    const { Class, Interface, TypeAlias, Value } = ts.SymbolFlags;
    if ((symbol.flags & (Class | Interface | TypeAlias)) !== 0) {
      noteMembers(symbol.name, checker.getDeclaredTypeOfSymbol(symbol));
    }
    if ((symbol.flags & Value) !== 0) noteMembers(symbol.name, checker.getTypeOfSymbol(symbol));
  }
  return [...bare].sort();
}

/** Private members, symbols of a protocol, and `prototype`. */
function isHidden(declaration: typescript.Declaration): boolean {
  if ((ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0) return true;
  const name = ts.getNameOfDeclaration(declaration);
  return name !== undefined && (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name));
}
