/** The successful entries of this session, for `.save`. */

/** An entry that succeeded. */
export interface Episode {
  readonly code: string;
  /** Whether its last statement is a chain that the prompt ran. */
  readonly ranChain: boolean;
}

/** Collects the entries, oldest first. */
export class Transcript {
  /** The files that this session was saved to. */
  readonly savedTo = new Set<string>();
  readonly #episodes: Episode[] = [];
  #leftOut = 0;

  get episodes(): readonly Episode[] {
    return this.#episodes;
  }

  /** The number of entries omitted because they started with a space. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Adds an entry; a private one is only counted. */
  add(episode: Episode, isPrivate = false): void {
    if (isPrivate) this.#leftOut += 1;
    else this.#episodes.push(episode);
  }

  /** Replaces the last entry by the one that continues it. */
  extend(episode: Episode, isPrivate = false): void {
    this.#episodes.pop();
    this.add(episode, isPrivate);
  }

  clear(): void {
    this.#episodes.length = 0;
    this.#leftOut = 0;
  }
}
