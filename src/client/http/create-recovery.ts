/** Finds the record that a request created when its response was lost. */

/** The fields that identify a created record. */
export interface CreatedRecord {
  readonly id: number;
  readonly createdAt: Date;
}

// One second because a Date header has no fractions, and one more because the database may have its own clock.
const slackMs = 2_000;

/** Whether a record was created at or after `sentAt`, by the server's clock. */
export function isMadeSince({ createdAt }: Pick<CreatedRecord, "createdAt">, sentAt: Date): boolean {
  return createdAt.getTime() >= sentAt.getTime() - slackMs;
}

/**
 * Tracks what this client created. A record is the result of at most one create. Equal creates run one after another,
 * because otherwise one could return the record of the other.
 */
export class Creations {
  readonly #claimed = new Map<string, Set<number>>();
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `create` after all others with the same key. */
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

  /** Records that these ids were created by this client. */
  claim(kind: string, ids: readonly number[]): void {
    const claimed = this.#claimed.get(kind) ?? new Set();
    this.#claimed.set(kind, claimed);
    for (const id of ids) claimed.add(id);
  }

  /** Returns the records that no create of this client has returned and that are no older than the request. */
  unclaimed<T extends CreatedRecord>(kind: string, candidates: readonly T[], sentAt: Date): readonly T[] {
    const claimed = this.#claimed.get(kind);
    return candidates.filter((candidate) => !claimed?.has(candidate.id) && isMadeSince(candidate, sentAt));
  }
}

/**
 * Assigns a candidate to each wanted record, oldest first, no candidate twice; undefined if none fits.
 */
export function match<W, C extends CreatedRecord>(
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
