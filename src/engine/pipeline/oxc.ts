/** Parser and transformer of cells, loaded when the first cell needs them: 20 ms that a prompt does not wait for. */

import { createRequire } from "node:module";
import type { ParseResult } from "oxc-parser";
import type { TransformResult } from "oxc-transform";
import { missingPackage } from "../../domain/optional-package.js";

/** The two functions of oxc that cells go through. */
export interface Oxc {
  /** Parses TypeScript as a module. */
  parse(source: string): ParseResult;
  /** Parses JavaScript as a module. */
  parseScript(source: string): ParseResult;
  /** Takes the types out, lowers what Node 20 cannot run, and says where each part came from. */
  transform(source: string): TransformResult;
}

const feature = "running TypeScript";
let loaded: Oxc | undefined;

/** Loads oxc once a process. Not by `import()`: whether a line is complete is asked, and answered, without waiting. */
export function loadOxc(): Oxc {
  try {
    loaded ??= load(createRequire(import.meta.url));
    return loaded;
  } catch (error) {
    throw missingPackage(missingPackage(error, "oxc-parser", feature), "oxc-transform", feature);
  }
}

function load(require: NodeJS.Require): Oxc {
  const { parseSync }: typeof import("oxc-parser") = require("oxc-parser");
  const { transformSync }: typeof import("oxc-transform") = require("oxc-transform");
  const shape = { sourceType: "module", preserveParens: false } as const;
  return {
    parse: (source) => parseSync("cell.ts", source, { ...shape, lang: "ts", showSemanticErrors: true }),
    parseScript: (source) => parseSync("cell.js", source, { ...shape, lang: "js" }),
    transform: (source) =>
      transformSync("cell.ts", source, {
        lang: "ts",
        sourceType: "module",
        sourcemap: true,
        // The newest that Node 20 runs as it is: only `using` is lowered.
        target: "es2024",
        typescript: { onlyRemoveTypeImports: true },
      }),
  };
}
