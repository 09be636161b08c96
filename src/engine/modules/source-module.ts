/** One of the user's own modules as it is on disk: what it imports, and the text that Node is to run. */
import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { EcmaScriptModule } from "oxc-parser";
import { recordErrorPlaces } from "../../domain/display/error-places.js";
import type { CellSource } from "../output/stack.js";
import { findBeyond } from "../pipeline/beyond.js";
import { Edits } from "../pipeline/edits.js";
import { type Lang, loadOxc, type SyntaxSettings } from "../pipeline/oxc.js";
import { Lines, mapBySource } from "../pipeline/positions.js";
import { nameOfFile } from "./file-name.js";

/** An import that stands in a module. */
export interface StandingImport {
  readonly specifier: string;
  readonly start: number;
}

/** A module that was read. */
export interface SourceModule {
  readonly file: string;
  /** Differs where the file was changed. */
  readonly stamp: string;
  readonly text: string;
  readonly format: "module" | "commonjs" | "json" | undefined;
  readonly imports: readonly StandingImport[];
  /** Whether Node can load the file as it is. */
  readonly isNative: boolean;
  /** The text that Node runs, with the address that `import.meta.url` is to give; undefined: the file's own text. */
  served(url: string): string | undefined;
  /** The way back from what runs; undefined where that is the file itself. */
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

/** The key under which dynamic imports of the user's modules find their way to us. */
export const importSlot = Symbol.for("slylab.import");

/** Says whether a file was changed: its time and its size. */
export function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? "gone" : `${stat.mtimeMs}:${stat.size}`;
}

/**
 * Reads a module.
 *
 * @throws {SyntaxError} with its place, where the text cannot be read, or is beyond what Node can run
 */
export function readModule(file: string, syntax: SyntaxSettings): SourceModule {
  const stamp = stampOf(file);
  const text = readFileSync(file, "utf8");
  const base = { file, stamp, text, imports: [], isNative: true, served: () => undefined, source: undefined };
  const extension = extname(file);
  if (extension === ".json") return { ...base, format: "json", served: () => text };
  const lang = langs[extension];
  if (lang === undefined) return { ...base, format: undefined };
  if (lang === "js") return readJavaScript(base);
  return readTypeScript({ ...base, lang, syntax, isCommonJs: extension === ".cts" });
}

type Base = Pick<SourceModule, "file" | "stamp" | "text" | "imports" | "isNative" | "served" | "source">;

function readJavaScript(base: Base): SourceModule {
  const { file, text } = base;
  const parsed = loadOxc().parse(text, "js");
  const isModule = parsed.module.hasModuleSyntax || extname(file) === ".mjs";
  const [error] = parsed.errors;
  // A script of CommonJS may hold what a module may not.
  if (error !== undefined && !isModule && !/^\s*(?:import|export)\b/m.test(text))
    return { ...base, format: "commonjs" };
  if (error !== undefined) throw refused(base, error.labels[0]?.start ?? 0, error.message);
  return {
    ...base,
    format: isModule ? "module" : "commonjs",
    imports: importsOf(parsed.module, text),
    served: (url) => (isModule ? withOwnPlace(text, parsed.module, file, url) : undefined),
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
  if (error !== undefined) throw refused(base, error.labels[0]?.start ?? 0, error.message);
  const beyond = findBeyond(parsed.program, text, syntax);
  if (beyond !== undefined) {
    throw refused(base, beyond.start, `a module cannot use ${beyond.what}`, beyond.hint);
  }
  const { code, map, errors } = oxc.transform(text, syntax, lang);
  const [failed] = errors;
  if (failed !== undefined) throw refused(base, failed.labels[0]?.start ?? 0, failed.message);
  const script = oxc.parseScript(code);
  const isRequiring = !parsed.module.hasModuleSyntax && /\bmodule\.exports\b|\bexports\.\w|\brequire\(/.test(code);
  const format = isCommonJs || isRequiring ? "commonjs" : "module";
  const served = placed(code, script.module, file, pathToFileURL(file).href);
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
    // The address of a module that was read again differs in what no file has: its own is put in as a text.
    served: () => served.text,
    source: {
      name: nameOfFile(file),
      user: new Lines(text),
      script: new Lines(served.text),
      toUser,
      siteOffset: () => 0,
      javascript: code,
      toJavaScript: served.toOriginal,
    },
  };
}

function importsOf(module: EcmaScriptModule, text: string): StandingImport[] {
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

function placed(text: string, module: EcmaScriptModule, file: string, url: string) {
  const edits = new Edits();
  for (const { start } of module.dynamicImports) {
    const importer = `globalThis[Symbol.for(${JSON.stringify(importSlot.description)})].bind(null,${JSON.stringify(file)})`;
    edits.replace(start, start + "import".length, importer);
  }
  for (const { start, end } of module.importMetas) {
    if (/^\.url\b/.test(text.slice(end, end + 5))) edits.replace(start, end + ".url".length, JSON.stringify(url));
  }
  return edits.apply(text);
}

/** A module of JavaScript is served only where its address differs from its own: when it was read again. */
function withOwnPlace(text: string, module: EcmaScriptModule, file: string, url: string): string | undefined {
  const own = pathToFileURL(file).href;
  return url === own ? undefined : placed(text, module, file, own).text;
}

/** Where an error is in a file of the user's. */
export interface FilePlace {
  readonly file: string;
  readonly text: string;
  readonly offset: number;
  readonly hint?: string;
}

/** Gives an error its place, in the stead of the one where we made it. */
export function placedAt<E extends Error>(error: E, { file, text, offset, hint }: FilePlace): E {
  const lines = new Lines(text);
  const { line, column } = lines.positionAt(Math.min(offset, text.length));
  const source = lines.line(line);
  const place = { cell: nameOfFile(file), line, column, ...(source === undefined ? {} : { text: source }) };
  error.stack = `${error.name}: ${error.message}\n    at ${place.cell}:${line}:${column}`;
  recordErrorPlaces(error, [place]);
  if (hint !== undefined) Object.defineProperty(error, "hint", { value: hint, configurable: true });
  return error;
}

function refused({ file, text }: Base, offset: number, message: string, hint?: string): SyntaxError {
  const error = new SyntaxError(message.replace(/\.$/, ""));
  return placedAt(error, { file, text, offset, ...(hint === undefined ? {} : { hint }) });
}
