/**
 * Keeps the declarations of cells as modules for the type checker. Cells share a module until one declares a name
 * again; then another module starts, and the types of older values remain valid. A check reads the current cell in
 * full, and of the modules only the types that it uses.
 */
import type { Outline, OutlineKind } from "../pipeline/outline.js";

/** The module that exports the type of a variable. */
interface LiveVariable {
  readonly module: DeclarationModule;
  /** Its name in the module. */
  readonly exported: string;
  /** `awaited`: the awaited value of a cell; `unawaited`: the value unchanged. */
  readonly kind: OutlineKind | "awaited" | "unawaited";
  /** Identifies the import that bound the name; undefined for other names. */
  readonly source: string | undefined;
}

interface ModuleEntry {
  text: string;
  readonly names: ReadonlySet<string>;
  readonly identifiers: ReadonlySet<string>;
  /** The name under which the cell's value is exported, if it was needed. */
  valueName: string | undefined;
}

class DeclarationModule {
  /** Number of its file; reused when the module is dropped. */
  readonly slot: number;
  entries: ModuleEntry[] = [];
  /** Names of earlier modules that the entries use. */
  readonly imported = new Map<string, LiveVariable>();
  /** Library exports that the entries use. */
  readonly identifiers = new Set<string>();
  /** Length of the longest chain of modules that it imports. */
  depth = 0;

  constructor(slot: number) {
    this.slot = slot;
  }

  declares(name: string): boolean {
    return this.entries.some((entry) => entry.names.has(name));
  }
}

/** Maximum depth of values derived from values; the types of a deeper chain would be computed again for each cell. */
const maxDepth = 16;

/** Options for the names that the prelude imports into a cell. */
export interface PreludeOptions {
  /** Names that the cell declares itself. */
  readonly declared: { has(name: string): boolean };
  /** Only these names; undefined for all. */
  readonly only?: ReadonlySet<string>;
}

/** A file and its text. */
export interface DeclarationFile {
  readonly file: string;
  readonly text: string;
}

/** `tsx` if cells may contain JSX. */
export type DeclarationExtension = "mts" | "tsx";

const fileOf = (slot: number, extension: DeclarationExtension) => `${internalPrefix}h${slot}.${extension}`;

/** Prefix of files that only the checker sees; completions omit them. */
export const internalPrefix = "$cells-";

const emptyText = "export {};";

/** Returns the initial files. Three suffice for a session whose cells are run again and again. */
export function firstFiles(extension: DeclarationExtension): DeclarationFile[] {
  return Array.from({ length: firstCount }, (_, slot) => ({ file: fileOf(slot, extension), text: emptyText }));
}

const firstCount = 3;

/** The library whose exports cells can use without an import. */
export interface LibraryWords {
  readonly specifier: string;
  readonly names: readonly string[];
}

/** The session's variables and the modules with their types. */
export class DeclarationHistory {
  readonly #library: LibraryWords | undefined;
  readonly #libraryWords: ReadonlySet<string>;
  readonly #extension: DeclarationExtension;
  #modules: DeclarationModule[] = [];
  readonly #live = new Map<string, LiveVariable>();
  /** Number of files, used or not. */
  #slotCount = firstCount;
  #valueCount = 0;
  #last: { readonly outline: Outline; readonly entry: ModuleEntry | undefined } | undefined;
  #isLibraryIncluded = false;
  /** Numbers of files whose text has changed. */
  readonly #changed = new Set<number>();
  #isListNew = false;

  constructor(library: LibraryWords | undefined, extension: DeclarationExtension = "mts") {
    this.#library = library;
    this.#extension = extension;
    this.#libraryWords = new Set(library?.names);
  }

