import type { HistoryRequest } from "./messages.js";

/** What a cell was and what it gave: `[session, line, source]`, or `[session, line, [source, output]]`. */
export type HistoryRow = readonly [number, number, string | readonly [string, string | null]];

interface Entry {
  readonly line: number;
  readonly code: string;
  readonly output: string | undefined;
}

/** A session of ten thousand cells is longer than any that was seen; older ones are forgotten first. */
const maxEntries = 10_000;
/** Of an output so much is kept, in UTF-16 units: a session of tables would fill the memory. */
const maxOutput = 4_096;
/** The kernel keeps the history of its own session only: nothing is written to a disk. */
const session = 1;

/** The cells of this session. */
export class History {
  readonly #entries: Entry[] = [];

  /** Remembers a cell that counts. */
  add(line: number, code: string, output?: string): void {
    this.#entries.push({ line, code, output: output?.slice(0, maxOutput) });
    if (this.#entries.length > maxEntries) this.#entries.shift();
  }

  /** The rows that a request asks for, oldest first. */
  find(request: HistoryRequest): HistoryRow[] {
    return this.#choose(request).map(({ line, code, output }) => [
      session,
      line,
      request.output ? [code, output ?? null] : code,
    ]);
  }

  #choose({ access, n, pattern, unique, session: asked, start, stop }: HistoryRequest): Entry[] {
    switch (access) {
      case "tail":
        return last(this.#entries, n);
      case "range": {
        if (asked !== 0 && asked !== session) return [];
        return this.#entries.filter(({ line }) => line >= start && line < (stop ?? Number.POSITIVE_INFINITY));
      }
      case "search": {
        const found = this.#entries.filter(({ code }) => fitsGlob(code, pattern));
        return last(unique ? latestOfEach(found) : found, n);
      }
    }
  }
}

function last(entries: readonly Entry[], n: number | undefined): Entry[] {
  return n === undefined ? [...entries] : entries.slice(Math.max(entries.length - n, 0));
}

function latestOfEach(entries: readonly Entry[]): Entry[] {
  const latest = new Map<string, Entry>();
  for (const entry of entries) {
    latest.delete(entry.code);
    latest.set(entry.code, entry);
  }
  return [...latest.values()];
}

/**
 * Whether `glob`, with `*` and `?` as in a shell, fits the whole of the text. Goes back to the last `*` alone, where a
 * regular expression would try every way to share the text out among them.
 */
function fitsGlob(text: string, glob: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    if (glob[place] === "*") {
      star = place;
      retry = at;
      place += 1;
    } else if (glob[place] === "?" || glob[place] === text[at]) {
      place += 1;
      at += 1;
    } else if (star === -1) return false;
    else {
      retry += 1;
      at = retry;
      place = star + 1;
    }
  }
  while (glob[place] === "*") place += 1;
  return place === glob.length;
}
