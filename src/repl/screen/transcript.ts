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

  get episodes(): readonly Episode[] {
    return this.#episodes;
  }

  add(episode: Episode): void {
    this.#episodes.push(episode);
  }

  clear(): void {
    this.#episodes.length = 0;
  }
}