  /** Returns the line that imports earlier names into a cell. */
  prelude({ declared, only }: PreludeOptions): string {
    const isWanted = (name: string) => !declared.has(name) && (only === undefined || only.has(name));
    const imported = [...this.#live].filter(([name]) => isWanted(name));
    const identifiers = [...this.#libraryWords].filter((word) => isWanted(word) && !this.#live.has(word));
    if (identifiers.length > 0) this.#includeLibrary();
    return this.#head(imported, identifiers);
  }

  /** Whether a cell can be checked only after pending changes were sent. */
  isNeededBy({ declared, only }: PreludeOptions): boolean {
    if (this.#isListNew) return true;
    return [...this.#live.keys()].some((name) => !declared.has(name) && (only === undefined || only.has(name)));
  }

  /** Adds a cell. `lost` are declared names that got no value and keep their former one. */
  keep(outline: Outline, lost: ReadonlySet<string>): void {
    this.#last = { outline, entry: undefined };
    if ([...outline.names.keys()].every((name) => lost.has(name))) return;
    const module = this.#moduleFor(outline, lost);
    const isKnown = (name: string) => this.#isSameImport(module, outline, name);
    const declared = [...outline.names].filter(([name]) => !isKnown(name));
    if (declared.length === 0) return;
    const entry = this.#append(
      module,
      outline,
      { isKnown, valueName: undefined },
      declared.map(([name]) => name),
    );
    this.#last = { outline, entry };
    for (const [name, kind] of declared) {
      if (lost.has(name)) continue;
      this.#live.set(name, { module, exported: name, kind, source: outline.imported.get(name) });
    }
    this.#sweep();
  }

  /** Gives `name` the type of the last cell's value. Returns false if the value depends on too many modules. */
  nameValue(name: string, isAwaited = true): boolean {
    const last = this.#last;
    if (last === undefined || !last.outline.hasValue) {
      this.#live.delete(name);
      return true;
    }
    const { outline } = last;
    if (this.#depthOf(outline) > maxDepth) return false;
    let { entry } = last;
    let module = this.#modules.find((each) => entry !== undefined && each.entries.includes(entry));
    if (module === undefined || entry === undefined) {
      module = this.#moduleFor(outline, new Set(outline.names.keys()));
      entry = this.#append(module, outline, { isKnown: () => true, valueName: this.#nextValueName() }, []);
      this.#last = { outline, entry };
    } else if (entry.valueName === undefined) {
      entry.valueName = this.#nextValueName();
      const declaredBy = entry;
      entry.text = outline.moduleText({ isKnown: (word) => !declaredBy.names.has(word), valueName: entry.valueName });
      this.#changed.add(module.slot);
    }
    const exported = entry.valueName;
    if (exported !== undefined)
      this.#live.set(name, { module, exported, kind: isAwaited ? "awaited" : "unawaited", source: undefined });
    this.#sweep();
    return true;
  }

  /** Returns the depth of the modules behind the names of a cell. */
  #depthOf({ identifiers }: Outline): number {
    return Math.max(0, ...[...identifiers].map((word) => (this.#live.get(word)?.module.depth ?? -1) + 1));
  }

  forget(): void {
    for (const { slot } of this.#modules) this.#changed.add(slot);
    this.#modules = [];
    this.#live.clear();
    this.#last = undefined;
  }

  /** Returns the files that changed since the last call. Files without a module are empty. */
  takeChanges(): DeclarationFile[] {
    const files = [...this.#changed].sort((a, b) => a - b);
    this.#changed.clear();
    this.#isListNew = false;
    return files.map((slot) => {
      const module = this.#modules.find((each) => each.slot === slot);
      return { file: fileOf(slot, this.#extension), text: module === undefined ? emptyText : this.#textOf(module) };
    });
  }

  /** Returns the files in use, oldest first. */
  files(): DeclarationFile[] {
    return this.#modules.map((module) => ({ file: fileOf(module.slot, this.#extension), text: this.#textOf(module) }));
  }

  #nextValueName(): string {
    this.#valueCount += 1;
    return `$value${this.#valueCount}`;
  }

  #isSameImport(module: DeclarationModule, outline: Outline, name: string): boolean {
    const source = outline.imported.get(name);
    const live = this.#live.get(name);
    // The entry that declared it may have been replaced just now.
    const isThere = live?.module === module && module.declares(name);
    return source !== undefined && isThere && live.source === source;
  }

  /** Returns the module for a cell: the last one, unless that would change the type of an earlier value. */
  #moduleFor(outline: Outline, lost: ReadonlySet<string>): DeclarationModule {
    const module = this.#modules.at(-1);
    if (module === undefined || !this.#makeRoom(module, outline, lost)) return this.#begin();
    return module;
  }

  #begin(): DeclarationModule {
    let slot = 0;
    while (this.#modules.some((module) => module.slot === slot)) slot += 1;
    if (slot === this.#slotCount) {
      this.#slotCount += 1;
      this.#changeAll();
    }
    const module = new DeclarationModule(slot);
    this.#modules.push(module);
    this.#changed.add(slot);
    return module;
  }

  #makeRoom(module: DeclarationModule, outline: Outline, lost: ReadonlySet<string>): boolean {
    for (const word of outline.identifiers) {
      const imported = module.imported.get(word);
      if (imported !== undefined && imported !== this.#live.get(word)) return false;
    }
    const replaced = new Set<ModuleEntry>();
    for (const name of outline.names.keys()) {
      if (lost.has(name) && !module.declares(name)) continue;
      if (module.imported.has(name) || module.identifiers.has(name)) return false;
      if (this.#isSameImport(module, outline, name)) continue;
      for (const entry of module.entries) if (entry.names.has(name)) replaced.add(entry);
    }
    for (const entry of replaced) {
      // An older cell can be replaced if all its names are declared again and nothing depends on it.
      const isWhole = [...entry.names].every((name) => outline.names.has(name) && !lost.has(name));
      const isUsed = module.entries.some(
        (other) =>
          other !== entry && !replaced.has(other) && [...entry.names].some((name) => other.identifiers.has(name)),
      );
      if (!isWhole || isUsed || this.#isValueUsed(module, entry)) return false;
    }
    if (replaced.size > 0) module.entries = module.entries.filter((entry) => !replaced.has(entry));
    return true;
  }

  #append(
    module: DeclarationModule,
    outline: Outline,
    textOptions: Parameters<Outline["moduleText"]>[0],
    names: readonly string[],
  ): ModuleEntry {
    const entry: ModuleEntry = {
      text: outline.moduleText(textOptions),
      names: new Set(names),
      identifiers: outline.identifiers,
      valueName: textOptions.valueName,
    };
    module.entries.push(entry);
    for (const word of outline.identifiers) {
      if (module.declares(word)) continue;
      const live = this.#live.get(word);
      if (live !== undefined) {
        module.imported.set(word, live);
        module.depth = Math.max(module.depth, live.module.depth + 1);
      } else if (this.#libraryWords.has(word)) {
        module.identifiers.add(word);
        this.#includeLibrary();
      }
    }
    this.#changed.add(module.slot);
    return entry;
  }

  #isValueUsed(module: DeclarationModule, entry: ModuleEntry): boolean {
    if (entry.valueName === undefined) return false;
    const isIt = (live: LiveVariable) => live.module === module && live.exported === entry.valueName;
    return [...this.#live.values()].some(isIt) || this.#modules.some((m) => [...m.imported.values()].some(isIt));
  }

  /** Drops values that no name refers to, and modules that nothing refers to. */
  #sweep(): void {
    for (const module of this.#modules) {
      const kept = module.entries.filter(
        (entry) => entry.names.size > 0 || entry === this.#last?.entry || this.#isValueUsed(module, entry),
      );
      if (kept.length === module.entries.length) continue;
      module.entries = kept;
      this.#changed.add(module.slot);
    }
    const usedModules = new Set<DeclarationModule>(this.#modules.slice(-1));
    for (const live of this.#live.values()) usedModules.add(live.module);
    // From last to first, since modules import only from earlier ones.
    for (const module of [...this.#modules].reverse()) {
      if (usedModules.has(module)) for (const { module: lender } of module.imported.values()) usedModules.add(lender);
    }
    for (const module of this.#modules) {
      if (!usedModules.has(module)) this.#changed.add(module.slot);
    }
    this.#modules = this.#modules.filter((module) => usedModules.has(module));
  }

  #textOf(module: DeclarationModule): string {
    const head = this.#head([...module.imported], [...module.identifiers]);
    const names = module.entries.flatMap((entry) => [...entry.names]);
    // A cell may end with a comment, or without a semicolon.
    return [head, ...module.entries.map(({ text }) => `${text}\n;`), `export { ${names.join(", ")} };`].join("\n");
  }

  /** Imports the library from now on; it stays imported, since each change would cost a full check. */
  #includeLibrary(): void {
    if (this.#isLibraryIncluded) return;
    this.#isLibraryIncluded = true;
    this.#changeAll();
  }

  #changeAll(): void {
    this.#isListNew = true;
    for (const { slot } of this.#modules) this.#changed.add(slot);
  }

  /**
   * Returns the first line of a module, which imports names. Every module imports every file in the same order, since a
   * changed list of imports makes the checker rebuild its program (30 ms).
   */
  #head(imported: readonly (readonly [string, LiveVariable])[], identifiers: readonly string[]): string {
    const parts = ["export {};"];
    const declared: string[] = [];
    for (let slot = 0; slot < this.#slotCount; slot += 1) {
      const names: string[] = [];
      for (const [name, { module, kind, exported }] of imported) {
        if (module.slot !== slot) continue;
        if (kind === "value" || kind === "type") names.push(name);
        else {
          // Imported bindings cannot be assigned to.
          names.push(`${exported} as $of_${name}`);
          declared.push(
            `declare let ${name}: ${kind === "awaited" ? `Awaited<typeof $of_${name}>` : `typeof $of_${name}`};`,
          );
        }
      }
      parts.push(
        `import { ${names.join(", ")} } from "./${internalPrefix}h${slot}.${this.#extension === "mts" ? "mjs" : "js"}";`,
      );
    }
    if (this.#library !== undefined && this.#isLibraryIncluded) {
      parts.push(`import { ${identifiers.join(", ")} } from "${this.#library.specifier}";`);
    }
    return [...parts, ...declared].join("");
  }
}
