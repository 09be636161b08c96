/** The user's own modules: which there are, which were changed since they were loaded, and what Node is told of them. */
import { createRequire } from "node:module";
import { dirname, extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { CellSource } from "../output/stack.js";
import { ownPackage } from "../pipeline/own-package.js";
import { plainSyntax, type SyntaxSettings } from "../pipeline/oxc.js";
import type { ServedModule } from "./loader-hooks.js";
import { findLocal, isInPackage, isPathSpecifier, nearestPath } from "./local-paths.js";
import { placedAt, readModule, type SourceModule, stampOf } from "./source-module.js";

/** The address of the library for modules that import it: it is loaded already. */
export const libraryUrl = "slylab:library";

const helperPackage = "@oxc-project/runtime/helpers/";
const ownRequire = createRequire(import.meta.url);

/** What was told of a module. */
interface Told {
  readonly module: SourceModule;
  readonly version: number;
  readonly url: string;
}

/** What is needed for an import. */
export interface PreparedImport {
  readonly url: string;
  /** Modules that the hooks have to know first; empty where Node finds its way alone. */
  readonly served: readonly ServedModule[];
  /** Files that are loaded anew: what `require` remembers of them is out of date. */
  readonly renewed: readonly string[];
  /** Whether one of them imports the library. */
  readonly wantsLibrary: boolean;
}

/** Keeps track of modules for one session. */
export class LocalModules {
  readonly #paths: ReadonlyMap<string, readonly string[]>;
  readonly #syntax: SyntaxSettings;
  readonly #read = new Map<string, SourceModule>();
  readonly #told = new Map<string, Told>();
  /** Files whose loading failed: Node would only repeat what it said. */
  readonly #failed = new Set<string>();
  #isServing = false;

  constructor(paths: ReadonlyMap<string, readonly string[]>, syntax: SyntaxSettings = plainSyntax) {
    this.#paths = paths;
    this.#syntax = syntax;
  }

  /** The file that an import means, where it is the user's own. */
  find(specifier: string, folder: string): string | undefined {
    const file = findLocal(specifier, folder, this.#paths);
    return file === undefined || isInPackage(file) ? undefined : file;
  }

  /** The module at `file`, read again where it was changed. */
  module(file: string): SourceModule {
    const known = this.#read.get(file);
    if (known !== undefined && known.stamp === stampOf(file)) return known;
    const module = readModule(file, this.#syntax);
    this.#read.set(file, module);
    return module;
  }

  /** The file and all of the user's own that it imports, and they; what cannot be read ends the way there. */
  reach(files: Iterable<string>): Set<string> {
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
        // Its own fault is told when it is loaded.
      }
    };
    for (const file of files) visit(file);
    return reached;
  }

  /**
   * Makes an import of `file` ready: what was changed since it was loaded gets a new address, as does what imports it.
   *
   * @throws {SyntaxError} with its place, where a module cannot be read or imports a file that is not there
   */
  prepare(file: string): PreparedImport {
    const modules = this.#collect(file);
    const isNew = this.#findChanged(modules);
    const urls = new Map<string, string>();
    for (const [path] of modules) urls.set(path, this.#urlOf(path, isNew.has(path)));
    const served: ServedModule[] = [];
    const renewed: string[] = [];
    let wantsLibrary = false;
    let isNative = !this.#isServing;
    for (const [path, module] of modules) {
      const url = urls.get(path) ?? "";
      const resolutions = this.#resolutions(module, urls);
      wantsLibrary ||= Object.values(resolutions).includes(libraryUrl);
      const version = this.#versionOf(path, isNew.has(path));
      const isAlone = Object.entries(resolutions).every(([specifier, to]) => isPlain(specifier, to, path));
      if (!module.isNative || version > 0 || !isAlone) isNative = false;
      if (version > 0 && isNew.has(path)) renewed.push(path);
      served.push({ url, format: module.format, source: module.served(url), resolutions });
      this.#told.set(path, { module, version, url });
      this.#failed.delete(path);
    }
    this.#isServing ||= !isNative;
    return { url: urls.get(file) ?? "", served: isNative ? [] : served, renewed, wantsLibrary };
  }

  /** Of what is served, the modules whose text is not that of their file. */
  sources(served: readonly ServedModule[]): { readonly url: string; readonly source: CellSource }[] {
    const urls = new Set(served.map(({ url }) => url));
    return [...this.#told.values()].flatMap(({ url, module: { source } }) =>
      urls.has(url) && source !== undefined ? [{ url, source }] : [],
    );
  }

  /** Takes files out of what `require` remembers where they, or what they require, were changed. */
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

  /** Remembers that loading `file` failed: the next import tries it again. */
  noteFailure(file: string): void {
    for (const path of this.reach([file])) this.#failed.add(path);
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
      }
    };
    visit(file);
    return modules;
  }

  #findChanged(modules: ReadonlyMap<string, SourceModule>): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const [path, module] of modules) {
      const told = this.#told.get(path);
      if (told !== undefined && (told.module.stamp !== module.stamp || this.#failed.has(path))) changed.add(path);
    }
    for (let size = -1; size !== changed.size; ) {
      size = changed.size;
      for (const [path, module] of modules) {
        if (changed.has(path) || !this.#told.has(path)) continue;
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
    return (this.#told.get(path)?.version ?? 0) + (isNew ? 1 : 0);
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

/** Whether Node finds the same by itself. */
function isPlain(specifier: string, url: string, from: string): boolean {
  return isPathSpecifier(specifier) && new URL(specifier, pathToFileURL(from)).href === url;
}

function missing({ file, text }: SourceModule, specifier: string, start: number): Error {
  const error = Object.assign(new Error(`no module at ${specifier}`), { code: "ERR_MODULE_NOT_FOUND" });
  return placedAt(error, { file, text, offset: start, hint: adviceForPath(specifier, dirname(file)) });
}

/** What to do about a path that leads nowhere. */
export function adviceForPath(specifier: string, folder: string): string {
  const near = nearestPath(specifier, folder);
  if (near !== undefined && near !== specifier) return `did you mean ${near}?`;
  const extension = extname(specifier);
  return extension === "" ? `create the file, or check the path from ${folder}` : `check the path from ${folder}`;
}
