/** Reads one of the user's modules: its imports, and the text that Node runs. */
import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { EcmaScriptModule } from "oxc-parser";
import { recordErrorLocations } from "../../domain/display/error-locations.js";
import type { CellSource } from "../output/stack.js";
import { Edits } from "../pipeline/edits.js";
import { type Lang, loadOxc, type SyntaxSettings } from "../pipeline/oxc.js";
import { Lines, mapBySource } from "../pipeline/positions.js";
import { findUnsupportedSyntax, jsxInTypeScript, wordsOf } from "../pipeline/unsupported-syntax.js";
import { displayPath } from "./display-path.js";

/** An import in a module. */
export interface ModuleImport {
  readonly specifier: string;
  readonly start: number;
}

/** A parsed module. */
export interface SourceModule {
  readonly file: string;
  /** Changes when the file changes. */
  readonly stamp: string;
  readonly text: string;
  readonly format: "module" | "commonjs" | "json" | undefined;
  readonly imports: readonly ModuleImport[];
  /** Whether Node can load the file unchanged. */
  readonly isNative: boolean;
  /** Returns the text that Node runs, with `url` as `import.meta.url`; undefined for the file's own text. */
  served(url: string): string | undefined;
  /** Maps the text that runs to the file; undefined if they are equal. */
  readonly source: CellSource | undefined;
}

const langs: Readonly<Record<string, Lang>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".jsx": "jsx",
  ".js": "js",
  ".mjs": "js",
};

/** The global key through which dynamic imports in user modules call the session's importer. */
export const importHookKey = Symbol.for("slylab.import");

/** The stamp of a file that does not exist. */
export const noFile = "gone";

/** Returns a stamp of the file's time and size, to detect changes. */
export function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? noFile : `${stat.mtimeMs}:${stat.size}`;
}

/**
 * Reads a module.
 *
 * @throws {SyntaxError} with its place, if the text cannot be parsed or uses unsupported syntax
 */
export function readModule(file: string, syntax: SyntaxSettings): SourceModule {
  const stamp = stampOf(file);
  const text = readFileSync(file, "utf8");
  const base = { file, stamp, text, imports: [], isNative: true, served: () => undefined, source: undefined };
  const extension = extname(file);
  if (extension === ".json") return { ...base, format: "json", served: () => jsonModule(base) };
  const lang = langs[extension];
  if (lang === undefined) return { ...base, format: undefined };
  if (lang === "js") return readJavaScript(base);
  return readTypeScript({ ...base, lang, syntax, isCommonJs: extension === ".cts" });
}

type Base = Pick<SourceModule, "file" | "stamp" | "text" | "imports" | "isNative" | "served" | "source">;

/**
 * Parses a JSON file.
 *
 * @throws {SyntaxError} with its place
 */
export function parseJson(module: Base): unknown {
  try {
    return JSON.parse(module.text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? (/end of/.test(message) ? module.text.length : 0));
    throw rejected(module, offset, message.replace(/ in JSON at position.*$/, " in JSON"));
  }
}

/** Returns a module with the exports that the type checker sees in a JSON file: its value, and its members by name. */
function jsonModule(base: Base): string {
  const value = parseJson(base);
  const members = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const exports = members
    .filter((name) => name !== "default")
    .map(
      (name, index) =>
        `const v${index} = value[${JSON.stringify(name)}]; export { v${index} as ${JSON.stringify(name)} };`,
    );
  return [`const value = JSON.parse(${JSON.stringify(base.text)}); export default value;`, ...exports].join("\n");
}

function readJavaScript(base: Base): SourceModule {
  const { file, text } = base;
  const parsed = loadOxc().parse(text, "js");
  const isModule = parsed.module.hasModuleSyntax || extname(file) === ".mjs";
  const [error] = parsed.errors;
  // A CommonJS script may contain syntax that a module may not.
  if (error !== undefined && !isModule && !/^\s*(?:import|export)\b/m.test(text))
    return { ...base, format: "commonjs" };
  if (error !== undefined) throw rejected(base, error.labels[0]?.start ?? 0, error.message);
  return {
    ...base,
    format: isModule ? "module" : "commonjs",
    imports: importsOf(parsed.module, text),
    served: (url) => (isModule ? withFileUrl(text, parsed.module, file, url) : undefined),
  };
}

interface TypeScriptBase extends Base {
  readonly lang: Lang;
  readonly syntax: SyntaxSettings;
  readonly isCommonJs: boolean;
}

