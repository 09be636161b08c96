/** What `import` in a cell means: modules as seen from the session's folder, and what to do about those that are missing. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { adviceForPath, LocalModules, libraryUrl } from "../modules/local-modules.js";
import { isPathSpecifier } from "../modules/local-paths.js";
import { serveModules } from "../modules/module-loader.js";
import { importSlot } from "../modules/source-module.js";
import type { CellSource } from "../output/stack.js";
import { adviceForScheme } from "./import-schemes.js";
import { ownPackage } from "./own-package.js";

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** How modules are found. */
export interface ImporterOptions {
  /** The folder that imports are seen from. */
  readonly cwd: string;
  /** The script that runs; undefined for cells, which are in no file. */
  readonly file?: string | undefined;
  readonly modules?: LocalModules;
  /** What `require.main` is, of a script. */
  readonly main?: NodeJS.Module | undefined;
  /** Gives the exports of the library; undefined where the session has none of its own. */
  readonly loadOwn: (() => Promise<ModuleExports>) | undefined;
  /** Hears of each module whose text is not that of its file. */
  readonly onModule?: (url: string, source: CellSource) => void;
}

/** What stands after the comma of `import(specifier, options)`. */
export interface ImportOptions {
  readonly with?: Readonly<Record<string, string>>;
}

type NativeImport = (specifier: string, options: ImportOptions) => Promise<ModuleExports>;

/** The place of cells: no user has a file of this name. */
const cellFile = "$cells-cell.mjs";
const libraryExports = Symbol.for("slylab.library");

/** Imports for the cells of one session. */
export class Importer {
  readonly require: NodeJS.Require;
  /** `import.meta` of cells: that of a module in the session's folder, or of the script. */
  readonly meta: Readonly<{ url: string; dirname: string; filename: string; resolve: (specifier: string) => string }>;
  readonly #options: ImporterOptions;
  readonly #modules: LocalModules;
  readonly #importers = new Map<string, NativeImport>();

  constructor(options: ImporterOptions) {
    const { cwd, file, modules } = options;
    const filename = file ?? join(cwd, cellFile);
    const url = pathToFileURL(filename).href;
    this.#options = options;
    this.#modules = modules ?? new LocalModules(new Map());
    this.meta = Object.freeze({
      url,
      dirname: cwd,
      filename,
      resolve: (specifier: string) => this.#resolve(specifier),
      // As in newer versions of Node.
      ...(file === undefined ? {} : { main: true }),
    });
    this.require = this.#freshRequire(createRequire(url));
    Reflect.set(globalThis, importSlot, (from: string, specifier: unknown, importOptions?: ImportOptions) =>
      this.load(String(specifier), importOptions, from),
    );
  }

  /** `import(specifier, options)` in a cell, or in the module at `from`. */
  async load(specifier: string, options: ImportOptions = {}, from = this.meta.filename): Promise<ModuleExports> {
    const { loadOwn } = this.#options;
    if (specifier === ownPackage && loadOwn !== undefined) return loadOwn();
    const file = this.#modules.find(specifier, dirname(from));
    // With a query it is a copy of its own, which Node makes of JavaScript.
    const isOwn = file !== undefined && !(specifier.includes("?") && /^\.[cm]?js$/.test(extname(file)));
    if (isOwn) return this.#loadFile(file, options);
    const scheme = adviceForScheme(specifier);
    if (scheme !== undefined) throw advise(new Error(scheme.message), scheme.hint);
    try {
      return await this.#importFrom(from)(specifier, options);
    } catch (error) {
      throw withAdvice(error, specifier, from);
    }
  }

  async #loadFile(file: string, options: ImportOptions): Promise<ModuleExports> {
    // Read here, so that it is what the file holds now.
    if (extname(file) === ".json") return { default: JSON.parse(readFileSync(file, "utf8")) };
    const { url, served, renewed, wantsLibrary } = this.#modules.prepare(file);
    if (wantsLibrary) await this.#serveLibrary();
    serveModules(served);
    for (const path of renewed) Reflect.deleteProperty(this.require.cache, path);
    for (const { url: address, source } of this.#modules.sources(served)) this.#options.onModule?.(address, source);
    try {
      return await this.#importFrom(this.meta.filename)(url, extname(file) === ".json" ? options : {});
    } catch (error) {
      this.#modules.noteFailure(file);
      throw withAdvice(error, url, file);
    }
  }

