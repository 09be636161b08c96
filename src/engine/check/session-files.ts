/**
 * Cells that ran, as modules that a type checker reads. Cells are gathered in one module as long as none declares a name
 * anew: then a further module begins, and what the first one says of older values stays true. A check reads only the
 * current cell in full; of the modules it reads the types that the cell asks for.
 */
import type { Outline, OutlineKind } from "../pipeline/outline.js";

/** Where a name's type is. */
interface Living {
  readonly module: HistoryModule;
  /** What the module exports it as. */
  readonly exported: string;
  /** `answer`: the awaited value of a cell; `unawaited`: the value as it is. */
  readonly kind: OutlineKind | "answer" | "unawaited";
  /** What an import of the name stands for; undefined where it is no import. */
  readonly source: string | undefined;
}

interface Entry {
  text: string;
  readonly names: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** The name under which the cell's value is exported, if it was asked for. */
  valueName: string | undefined;
}

class HistoryModule {
  /** Its place among the files: free again when it is gone. */
  readonly slot: number;
  entries: Entry[] = [];
  /** Names of earlier modules that entries use. */
  readonly borrowed = new Map<string, Living>();
  /** Words of the library that entries use. */
  readonly words = new Set<string>();
  /** How many modules stand behind it, one upon the other. */
  depth = 0;

  constructor(slot: number) {
    this.slot = slot;
  }

  declares(name: string): boolean {
    return this.entries.some((entry) => entry.names.has(name));
  }
}

/** Values made of values made of values: beyond this the types of all would be computed anew for each cell. */
const maxDepth = 16;

/** What a cell may refer to without declaring it. */
export interface PreludeOptions {
  /** Names that the cell declares itself. */
  readonly own: { has(name: string): boolean };
  /** Only these names; all where undefined. */
  readonly only?: ReadonlySet<string>;
}

/** A file and its text. */
export interface HistoryFile {
  readonly file: string;
  readonly text: string;
}

/** `tsx` where cells may hold JSX. */
export type HistoryExtension = "mts" | "tsx";

const fileOf = (slot: number, extension: HistoryExtension) => `${internalPrefix}h${slot}.${extension}`;

/** Begins the names of the files that the checker alone sees: no user has such files, and no completion offers them. */
export const internalPrefix = "$cells-";

const emptyText = "export {};";

/** The files that there are before the first cell. Three do for a session whose cells are run again and again. */
export function firstFiles(extension: HistoryExtension): HistoryFile[] {
  return Array.from({ length: firstCount }, (_, slot) => ({ file: fileOf(slot, extension), text: emptyText }));
}

const firstCount = 3;

/** The library whose exports every cell knows without an import. */
export interface LibraryWords {
  readonly specifier: string;
  readonly names: readonly string[];
}

/** The names that are alive and the modules that say their types. */
export class History {
  readonly #library: LibraryWords | undefined;
  readonly #libraryWords: ReadonlySet<string>;
  readonly #extension: HistoryExtension;
  #modules: HistoryModule[] = [];
  readonly #living = new Map<string, Living>();
  /** How many files there are, in use or not. */
  #slotCount = firstCount;
  #valueCount = 0;
  #last: { readonly outline: Outline; readonly entry: Entry | undefined } | undefined;
  #isLibraryIn = false;
  /** Files whose text is new. */
  readonly #changed = new Set<number>();
  #isListNew = false;

  constructor(library: LibraryWords | undefined, extension: HistoryExtension = "mts") {
    this.#library = library;
    this.#extension = extension;
    this.#libraryWords = new Set(library?.names);
  }