function readTypeScript({ lang, syntax, isCommonJs, ...base }: TypeScriptBase): SourceModule {
  const { file, text } = base;
  const oxc = loadOxc();
  const parsed = oxc.parse(text, lang);
  const [error] = parsed.errors;
  if (error !== undefined) {
    if (lang === "ts" && /<[\w>]/.test(text) && oxc.parse(text, "tsx").errors.length === 0) {
      throw rejected(
        base,
        error.labels[0]?.start ?? 0,
        `a module cannot use ${jsxInTypeScript.what}`,
        jsxInTypeScript.hint,
      );
    }
    throw rejected(base, error.labels[0]?.start ?? 0, error.message);
  }
  const unsupported = findUnsupportedSyntax(parsed.program, text, syntax);
  if (unsupported !== undefined) {
    throw rejected(base, unsupported.start, `a module cannot use ${unsupported.what}`, unsupported.hint);
  }
  const { code, map, errors } = oxc.transform(text, syntax, lang);
  const [failed] = errors;
  if (failed !== undefined) throw rejected(base, failed.labels[0]?.start ?? 0, wordsOf(failed.message));
  const script = oxc.parseScript(code);
  // The transformer turns `export =` into `module.exports =`.
  const isRequiring = !script.module.hasModuleSyntax && /\bmodule\.exports\b|\bexports\.\w|\brequire\(/.test(code);
  const format = (isCommonJs && !script.module.hasModuleSyntax) || isRequiring ? "commonjs" : "module";
  const url = pathToFileURL(file).href;
  const needsRequire = format === "module" && /\bimport\s+[\w$]+\s*=\s*require\b/.test(text);
  const served = withModuleLocation(code, script.module, file, url, needsRequire ? requireIn(url) : "");
  let toText: ((offset: number) => number) | undefined;
  const toUser = (offset: number) => {
    toText ??= mapBySource(map?.mappings ?? "", code, text);
    return toText(served.toOriginal(offset));
  };
  return {
    ...base,
    isNative: false,
    format,
    imports: importsOf(script.module, code).map(({ specifier, start }) => ({
      specifier,
      start: mapBySource(map?.mappings ?? "", code, text)(start),
    })),
    // A module that is loaded again has a URL with a query; its `import.meta.url` is the file's.
    served: () => served.text,
    source: {
      name: displayPath(file),
      user: new Lines(text),
      script: new Lines(served.text),
      toUser,
      siteOffset: () => 0,
      javascript: code,
      toJavaScript: served.toOriginal,
    },
  };
}

function importsOf(module: EcmaScriptModule, text: string): ModuleImport[] {
  const imports = module.staticImports.map(({ moduleRequest: { value, start } }) => ({ specifier: value, start }));
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) {
      if (moduleRequest !== null) imports.push({ specifier: moduleRequest.value, start: moduleRequest.start });
    }
  }
  for (const {
    moduleRequest: { start, end },
  } of module.dynamicImports) {
    const literal = /^(['"])([^'"\\]*)\1$/.exec(text.slice(start, end))?.[2];
    if (literal !== undefined) imports.push({ specifier: literal, start });
  }
  return imports;
}

/** Returns a definition of `require`, which modules do not have; `import name = require("…")` needs it. */
function requireIn(url: string): string {
  return `import {createRequire as $require} from "node:module";const require=$require(${JSON.stringify(url)});`;
}

function withModuleLocation(text: string, module: EcmaScriptModule, file: string, url: string, head = "") {
  const edits = new Edits();
  if (head !== "") edits.open(0, head);
  for (const { start } of module.dynamicImports) {
    const importer = `globalThis[Symbol.for(${JSON.stringify(importHookKey.description)})].bind(null,${JSON.stringify(file)})`;
    edits.replace(start, start + "import".length, importer);
  }
  for (const { start, end } of module.importMetas) {
    if (/^\.url\b/.test(text.slice(end, end + 5))) edits.replace(start, end + ".url".length, JSON.stringify(url));
  }
  return edits.apply(text);
}

/** Returns the text of a JavaScript module with the file's own URL; undefined if it is loaded from that URL. */
function withFileUrl(text: string, module: EcmaScriptModule, file: string, url: string): string | undefined {
  const ownUrl = pathToFileURL(file).href;
  return url === ownUrl ? undefined : withModuleLocation(text, module, file, ownUrl).text;
}

/** A place in a user's file. */
export interface FileLocation {
  readonly file: string;
  readonly text: string;
  readonly offset: number;
  readonly hint?: string;
}

/** Sets the place of an error to the user's file, instead of where it was created. */
export function setLocation<E extends Error>(error: E, { file, text, offset, hint }: FileLocation): E {
  const lines = new Lines(text);
  const { line, column } = lines.positionAt(Math.min(offset, text.length));
  const source = lines.line(line);
  const location = { cell: displayPath(file), line, column, ...(source === undefined ? {} : { text: source }) };
  error.stack = `${error.name}: ${error.message}\n    at ${location.cell}:${line}:${column}`;
  recordErrorLocations(error, [location]);
  if (hint !== undefined) Object.defineProperty(error, "hint", { value: hint, configurable: true });
  return error;
}

function rejected({ file, text }: Base, offset: number, message: string, hint?: string): SyntaxError {
  const error = new SyntaxError(message.replace(/\.$/, ""));
  return setLocation(error, { file, text, offset, ...(hint === undefined ? {} : { hint }) });
}
