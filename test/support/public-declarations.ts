/** The declarations of the built package, as TypeScript 5.0 reads them. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as typescript from "@tslab/typescript-for-tslab";
import { builtCli } from "./built.js";
import { root } from "./source-tree.js";

/** TypeScript 5.0, which has the API of the compiler. */
export const ts: typeof typescript = createRequire(import.meta.url)("@tslab/typescript-for-tslab");

/** The folder of the declarations. */
export const dist = join(root, "dist");

/** The checked declarations. */
export interface PublicDeclarations {
  readonly checker: typescript.TypeChecker;
  /** What the package exports; aliases are resolved. */
  readonly exports: readonly typescript.Symbol[];
}

let read: Promise<PublicDeclarations> | undefined;

/** Builds the package if needed and reads its declarations, once per process. */
export function publicDeclarations(): Promise<PublicDeclarations> {
  read ??= builtCli().then(checked);
  return read;
}

function checked(): PublicDeclarations {
  const entry = join(dist, "index.d.ts");
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
  return { checker, exports: checker.getExportsOfModule(module).map((symbol) => resolved(checker, symbol)) };
}

/** The symbol that an alias stands for; other symbols as they are. */
export function resolved(checker: typescript.TypeChecker, symbol: typescript.Symbol): typescript.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

/** Returns whether a node is in the package's own declarations. */
export function isOurs(node: typescript.Node): boolean {
  return node.getSourceFile().fileName.startsWith(`${dist}/`);
}
