/** After a create whose answer was lost: which of the things that are there is the one it made. */

/** The fields by which a created record is recognized. */
export interface Made {
  readonly id: number;
  readonly createdAt: Date;
}

// A Date header is cut to the second; the second above that is for a database with a clock of its own.
const slackMs = 2_000;

/** Whether something was made no earlier than `sentAt`, by the server's clock. */
export function isMadeSince({ createdAt }: Made, sentAt: Date): boolean {
  return createdAt.getTime() >= sentAt.getTime() - slackMs;
}

/**
 * What this client's creates made: nothing is adopted twice, and of creates that look the same only one is under way, since
 * otherwise one could take what the other made.
 */
export class Creations {
  readonly #claimed = new Map<string, Set<number>>();
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `create` when no other of the same key is under way. */
  async alone<T>(key: string, create: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const run = (async () => {
      await before?.catch(() => undefined);
      return create();
    })();
    this.#last.set(key, run);
    try {
      return await run;
    } finally {
      if (this.#last.get(key) === run) this.#last.delete(key);
    }
  }

  /** Remembers that a create made these. */
  claim(kind: string, ids: readonly number[]): void {
    const claimed = this.#claimed.get(kind) ?? new Set();
    this.#claimed.set(kind, claimed);
    for (const id of ids) claimed.add(id);
  }

  /** Those that no create of this client made, and that are no older than the request. */
  unclaimed<T extends Made>(kind: string, candidates: readonly T[], sentAt: Date): readonly T[] {
    const claimed = this.#claimed.get(kind);
    return candidates.filter((candidate) => !claimed?.has(candidate.id) && isMadeSince(candidate, sentAt));
  }
}

/**
 * Gives each of `wanted` one of `candidates`, no candidate twice, the oldest first.
 * Undefined stands where there is none.
 */
export function match<W, C extends Made>(
  wanted: readonly W[],
  candidates: readonly C[],
  fits: (want: W, candidate: C) => boolean,
): readonly (C | undefined)[] {
  const free = [...candidates].sort((one, other) => one.id - other.id);
  return wanted.map((want) => {
    const at = free.findIndex((candidate) => fits(want, candidate));
    return at === -1 ? undefined : free.splice(at, 1)[0];
  });
}
