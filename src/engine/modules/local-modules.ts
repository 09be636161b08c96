/** Tracks the user's modules: which exist, which changed since they were loaded, and what Node's loader needs to know. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { CellSource } from "../output/stack.js";
import { explainScheme } from "../pipeline/import-schemes.js";
import { helperPackage, ownPackage } from "../pipeline/own-package.js";
import { plainSyntax, type SyntaxSettings } from "../pipeline/oxc.js";
import type { ServedModule } from "./loader-hooks.js";
import { findLocal, hintForMapped, isInPackage, isPathSpecifier, nearestPath } from "./local-paths.js";
import { readModule, type SourceModule, setLocation, stampOf } from "./source-module.js";

/** The URL under which user modules import the library, which is already loaded. */
export const libraryUrl = "slylab:library";

const ownRequire = createRequire(import.meta.url);

/** A module as it was last sent to the loader. */
interface SentModule {
  readonly module: SourceModule;
  readonly version: number;
  readonly url: string;
}

/** An import that is ready to run. */
export interface PreparedImport {
  readonly url: string;
  /** Modules to send to the loader hooks first; empty if Node can load the file alone. */
  readonly served: readonly ServedModule[];
  /** Files that are loaded again; their entries in `require.cache` are outdated. */
  readonly outdated: readonly string[];
  /** Whether one of the modules imports the library. */
  readonly wantsLibrary: boolean;
}

/** Tracks the user's modules in one session. */
export class LocalModules {
  #paths: ReadonlyMap<string, readonly string[]>;
  #syntax: SyntaxSettings;
  readonly #read = new Map<string, SourceModule>();
  readonly #sent = new Map<string, SentModule>();
  /** Files that failed to load; Node would only repeat the error. */
  readonly #failed = new Set<string>();
  #isServing = false;

  constructor(paths: ReadonlyMap<string, readonly string[]>, syntax: SyntaxSettings = plainSyntax) {
    this.#paths = paths;
    this.#syntax = syntax;
  }

  /** Applies changed settings to later imports. */
  configure(paths: ReadonlyMap<string, readonly string[]>, syntax: SyntaxSettings): void {
    this.#paths = paths;
    this.#syntax = syntax;
    this.#read.clear();
  }

