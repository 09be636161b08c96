/** What was entered in this session and went well: what `.save` writes. */

/** One entry that was evaluated without a fault. */
export interface Episode {
  readonly code: string;
  /** Whether its last statement is a chain that the prompt ran. */
  readonly ranChain: boolean;
}

/** Collects episodes, oldest first. */
export class Transcript {
  /** The files that this session was saved to. */
  readonly savedTo = new Set<string>();
  readonly #episodes: Episode[] = [];
  #leftOut = 0;

  get episodes(): readonly Episode[] {
    return this.#episodes;
  }

  /** How many entries were not collected, since they began with a space. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Collects an entry; a private one is only counted. */
  add(episode: Episode, isPrivate = false): void {
    if (isPrivate) this.#leftOut += 1;
    else this.#episodes.push(episode);
  }

  /** Collects an entry in the place of the one that it goes on with. */
  extend(episode: Episode, isPrivate = false): void {
    this.#episodes.pop();
    this.add(episode, isPrivate);
  }

  clear(): void {
    this.#episodes.length = 0;
    this.#leftOut = 0;
  }
}
