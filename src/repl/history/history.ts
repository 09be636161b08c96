/** Entries of this and of every other session, oldest first: one JSON line an entry in a file that only its owner reads. */
import { fileErrorText } from "../../domain/file-error.js";
import { HistoryFile } from "./history-file.js";
import { findSecrets, holdsKnownSecret, redact, secretNames } from "./secrets.js";

/** Longer entries stay in the session's memory alone. In UTF-16 units. */
const maxKeptLength = 65_536;

/** Where entries are kept, and what must not be. */
export interface HistoryOptions {
  /** Undefined keeps the history in memory alone. */
  readonly file: string | undefined;
  readonly secrets: () => readonly string[];
  readonly now?: () => Date;
}

/** Whether an entry is to be kept nowhere: the user began it with a space, as shells have it. */
export function isPrivate(code: string): boolean {
  return /^[ \t]/.test(code);
}

/** What was entered. Writing never fails loudly: a home that is read-only costs the history and nothing else. */
export class History {
  readonly #options: HistoryOptions;
  readonly #file: HistoryFile | undefined;
  readonly #entries: string[] = [];
  readonly #names = new Set<string>();
  /** Entries of this session, whole, by the form in which they were written. */
  readonly #whole = new Map<string, string>();
  #failure: string | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
    if (options.file !== undefined) this.#file = new HistoryFile(options.file);
  }

  /** Why entries are not being kept; undefined when they are. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Variables that this session gave to a password option or argument. */
  get secretNames(): readonly string[] {
    return [...this.#names];
  }

  /** All entries, oldest first, with what other sessions added in the meantime. */
  get entries(): readonly string[] {
    this.#readOn();
    return this.#entries;
  }

  /** Adds an entry, unless it holds a secret that we know, starts with a space, or repeats the last one. */
  add(code: string): void {
    this.#learn(code);
    const values = this.#options.secrets();
    if (code.trim() === "" || isPrivate(code) || holdsKnownSecret(code, values)) return;
    this.#readOn();
    if (this.#entries.at(-1) === code) return;
    const { now = () => new Date() } = this.#options;
    this.#entries.push(code);
    // The file is read by its last half megabyte: one pasted entry must not push out all others.
    if (this.#file === undefined || code.length > maxKeptLength) return;
    const safe = redact(code, { values, names: this.secretNames });
    if (safe !== code) this.#whole.set(safe, code);
    try {
      this.#file.append(JSON.stringify({ at: now().toISOString(), code: safe }));
    } catch (error) {
      this.#failure = fileErrorText(error);
    }
  }

  /** A variable given to a password option makes a secret of what an earlier entry put into it. */
  #learn(code: string): void {
    const fresh = secretNames(code).filter((name) => !this.#names.has(name));
    if (fresh.length === 0) return;
    for (const name of fresh) this.#names.add(name);
    const known = { names: fresh };
    this.#file?.mask((line) => {
      const earlier = codeOf(line);
      if (earlier === undefined) return [];
      return findSecrets(earlier, known).map(({ start, end }) => earlier.slice(start, end));
    });
  }

  #readOn(): void {
    for (const line of this.#file?.readNew() ?? []) {
      const code = codeOf(line);
      if (code !== undefined && this.#entries.at(-1) !== code) this.#entries.push(this.#whole.get(code) ?? code);
    }
  }
}

/** The code of one line of the file; undefined for a line that is not ours. */
function codeOf(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("code" in entry)) return undefined;
    return typeof entry.code === "string" ? entry.code : undefined;
  } catch {
    return undefined;
  }
}

/** Walks through the history from an entry that is being written; only entries that begin as it does. */
export class HistoryWalk {
  readonly #entries: readonly string[];
  readonly #draft: string;
  #at: number;

  constructor(entries: readonly string[], draft: string) {
    this.#entries = entries;
    this.#draft = draft;
    this.#at = entries.length;
  }

  /** The entry before; undefined at the oldest. */
  back(): string | undefined {
    return this.#go(-1);
  }

  /** The entry after; the draft behind the newest, undefined behind that. */
  forward(): string | undefined {
    return this.#go(1);
  }

  #go(step: 1 | -1): string | undefined {
    const current = this.#entries[this.#at] ?? this.#draft;
    for (let at = this.#at + step; at >= 0 && at <= this.#entries.length; at += step) {
      const entry = this.#entries[at] ?? this.#draft;
      if (at < this.#entries.length && (!entry.startsWith(this.#draft) || entry === current)) continue;
      this.#at = at;
      return entry;
    }
    return undefined;
  }
}

/** The newest entry before `from` that holds `text`, and where in the list it is. */
export function searchBack(
  entries: readonly string[],
  text: string,
  from: number,
): { readonly index: number; readonly entry: string } | undefined {
  for (let index = Math.min(from, entries.length) - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry?.includes(text)) return { index, entry };
  }
  return undefined;
}
