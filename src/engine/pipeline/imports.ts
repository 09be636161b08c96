/** Resolves and loads the imports of cells and scripts, and explains missing modules. */
import { builtinModules, createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { suggest } from "../../base/text/nearest.js";
import { hintForPath, LocalModules, libraryUrl } from "../modules/local-modules.js";
import { findLocal, isPathSpecifier } from "../modules/local-paths.js";
import { serveModules } from "../modules/module-loader.js";
import { importHookKey, parseJson } from "../modules/source-module.js";
import { isPlainError } from "../output/plain-error.js";
import type { CellSource } from "../output/stack.js";
import { explainScheme } from "./import-schemes.js";
import { ownPackage } from "./own-package.js";

/** The exports of a module, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** Options of {@link Importer}. */
export interface ImporterOptions {
  /** The folder from which imports resolve. */
  readonly cwd: string;
  /** The script that runs; undefined for cells. */
  readonly file?: string | undefined;
  readonly modules?: LocalModules;
  /** The value of `require.main` in a script. */
  readonly main?: NodeJS.Module | undefined;
  /** Loads the library's exports; undefined if the session provides none. */
  readonly loadOwn: (() => Promise<ModuleExports>) | undefined;
  /** Called for each module whose text differs from its file. */
  readonly onModule?: (url: string, source: CellSource) => void;
}

/** The second argument of `import(specifier, options)`. */
export interface ImportOptions {
  readonly with?: Readonly<Record<string, string>>;
}

type NativeImport = (specifier: string, options: ImportOptions) => Promise<ModuleExports>;

/** The file name that cells import from: Node's own for code without a file. */
const cellFile = "[eval1]";
const libraryExports = Symbol.for("slylab.library");

/** Loads modules for the cells of one session. */
export class Importer {
  readonly require: NodeJS.Require;
  /** `import.meta` of cells, or of the script. */
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
      // Newer versions of Node set it too.
      ...(file === undefined ? {} : { main: true }),
    });
    this.require = this.#freshRequire(createRequire(url));
    Reflect.set(globalThis, importHookKey, (from: string, specifier: unknown, importOptions?: ImportOptions) =>
      this.load(String(specifier), importOptions, from),
    );
  }

  /** Loads a module as `import(specifier, options)` in a cell would, or in the module at `from`. */
  async load(specifier: string, options: ImportOptions = {}, from = this.meta.filename): Promise<ModuleExports> {
    const { loadOwn } = this.#options;
    if (specifier === ownPackage && loadOwn !== undefined) return loadOwn();
    const file = this.#modules.find(specifier, dirname(from));
    // With a query, Node loads another copy of a JavaScript module.
    const isOwn = file !== undefined && !(specifier.includes("?") && /^\.[cm]?js$/.test(extname(file)));
    if (isOwn) return this.#loadFile(file, options);
    const scheme = explainScheme(specifier);
    if (scheme !== undefined) throw addHint(new Error(scheme.message), scheme.hint);
    try {
      return await this.#importFrom(from)(specifier, options);
    } catch (error) {
      throw explainImportError(error, specifier, from, this.#modules.hintForMapped(specifier, dirname(from)));
    }
  }

  async #loadFile(file: string, options: ImportOptions): Promise<ModuleExports> {
    // Read here, since Node would cache the content.
    if (extname(file) === ".json") return jsonExports(parseJson(this.#modules.module(file)));
    const { url, served, outdated, wantsLibrary } = this.#modules.prepare(file);
    if (wantsLibrary) await this.#serveLibrary();
    serveModules(served);
    for (const path of outdated) Reflect.deleteProperty(this.require.cache, path);
    for (const { url: address, source } of this.#modules.sources(served)) this.#options.onModule?.(address, source);
    try {
      return await this.#importFrom(this.meta.filename)(url, extname(file) === ".json" ? options : {});
    } catch (error) {
      this.#modules.noteFailure(file);
      throw explainImportError(error, url, file);
    }
  }

  /** Makes modules that import the library get the copy that is already loaded. */
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

  /** Returns a `require` that loads the user's files again after a change. */
  #freshRequire(require: NodeJS.Require): NodeJS.Require {
    const stamps = new Map<string, string>();
    const fresh = (specifier: string): unknown => {
      const file = this.#modules.find(String(specifier), this.meta.dirname);
      if (file === undefined) return this.#requirePackage(require, specifier);
      this.#modules.forgetChanged(file, require.cache, stamps);
      try {
        return require(file);
      } finally {
        // Its own dependencies are known only now.
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

  #requirePackage(require: NodeJS.Require, specifier: string): unknown {
    try {
      return require(specifier);
    } catch (error) {
      // A file names itself in Node's list of requiring modules; a cell has no file.
      const isOwn = isPlainError(error) && error.message.startsWith(`Cannot find module '${specifier}'\n`);
      if (!isOwn || !("code" in error) || error.code !== "MODULE_NOT_FOUND") throw error;
      const message = explainScheme(specifier)?.message ?? `Cannot find module '${specifier}'`;
      throw addHint(
        Object.assign(new Error(message), { code: error.code }),
        hintForMissing(specifier, this.meta.dirname),
      );
    }
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
        throw addHint(new Error(`require cannot load ${file}: it is a module with import and export`), "import it");
      };
    }
  }

  #importFrom(filename: string): NativeImport {
    let load = this.#importers.get(filename);
    if (load === undefined) {
      load = createImport(filename);
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

/** Returns the exports of a JSON file: its value, and its members by name, as the type checker sees them. */
function jsonExports(value: unknown): ModuleExports {
  const members = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  return { ...members, default: value };
}

/** Returns an `import()` that resolves from `filename`; an `import()` in this file would resolve from here. */
function createImport(filename: string): NativeImport {
  const load: NativeImport = new vm.Script("(specifier, options) => import(specifier, options)", {
    filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();
  return (specifier, options) => {
    const { emitWarning } = process;
    // The first call emits an ExperimentalWarning, which users cannot act on.
    process.emitWarning = () => {};
    try {
      return load(specifier, options);
    } finally {
      process.emitWarning = emitWarning;
    }
  };
}

/** Returns the package name in a specifier. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function withNode(name: string): string {
  return name.startsWith("node:") ? name : `node:${name}`;
}

/** Returns the hint for a missing module that was imported from `folder`. */
export function hintForMissing(specifier: string, folder = process.cwd()): string {
  const scheme = explainScheme(specifier);
  if (scheme !== undefined) return scheme.hint;
  if (isPathSpecifier(specifier)) return hintForPath(specifier, folder);
  if (/^(?:file:|[a-z]:[\\/])/i.test(specifier)) return "check the path";
  if (specifier.startsWith("data:")) return "import it at run time: await import(address)";
  if (specifier.startsWith("node:")) return suggest(specifier, builtinModules.map(withNode));
  if (specifier.startsWith("#")) return `add "${specifier}" to imports in your package.json`;
  return hintForPackage(specifier, folder);
}

function hintForPackage(specifier: string, folder: string): string {
  // A path without `./` is the name of a package.
  const isFile = findLocal(`./${specifier}`, folder, new Map()) !== undefined;
  return isFile ? `did you mean ./${specifier}?` : `install it: npm install ${packageOf(specifier)}`;
}

/** Adds a hint to an import error, and names the missing module as the cell wrote it. */
function explainImportError(error: unknown, specifier: string, importer: string, mappedHint?: string): unknown {
  if (!isPlainError(error) || !("code" in error)) return error;
  const isPath = isPathSpecifier(specifier);
  switch (error.code) {
    case "ERR_MODULE_NOT_FOUND": {
      if ("hint" in error) return error;
      // The missing module may be a dependency of the imported one; then Node's message names it.
      if (!isPath && !error.message.includes(importer)) return error;
      if (mappedHint !== undefined)
        return addHint(Object.assign(new Error(`no module at ${specifier}`), { code: error.code }), mappedHint);
      const name = packageOf(specifier.startsWith("file:") ? missingIn(error.message) : specifier);
      // A new error, since the stack of Node's own repeats the message.
      return addHint(
        Object.assign(new Error(isPath ? `no module at ${specifier}` : `no package named ${name}`), {
          code: error.code,
        }),
        isPath ? hintForPath(specifier, dirname(importer)) : hintForPackage(name, dirname(importer)),
      );
    }
    case "ERR_UNKNOWN_FILE_EXTENSION":
      return addHint(error, "import a file of JavaScript, TypeScript or JSON; read others with node:fs");
    case "ERR_IMPORT_ASSERTION_TYPE_MISSING":
    case "ERR_IMPORT_ATTRIBUTE_MISSING":
      return addHint(error, `add the attribute: import … from "${specifier}" with { type: "json" }`);
    default:
      return error;
  }
}

function missingIn(message: string): string {
  return /package '([^']+)'/.exec(message)?.[1] ?? message;
}

function addHint(error: Error, hint: string): Error {
  Object.defineProperty(error, "hint", { value: hint, configurable: true });
  return error;
}
