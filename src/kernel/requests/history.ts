import type { HistoryRequest } from "./messages.js";

/** A history entry: `[session, line, source]`, or `[session, line, [source, output]]`. */
export type HistoryRow = readonly [number, number, string | readonly [string, string | null]];

interface HistoryEntry {
  readonly line: number;
  readonly code: string;
  readonly output: string | undefined;
}

/** Maximum number of cells; the oldest are dropped. */
const maxEntries = 10_000;
/** Maximum length of a stored output, in UTF-16 units. */
const maxOutput = 4_096;
/** The only session: the history is not written to disk. */
const session = 1;

/** The history of this session's cells. */
export class CellHistory {
  readonly #entries: HistoryEntry[] = [];

  /** Adds a numbered cell. */
  add(line: number, code: string, output?: string): void {
    this.#entries.push({ line, code, output: output?.slice(0, maxOutput) });
    if (this.#entries.length > maxEntries) this.#entries.shift();
  }

  /** Returns the entries for a request, oldest first. */
  find(request: HistoryRequest): HistoryRow[] {
    return this.#choose(request).map(({ line, code, output }) => [
      session,
      line,
      request.output ? [code, output ?? null] : code,
    ]);
  }

  #choose({ access, n, pattern, unique, session: requestedSession, start, stop }: HistoryRequest): HistoryEntry[] {
    switch (access) {
      case "tail":
        return last(this.#entries, n);
      case "range": {
        if (requestedSession !== 0 && requestedSession !== session) return [];
        return this.#entries.filter(({ line }) => line >= start && line < (stop ?? Number.POSITIVE_INFINITY));
      }
      case "search": {
        const found = this.#entries.filter(({ code }) => matchesGlob(code, pattern));
        return last(unique ? latestOfEach(found) : found, n);
      }
    }
  }
}

function last(entries: readonly HistoryEntry[], n: number | undefined): HistoryEntry[] {
  return n === undefined ? [...entries] : entries.slice(Math.max(entries.length - n, 0));
}

function latestOfEach(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const latest = new Map<string, HistoryEntry>();
  for (const entry of entries) {
    latest.delete(entry.code);
    latest.set(entry.code, entry);
  }
  return [...latest.values()];
}

/**
 * Whether `glob`, with `*` and `?` as in a shell, matches the whole text. Backtracks only to the last `*`, so that the
 * time stays proportional to the lengths.
 */
function matchesGlob(text: string, glob: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    if (glob[index] === "*") {
      star = index;
      retry = at;
      index += 1;
    } else if (glob[index] === "?" || glob[index] === text[at]) {
      index += 1;
      at += 1;
    } else if (star === -1) return false;
    else {
      retry += 1;
      at = retry;
      index = star + 1;
    }
  }
  while (glob[index] === "*") index += 1;
  return index === glob.length;
}
