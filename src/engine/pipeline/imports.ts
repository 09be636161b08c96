/** What `import` in a cell means: modules as seen from the session's folder, and what to do about those that are missing. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** The package whose exports are already loaded: a second copy would not know the first one's values. */
export const ownPackage = "slylab";

/** How modules are found. */
export interface ImporterOptions {
  readonly cwd: string;
  /** Gives the exports of {@link ownPackage}; undefined where the session has none of its own. */
  readonly loadOwn: (() => Promise<ModuleExports>) | undefined;
}

/** What stands after the comma of `import(specifier, options)`. */
export interface ImportOptions {
  readonly with?: Readonly<Record<string, string>>;
}

type NativeImport = (specifier: string, options: ImportOptions) => Promise<ModuleExports>;

/** Imports for the cells of one session. */
export class Importer {
  readonly require: NodeJS.Require;
  /** `import.meta` of cells: that of a module in the session's folder. */
  readonly meta: Readonly<{ url: string; dirname: string; filename: string; resolve: (specifier: string) => string }>;
  readonly #loadOwn: ImporterOptions["loadOwn"];
  readonly #import: NativeImport;

  constructor({ cwd, loadOwn }: ImporterOptions) {
    const filename = join(cwd, "cell.mjs");
    const url = pathToFileURL(filename).href;
    this.require = createRequire(url);
    this.meta = Object.freeze({
      url,
      dirname: cwd,
      filename,
      resolve: (specifier: string) => this.#resolve(specifier),
    });
    this.#loadOwn = loadOwn;
    this.#import = importSeenFrom(filename);
  }

  /** `import(specifier, options)` in a cell. */
  async load(specifier: string, options: ImportOptions = {}): Promise<ModuleExports> {
    if (specifier === ownPackage && this.#loadOwn !== undefined) return this.#loadOwn();
    try {
      return await this.#import(specifier, options);
    } catch (error) {
      throw withAdvice(error, specifier, this.meta.filename);
    }
  }

  #resolve(specifier: string): string {
    if (/^[a-z]+:/.test(specifier)) return specifier;
    if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, this.meta.url).href;
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

/** What to do about a module that is not there. */
export function adviceForMissing(specifier: string): string {
  if (/^\.{0,2}\//.test(specifier)) return "write the path with its extension, as ./name.js";
  return `install it: npm install ${packageOf(specifier)}`;
}

/** Adds what to do to an import's error, and says what is missing in the words of the cell. */
function withAdvice(error: unknown, specifier: string, importer: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const isPath = /^\.{0,2}\//.test(specifier);
  switch (error.code) {
    case "ERR_MODULE_NOT_FOUND": {
      // A module that was found may import one that is not: then its own words say which.
      if (!isPath && !error.message.includes(importer)) return error;
      const name = packageOf(specifier);
      // A new error, since the stack of the loader's own repeats its words.
      return advise(
        Object.assign(new Error(isPath ? `no module at ${specifier}` : `no package named ${name}`), {
          code: error.code,
        }),
        isPath ? "write the path with its extension, as ./name.js" : `install it: npm install ${name}`,
      );
    }
    case "ERR_UNKNOWN_FILE_EXTENSION":
      return advise(error, "Node runs JavaScript files only: compile it first, or paste it into a cell");
    case "ERR_IMPORT_ASSERTION_TYPE_MISSING":
    case "ERR_IMPORT_ATTRIBUTE_MISSING":
      return advise(error, `say what it is: import … from "${specifier}" with { type: "json" }`);
    default:
      return error;
  }
}

function advise(error: Error, hint: string): Error {
  Object.defineProperty(error, "hint", { value: hint, configurable: true });
  return error;
}
