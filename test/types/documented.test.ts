/** Every public member has a docstring: exports, methods, fields of records, options and errors. */
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type * as typescript from "@tslab/typescript-for-tslab";
import { beforeAll, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import { root } from "../support/source-tree.js";

const ts: typeof typescript = createRequire(import.meta.url)("@tslab/typescript-for-tslab");
const dist = join(root, "dist");
const entry = join(dist, "index.d.ts");

beforeAll(async () => void (await builtCli()), 120_000);

it("has a docstring on every public member", () => {
  expect(undocumented()).toEqual([]);
}, 60_000);

/** The public members without a docstring, each with its file and owner. */
function undocumented(): string[] {
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

  for (const exported of checker.getExportsOfModule(module)) {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
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

function isOurs(node: typescript.Node): boolean {
  return node.getSourceFile().fileName.startsWith(`${dirname(entry)}/`);
}
