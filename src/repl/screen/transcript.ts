/** The successful entries of this session, for `.save`. */

/** An entry that succeeded. */
export interface TranscriptEntry {
  readonly code: string;
  /** Whether its last statement is a chain that the prompt ran. */
  readonly ranChain: boolean;
}

/** Collects the entries, oldest first. */
export class Transcript {
  /** The files that this session was saved to. */
  readonly savedTo = new Set<string>();
  readonly #entries: TranscriptEntry[] = [];
  #privateCount = 0;

  get entries(): readonly TranscriptEntry[] {
    return this.#entries;
  }

  /** The number of entries omitted because they started with a space. */
  get privateCount(): number {
    return this.#privateCount;
  }

  /** Adds an entry; a private one is only counted. */
  add(entry: TranscriptEntry, isPrivate = false): void {
    if (isPrivate) this.#privateCount += 1;
    else this.#entries.push(entry);
  }

  /** Replaces the last entry by the entry that continues it. */
  extend(entry: TranscriptEntry, isPrivate = false): void {
    this.#entries.pop();
    this.add(entry, isPrivate);
  }

  clear(): void {
    this.#entries.length = 0;
    this.#privateCount = 0;
  }
}