  /** Gives the library that is loaded to modules that import it. */
  async #serveLibrary(): Promise<void> {
    const { loadOwn } = this.#options;
    if (loadOwn === undefined || Reflect.has(globalThis, libraryExports)) return;
    const library = await loadOwn();
    Reflect.set(globalThis, libraryExports, library);
    const name = JSON.stringify(libraryExports.description);
    const exports = Object.keys(library).map((key) => `export const ${key} = library.${key};`);
    const source = [`const library = globalThis[Symbol.for(${name})];`, ...exports].join("\n");
    serveModules([{ url: libraryUrl, format: "module", source, resolutions: {} }]);
  }

  /** `require` that reads a file of the user's again where it was changed. */
  #freshRequire(require: NodeJS.Require): NodeJS.Require {
    const stamps = new Map<string, string>();
    const fresh = (specifier: string): unknown => {
      const file = isPathSpecifier(specifier) ? this.#modules.find(specifier, this.meta.dirname) : undefined;
      if (file === undefined) return require(specifier);
      this.#modules.forgetChanged(file, require.cache, stamps);
      try {
        return require(file);
      } finally {
        // What it required in its turn is known by now.
        this.#modules.forgetChanged(file, require.cache, stamps);
      }
    };
    this.#requireTypeScript(require.extensions);
    return Object.assign(fresh, {
      cache: require.cache,
      extensions: require.extensions,
      main: this.#options.main ?? require.main,
      resolve: require.resolve,
    });
  }

  #requireTypeScript(extensions: NodeJS.RequireExtensions): void {
    for (const extension of [".ts", ".tsx", ".cts", ".mts"]) {
      extensions[extension] = (
        module: NodeJS.Module & { _compile?(code: string, file: string): void },
        file: string,
      ) => {
        const { format, served } = this.#modules.module(file);
        const code = served(pathToFileURL(file).href);
        if (format === "commonjs" && code !== undefined) return module._compile?.(code, file);
        throw advise(new Error(`require cannot load ${file}: it is a module with import and export`), "import it");
      };
    }
  }

  #importFrom(filename: string): NativeImport {
    let load = this.#importers.get(filename);
    if (load === undefined) {
      load = importSeenFrom(filename);
      this.#importers.set(filename, load);
    }
    return load;
  }

  #resolve(specifier: string): string {
    if (/^[a-z]+:/.test(specifier)) return specifier;
    const file = this.#modules.find(specifier, this.meta.dirname);
    if (file !== undefined) return pathToFileURL(file).href;
    if (isPathSpecifier(specifier)) return new URL(specifier, this.meta.url).href;
    return pathToFileURL(this.require.resolve(specifier)).href;
  }
}

/** `import()` as a module at `filename` would do it; that of this file resolves from here. */
function importSeenFrom(filename: string): NativeImport {
  const load: NativeImport = new vm.Script("(specifier, options) => import(specifier, options)", {
    filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();
  return (specifier, options) => {
    const { emitWarning } = process;
    // Node warns, at the first call, that this way is experimental: nothing that the user of a prompt can act on.
    process.emitWarning = () => {};
    try {
      return load(specifier, options);
    } finally {
      process.emitWarning = emitWarning;
    }
  };
}

/** The package that a specifier begins with. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

/** What to do about a module that is not there; `folder` is where it was imported. */
export function adviceForMissing(specifier: string, folder = process.cwd()): string {
  const scheme = adviceForScheme(specifier);
  if (scheme !== undefined) return scheme.hint;
  if (isPathSpecifier(specifier)) return adviceForPath(specifier, folder);
  return `install it: npm install ${packageOf(specifier)}`;
}

/** Adds what to do to an import's error, and says what is missing in the words of the cell. */
function withAdvice(error: unknown, specifier: string, importer: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const isPath = isPathSpecifier(specifier);
  switch (error.code) {
    case "ERR_MODULE_NOT_FOUND": {
      if ("hint" in error) return error;
      // A module that was found may import one that is not: then its own words say which.
      if (!isPath && !error.message.includes(importer)) return error;
      const name = packageOf(specifier.startsWith("file:") ? missingIn(error.message) : specifier);
      // A new error, since the stack of the loader's own repeats its words.
      return advise(
        Object.assign(new Error(isPath ? `no module at ${specifier}` : `no package named ${name}`), {
          code: error.code,
        }),
        isPath ? adviceForPath(specifier, dirname(importer)) : `install it: npm install ${name}`,
      );
    }
    case "ERR_UNKNOWN_FILE_EXTENSION":
      return advise(error, "import a file of JavaScript, TypeScript or JSON; read others with node:fs");
    case "ERR_IMPORT_ASSERTION_TYPE_MISSING":
    case "ERR_IMPORT_ATTRIBUTE_MISSING":
      return advise(error, `say what it is: import … from "${specifier}" with { type: "json" }`);
    default:
      return error;
  }
}

function missingIn(message: string): string {
  return /package '([^']+)'/.exec(message)?.[1] ?? message;
}

function advise(error: Error, hint: string): Error {
  Object.defineProperty(error, "hint", { value: hint, configurable: true });
  return error;
}
