/** Loads the parser of cells with the first cell, and the transformer with the first that needs it: 20 ms each. */
import { createRequire } from "node:module";
import type { ParseResult } from "oxc-parser";
import type { TransformResult } from "oxc-transform";
import { defined } from "../../base/defined.js";
import { missingPackage } from "../../domain/optional-package.js";

/** Settings of JSX; undefined fields use the transformer's defaults. */
export interface JsxSettings {
  readonly runtime: "automatic" | "classic";
  readonly development: boolean;
  readonly importSource: string | undefined;
  readonly pragma: string | undefined;
  readonly pragmaFrag: string | undefined;
}

/** Settings of syntax other than types. */
export interface SyntaxSettings {
  /** Undefined if `jsx` is not set or preserves JSX, which Node cannot run. */
  readonly jsx: JsxSettings | undefined;
  /** The `jsx` setting as written in `tsconfig.json`, for example `preserve`. */
  readonly jsxMode: string | undefined;
  readonly legacyDecorators: boolean;
  readonly decoratorMetadata: boolean;
  /** Whether class fields are compiled to assignments (`useDefineForClassFields: false`). */
  readonly assignsFields: boolean;
}

/** TypeScript without any settings. */
export const plainSyntax: SyntaxSettings = {
  jsx: undefined,
  jsxMode: undefined,
  legacyDecorators: false,
  decoratorMetadata: false,
  assignsFields: false,
};

/** The language of a text, by its file extension. */
export type Lang = "ts" | "tsx" | "js" | "jsx";

/** The parser and transformer. */
export interface Oxc {
  /** Parses a module; TypeScript unless `lang` says otherwise. */
  parse(source: string, lang?: Lang): ParseResult;
  /** Parses a JavaScript module. */
  parseScript(source: string): ParseResult;
  /** Removes types, lowers syntax that Node 20 does not support, and returns the code with a source map. */
  transform(source: string, syntax?: SyntaxSettings, lang?: Lang): TransformResult;
}

const feature = "running TypeScript";
let loaded: Oxc | undefined;

/** Loads oxc once per process. Synchronous, since {@link judgeCompleteness} is. */
export function loadOxc(): Oxc {
  try {
    loaded ??= load(createRequire(import.meta.url));
    return loaded;
  } catch (error) {
    throw missingPackage(error, "oxc-parser", feature);
  }
}

function load(require: NodeJS.Require): Oxc {
  const { parseSync }: typeof import("oxc-parser") = require("oxc-parser");
  let transformer: typeof import("oxc-transform") | undefined;
  const loadTransformer = () => {
    try {
      const loaded: typeof import("oxc-transform") = transformer ?? require("oxc-transform");
      transformer = loaded;
      return loaded;
    } catch (error) {
      throw missingPackage(error, "oxc-transform", feature);
    }
  };
  const shape = { sourceType: "module", preserveParens: false } as const;
  return {
    parse: (source, lang = "ts") => parseSync(`cell.${lang}`, source, { ...shape, lang, showSemanticErrors: true }),
    parseScript: (source) => parseSync("cell.js", source, { ...shape, lang: "js" }),
    transform: (source, syntax = plainSyntax, lang = "ts") =>
      loadTransformer().transformSync(`cell.${lang}`, source, {
        lang,
        sourceType: "module",
        sourcemap: true,
        // The newest target that Node 20 supports, except for `using`, which is lowered.
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
    ...defined({ importSource, pragma, pragmaFrag }),
  };
}