  /** One line that brings earlier names into a cell. */
  prelude({ own, only }: PreludeOptions): string {
    const isWanted = (name: string) => !own.has(name) && (only === undefined || only.has(name));
    const borrowed = [...this.#living].filter(([name]) => isWanted(name));
    const words = [...this.#libraryWords].filter((word) => isWanted(word) && !this.#living.has(word));
    if (words.length > 0) this.#takeLibraryIn();
    return this.#head(borrowed, words);
  }

  /** Whether a cell cannot be checked before the changes of earlier ones are told. */
  isNeededBy({ own, only }: PreludeOptions): boolean {
    if (this.#isListNew) return true;
    return [...this.#living.keys()].some((name) => !own.has(name) && (only === undefined || only.has(name)));
  }

  /** Keeps a cell. `lost` are names that it declares and that got no value: they stay what they were. */
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
      this.#living.set(name, { module, exported: name, kind, source: outline.imported.get(name) });
    }
    this.#sweep();
  }

  /** Gives `name` the type of the value of the cell that was kept last; false where it is made of too many before it. */
  nameValue(name: string, isAwaited = true): boolean {
    const last = this.#last;
    if (last === undefined || !last.outline.hasValue) {
      this.#living.delete(name);
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
      const own = entry;
      entry.text = outline.moduleText({ isKnown: (word) => !own.names.has(word), valueName: entry.valueName });
      this.#changed.add(module.slot);
    }
    const exported = entry.valueName;
    if (exported !== undefined)
      this.#living.set(name, { module, exported, kind: isAwaited ? "answer" : "unawaited", source: undefined });
    this.#sweep();
    return true;
  }

  /** How many modules stand behind what a cell names. */
  #depthOf({ words }: Outline): number {
    return Math.max(0, ...[...words].map((word) => (this.#living.get(word)?.module.depth ?? -1) + 1));
  }

  forget(): void {
    for (const { slot } of this.#modules) this.#changed.add(slot);
    this.#modules = [];
    this.#living.clear();
    this.#last = undefined;
  }

  /** Files whose text changed since the last call; one that is free is empty. */
  takeChanges(): HistoryFile[] {
    const files = [...this.#changed].sort((a, b) => a - b);
    this.#changed.clear();
    this.#isListNew = false;
    return files.map((slot) => {
      const module = this.#modules.find((each) => each.slot === slot);
      return { file: fileOf(slot, this.#extension), text: module === undefined ? emptyText : this.#textOf(module) };
    });
  }

  /** The files that are in use, the oldest first. */
  files(): HistoryFile[] {
    return this.#modules.map((module) => ({ file: fileOf(module.slot, this.#extension), text: this.#textOf(module) }));
  }

  #nextValueName(): string {
    this.#valueCount += 1;
    return `$value${this.#valueCount}`;
  }

  #isSameImport(module: HistoryModule, outline: Outline, name: string): boolean {
    const source = outline.imported.get(name);
    const living = this.#living.get(name);
    // The cell that declared it may have just made way for this one.
    const isThere = living?.module === module && module.declares(name);
    return source !== undefined && isThere && living.source === source;
  }

  /** The module that can take the cell: the last, unless what it says of a name would change. */
  #moduleFor(outline: Outline, lost: ReadonlySet<string>): HistoryModule {
    const module = this.#modules.at(-1);
    if (module === undefined || !this.#makeRoom(module, outline, lost)) return this.#begin();
    return module;
  }

  #begin(): HistoryModule {
    let slot = 0;
    while (this.#modules.some((module) => module.slot === slot)) slot += 1;
    if (slot === this.#slotCount) {
      this.#slotCount += 1;
      this.#changeAll();
    }
    const module = new HistoryModule(slot);
    this.#modules.push(module);
    this.#changed.add(slot);
    return module;
  }

  #makeRoom(module: HistoryModule, outline: Outline, lost: ReadonlySet<string>): boolean {
    for (const word of outline.words) {
      const borrowed = module.borrowed.get(word);
      if (borrowed !== undefined && borrowed !== this.#living.get(word)) return false;
    }
    const replaced = new Set<Entry>();
    for (const name of outline.names.keys()) {
      if (lost.has(name) && !module.declares(name)) continue;
      if (module.borrowed.has(name) || module.words.has(name)) return false;
      if (this.#isSameImport(module, outline, name)) continue;
      for (const entry of module.entries) if (entry.names.has(name)) replaced.add(entry);
    }
    for (const entry of replaced) {
      // An older cell makes way only where all of it is declared anew and nothing was made from it.
      const isWhole = [...entry.names].every((name) => outline.names.has(name) && !lost.has(name));
      const isUsed = module.entries.some(
        (other) => other !== entry && !replaced.has(other) && [...entry.names].some((name) => other.words.has(name)),
      );
      if (!isWhole || isUsed || this.#isValueUsed(module, entry)) return false;
    }
    if (replaced.size > 0) module.entries = module.entries.filter((entry) => !replaced.has(entry));
    return true;
  }

  #append(
    module: HistoryModule,
    outline: Outline,
    textOptions: Parameters<Outline["moduleText"]>[0],
    names: readonly string[],
  ): Entry {
    const entry: Entry = {
      text: outline.moduleText(textOptions),
      names: new Set(names),
      words: outline.words,
      valueName: textOptions.valueName,
    };
    module.entries.push(entry);
    for (const word of outline.words) {
      if (module.declares(word)) continue;
      const living = this.#living.get(word);
      if (living !== undefined) {
        module.borrowed.set(word, living);
        module.depth = Math.max(module.depth, living.module.depth + 1);
      } else if (this.#libraryWords.has(word)) {
        module.words.add(word);
        this.#takeLibraryIn();
      }
    }
    this.#changed.add(module.slot);
    return entry;
  }

  #isValueUsed(module: HistoryModule, entry: Entry): boolean {
    if (entry.valueName === undefined) return false;
    const isIt = (living: Living) => living.module === module && living.exported === entry.valueName;
    return [...this.#living.values()].some(isIt) || this.#modules.some((m) => [...m.borrowed.values()].some(isIt));
  }

  /** Lets go of values that no name has any more, and of modules that nothing refers to. */
  #sweep(): void {
    for (const module of this.#modules) {
      const kept = module.entries.filter(
        (entry) => entry.names.size > 0 || entry === this.#last?.entry || this.#isValueUsed(module, entry),
      );
      if (kept.length === module.entries.length) continue;
      module.entries = kept;
      this.#changed.add(module.slot);
    }
    const used = new Set<HistoryModule>(this.#modules.slice(-1));
    for (const living of this.#living.values()) used.add(living.module);
    // From the last to the first, since a module borrows from earlier ones only.
    for (const module of [...this.#modules].reverse()) {
      if (used.has(module)) for (const { module: lender } of module.borrowed.values()) used.add(lender);
    }
    for (const module of this.#modules) {
      if (!used.has(module)) this.#changed.add(module.slot);
    }
    this.#modules = this.#modules.filter((module) => used.has(module));
  }

  #textOf(module: HistoryModule): string {
    const head = this.#head([...module.borrowed], [...module.words]);
    const names = module.entries.flatMap((entry) => [...entry.names]);
    // A cell may end in a comment, or without a semicolon.
    return [head, ...module.entries.map(({ text }) => `${text}\n;`), `export { ${names.join(", ")} };`].join("\n");
  }

  /** Once the library is part of what is checked it stays: taking it in and out would cost a whole reading each time. */
  #takeLibraryIn(): void {
    if (this.#isLibraryIn) return;
    this.#isLibraryIn = true;
    this.#changeAll();
  }

  #changeAll(): void {
    this.#isListNew = true;
    for (const { slot } of this.#modules) this.#changed.add(slot);
  }

  /**
   * The first line of a module: names from elsewhere. Each file is named in each module, used or not, and in the same
   * order: where the list of what modules name changes, the checker reads everything anew, which costs 30 ms.
   */
  #head(borrowed: readonly (readonly [string, Living])[], words: readonly string[]): string {
    const parts = ["export {};"];
    const declared: string[] = [];
    for (let slot = 0; slot < this.#slotCount; slot += 1) {
      const names: string[] = [];
      for (const [name, { module, kind, exported }] of borrowed) {
        if (module.slot !== slot) continue;
        if (kind === "value" || kind === "type") names.push(name);
        else {
          // What is imported cannot be assigned to.
          names.push(`${exported} as $of_${name}`);
          declared.push(
            `declare let ${name}: ${kind === "answer" ? `Awaited<typeof $of_${name}>` : `typeof $of_${name}`};`,
          );
        }
      }
      parts.push(
        `import { ${names.join(", ")} } from "./${internalPrefix}h${slot}.${this.#extension === "mts" ? "mjs" : "js"}";`,
      );
    }
    if (this.#library !== undefined && this.#isLibraryIn) {
      parts.push(`import { ${words.join(", ")} } from "${this.#library.specifier}";`);
    }
    return [...parts, ...declared].join("");
  }
}
