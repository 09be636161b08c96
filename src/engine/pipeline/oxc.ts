/** Parser and transformer of cells, loaded when the first cell needs them: 20 ms that a prompt does not wait for. */

import { createRequire } from "node:module";
import type { ParseResult } from "oxc-parser";
import type { TransformResult } from "oxc-transform";
import { missingPackage } from "../../domain/optional-package.js";

/** How JSX becomes calls; undefined fields are the transformer's defaults. */
export interface JsxSettings {
  readonly runtime: "automatic" | "classic";
  readonly development: boolean;
  readonly importSource: string | undefined;
  readonly pragma: string | undefined;
  readonly pragmaFrag: string | undefined;
}

/** What is done with syntax that is more than types. */
export interface SyntaxSettings {
  /** Undefined where `jsx` is not set, or keeps JSX as it is, which Node cannot run. */
  readonly jsx: JsxSettings | undefined;
  /** `jsx` of `tsconfig.json` as it is written, such as `preserve`. */
  readonly jsxMode: string | undefined;
  readonly legacyDecorators: boolean;
  readonly decoratorMetadata: boolean;
  /** Whether class fields are assigned, as TypeScript did before there were fields. */
  readonly assignsFields: boolean;
}

/** TypeScript as it is without any settings. */
export const plainSyntax: SyntaxSettings = {
  jsx: undefined,
  jsxMode: undefined,
  legacyDecorators: false,
  decoratorMetadata: false,
  assignsFields: false,
};

/** The form that a text is in, as its file's extension says. */
export type Lang = "ts" | "tsx" | "js" | "jsx";

/** The two functions of oxc that cells go through. */
export interface Oxc {
  /** Parses TypeScript, or with `lang` another form, as a module. */
  parse(source: string, lang?: Lang): ParseResult;
  /** Parses JavaScript as a module. */
  parseScript(source: string): ParseResult;
  /** Takes the types out, lowers what Node 20 cannot run, and says where each part came from. */
  transform(source: string, syntax?: SyntaxSettings, lang?: Lang): TransformResult;
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
    parse: (source, lang = "ts") => parseSync(`cell.${lang}`, source, { ...shape, lang, showSemanticErrors: true }),
    parseScript: (source) => parseSync("cell.js", source, { ...shape, lang: "js" }),
    transform: (source, syntax = plainSyntax, lang = "ts") =>
      transformSync(`cell.${lang}`, source, {
        lang,
        sourceType: "module",
        sourcemap: true,
        // The newest that Node 20 runs as it is: only `using` is lowered.
        target: "es2024",
        typescript: {
          onlyRemoveTypeImports: true,
          ...(syntax.assignsFields ? { removeClassFieldsWithoutInitializer: true } : {}),
          ...(syntax.jsx?.pragma === undefined ? {} : { jsxPragma: syntax.jsx.pragma }),
          ...(syntax.jsx?.pragmaFrag === undefined ? {} : { jsxPragmaFrag: syntax.jsx.pragmaFrag }),
        },
        ...(syntax.assignsFields ? { assumptions: { setPublicClassFields: true } } : {}),
        ...(syntax.legacyDecorators
          ? { decorator: { legacy: true, emitDecoratorMetadata: syntax.decoratorMetadata } }
          : {}),
        ...(syntax.jsx === undefined ? {} : { jsx: jsxOptions(syntax.jsx) }),
      }),
  };
}

function jsxOptions({ runtime, development, importSource, pragma, pragmaFrag }: JsxSettings) {
  return {
    runtime,
    development,
    ...(importSource === undefined ? {} : { importSource }),
    ...(pragma === undefined ? {} : { pragma }),
    ...(pragmaFrag === undefined ? {} : { pragmaFrag }),
  };
}