  /** Returns the hint for an import whose path mapping leads to no file; undefined if it is not mapped. */
  hintForMapped(specifier: string, folder: string): string | undefined {
    return hintForMapped(specifier, folder, this.#paths);
  }

  /** Returns the file of an import; undefined for packages. */
  find(specifier: string, folder: string): string | undefined {
    const file = findLocal(specifier, folder, this.#paths);
    return file === undefined || isInPackage(file) ? undefined : file;
  }

  /** Returns the module at `file`, reading it again after a change. */
  module(file: string): SourceModule {
    const cached = this.#read.get(file);
    if (cached !== undefined && cached.stamp === stampOf(file)) return cached;
    const module = readModule(file, this.#syntax);
    this.#read.set(file, module);
    return module;
  }

  /**
   * Returns the files and all user files that they import, directly or not. Files that cannot be read are included
   * without their imports.
   */
  withDependencies(files: Iterable<string>): Set<string> {
    const reached = new Set<string>();
    const visit = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      try {
        for (const { specifier } of this.module(file).imports) {
          const next = this.find(specifier, dirname(file));
          if (next !== undefined) visit(next);
        }
      } catch {
        // The error is reported when the file is loaded.
      }
    };
    for (const file of files) visit(file);
    return reached;
  }

  /**
   * Prepares an import of `file`: modules that changed since they were loaded, and their importers, get new URLs.
   *
   * @throws {SyntaxError} with its place, if a module cannot be parsed or imports a missing file
   */
  prepare(file: string): PreparedImport {
    const modules = this.#collect(file);
    const isNew = this.#findChanged(modules);
    const urls = new Map<string, string>();
    for (const [path] of modules) urls.set(path, this.#urlOf(path, isNew.has(path)));
    const served: ServedModule[] = [];
    const outdated: string[] = [];
    let wantsLibrary = false;
    let isNative = !this.#isServing;
    for (const [path, module] of modules) {
      const url = urls.get(path) ?? "";
      const resolutions = this.#resolutions(module, urls);
      wantsLibrary ||= Object.values(resolutions).includes(libraryUrl);
      const version = this.#versionOf(path, isNew.has(path));
      const isAlone = Object.entries(resolutions).every(([specifier, to]) => isPlain(specifier, to, path));
      if (!module.isNative || version > 0 || !isAlone) isNative = false;
      if (version > 0 && isNew.has(path)) outdated.push(path);
      served.push({ url, format: module.format, source: module.served(url), resolutions });
      this.#sent.set(path, { module, version, url });
      this.#failed.delete(path);
    }
    this.#isServing ||= !isNative;
    return { url: urls.get(file) ?? "", served: isNative ? [] : served, outdated, wantsLibrary };
  }

  /** Returns the sources of those served modules whose text differs from their file. */
  sources(served: readonly ServedModule[]): { readonly url: string; readonly source: CellSource }[] {
    const urls = new Set(served.map(({ url }) => url));
    return [...this.#sent.values()].flatMap(({ url, module: { source } }) =>
      urls.has(url) && source !== undefined ? [{ url, source }] : [],
    );
  }

  /** Removes files from `require.cache` if they or their dependencies changed. */
  forgetChanged(file: string, cache: NodeJS.Dict<NodeJS.Module>, stamps: Map<string, string>): boolean {
    const module = cache[file];
    const stamp = stampOf(file);
    let isOld = module !== undefined && stamps.get(file) !== undefined && stamps.get(file) !== stamp;
    stamps.set(file, stamp);
    for (const child of module?.children ?? []) {
      if (
        child.filename === file ||
        isInPackage(child.filename) ||
        stamps.get(child.filename) === stampOf(child.filename)
      )
        continue;
      if (this.forgetChanged(child.filename, cache, stamps)) isOld = true;
    }
    if (isOld) Reflect.deleteProperty(cache, file);
    return isOld;
  }

  /** Records that loading `file` failed, so that the next import tries again. */
  noteFailure(file: string): void {
    for (const path of this.withDependencies([file])) this.#failed.add(path);
  }

  #collect(file: string): Map<string, SourceModule> {
    const modules = new Map<string, SourceModule>();
    const visit = (path: string) => {
      if (modules.has(path)) return;
      const module = this.module(path);
      modules.set(path, module);
      for (const { specifier, start } of module.imports) {
        const next = this.find(specifier, dirname(path));
        if (next !== undefined) visit(next);
        else if (isPathSpecifier(specifier)) throw missing(module, specifier, start);
        else if (this.hintForMapped(specifier, dirname(path)) !== undefined)
          throw missing(module, specifier, start, this.hintForMapped(specifier, dirname(path)));
        else throwIfUnsupported(module, specifier, start);
      }
    };
    visit(file);
    return modules;
  }

  #findChanged(modules: ReadonlyMap<string, SourceModule>): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const [path, module] of modules) {
      const sent = this.#sent.get(path);
      if (sent !== undefined && (sent.module.stamp !== module.stamp || this.#failed.has(path))) changed.add(path);
    }
    for (let size = -1; size !== changed.size; ) {
      size = changed.size;
      for (const [path, module] of modules) {
        if (changed.has(path) || !this.#sent.has(path)) continue;
        const importsChanged = module.imports.some(({ specifier }) => {
          const next = this.find(specifier, dirname(path));
          return next !== undefined && changed.has(next);
        });
        if (importsChanged) changed.add(path);
      }
    }
    return changed;
  }

  #versionOf(path: string, isNew: boolean): number {
    return (this.#sent.get(path)?.version ?? 0) + (isNew ? 1 : 0);
  }

  #urlOf(path: string, isNew: boolean): string {
    const version = this.#versionOf(path, isNew);
    const url = pathToFileURL(path).href;
    return version === 0 ? url : `${url}?slylab=${version}`;
  }

  #resolutions(module: SourceModule, urls: ReadonlyMap<string, string>): Record<string, string> {
    const resolutions: Record<string, string> = {};
    for (const { specifier } of module.imports) {
      const next = this.find(specifier, dirname(module.file));
      const url = next === undefined ? undefined : urls.get(next);
      if (url !== undefined) resolutions[specifier] = url;
      else if (specifier === ownPackage) resolutions[specifier] = libraryUrl;
      else if (specifier.startsWith(helperPackage)) {
        resolutions[specifier] = pathToFileURL(ownRequire.resolve(specifier)).href;
      }
    }
    return resolutions;
  }
}

/** Whether Node would resolve the specifier to the same URL. */
function isPlain(specifier: string, url: string, from: string): boolean {
  return isPathSpecifier(specifier) && new URL(specifier, pathToFileURL(from)).href === url;
}

function throwIfUnsupported({ file, text }: SourceModule, specifier: string, start: number): void {
  const problem = explainScheme(specifier);
  if (problem !== undefined)
    throw setLocation(new Error(problem.message), { file, text, offset: start, hint: problem.hint });
}

function missing({ file, text }: SourceModule, specifier: string, start: number, mappedHint?: string): Error {
  const error = Object.assign(new Error(`no module at ${specifier}`), { code: "ERR_MODULE_NOT_FOUND" });
  return setLocation(error, { file, text, offset: start, hint: mappedHint ?? hintForPath(specifier, dirname(file)) });
}

/** Returns the hint for a path to a missing file. */
export function hintForPath(specifier: string, folder: string): string {
  if (existsSync(resolve(folder, specifier.replace(/[?#].*$/, ""))) && extname(specifier) !== "")
    return "import a file of JavaScript, TypeScript or JSON; read others with node:fs";
  const near = nearestPath(specifier, folder);
  if (near !== undefined && near !== specifier) return `did you mean ${near}?`;
  const extension = extname(specifier);
  return extension === "" ? `create the file, or check the path from ${folder}` : `check the path from ${folder}`;
}
