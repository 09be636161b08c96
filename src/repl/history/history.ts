/** The entries of all sessions, oldest first, stored as JSON lines in a file that only its owner can read. */
import { fileErrorText } from "../../domain/file-error.js";
import { HistoryFile } from "./history-file.js";
import { findSecrets, holdsKnownSecret, redact, secretNames } from "./secrets.js";

/** Longer entries (in UTF-16 units) are only kept in memory. */
const maxKeptLength = 65_536;

/** Options of {@link PromptHistory}. */
export interface PromptHistoryOptions {
  /** Undefined keeps the history in memory. */
  readonly file: string | undefined;
  readonly secrets: () => readonly string[];
  readonly now?: () => Date;
}

/** Whether an entry is not stored, because it starts with a space (as in shells). */
export function isPrivate(code: string): boolean {
  return /^[ \t]/.test(code);
}

/** The history. A file that cannot be written does not cause errors; its entries are kept in memory. */
export class PromptHistory {
  readonly #options: PromptHistoryOptions;
  readonly #file: HistoryFile | undefined;
  readonly #entries: string[] = [];
  readonly #names = new Set<string>();
  /** Entries of this session before redaction, by their stored form. */
  readonly #fullEntries = new Map<string, string>();
  #failure: string | undefined;

  constructor(options: PromptHistoryOptions) {
    this.#options = options;
    if (options.file !== undefined) this.#file = new HistoryFile(options.file);
  }

  /** Why entries cannot be stored; undefined if they can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Variables that this session passed as passwords. */
  get secretNames(): readonly string[] {
    return [...this.#names];
  }

  /** All entries, oldest first, including new ones of other sessions. */
  get entries(): readonly string[] {
    this.#readOn();
    return this.#entries;
  }

  /** Adds an entry, unless it contains a known secret, starts with a space, or repeats the last one. */
  add(code: string): void {
    this.#learn(code);
    const values = this.#options.secrets();
    if (code.trim() === "" || isPrivate(code) || holdsKnownSecret(code, values)) return;
    this.#readOn();
    if (this.#entries.at(-1) === code) return;
    const { now = () => new Date() } = this.#options;
    this.#entries.push(code);
    // Only the last half megabyte of the file is read, so a large entry would displace all others.
    if (this.#file === undefined || code.length > maxKeptLength) return;
    const safe = redact(code, { values, names: this.secretNames });
    if (safe !== code) this.#fullEntries.set(safe, code);
    try {
      this.#file.append(JSON.stringify({ at: now().toISOString(), code: safe }));
    } catch (error) {
      this.#failure = fileErrorText(error);
    }
  }

  /** Masks the values of variables that are now known to be passwords in earlier entries. */
  #learn(code: string): void {
    const fresh = secretNames(code).filter((name) => !this.#names.has(name));
    if (fresh.length === 0) return;
    for (const name of fresh) this.#names.add(name);
    const knownSecrets = { names: fresh };
    this.#file?.mask((line) => {
      const earlier = codeOf(line);
      if (earlier === undefined) return [];
      return findSecrets(earlier, knownSecrets).map(({ start, end }) => earlier.slice(start, end));
    });
  }

  #readOn(): void {
    for (const line of this.#file?.readNew() ?? []) {
      const code = codeOf(line);
      if (code !== undefined && this.#entries.at(-1) !== code) this.#entries.push(this.#fullEntries.get(code) ?? code);
    }
  }
}

/** Returns the code in a line of the file; undefined if the line is invalid. */
function codeOf(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("code" in entry)) return undefined;
    return typeof entry.code === "string" ? entry.code : undefined;
  } catch {
    return undefined;
  }
}

/** Steps through the history, among entries that start with the text typed so far. */
export class HistoryWalk {
  readonly #entries: readonly string[];
  readonly #draft: string;
  #at: number;

  constructor(entries: readonly string[], draft: string) {
    this.#entries = entries;
    this.#draft = draft;
    this.#at = entries.length;
  }

  /** Returns the previous entry; undefined at the oldest. */
  back(): string | undefined {
    return this.#go(-1);
  }

  /** Returns the next entry; after the newest the typed text, then undefined. */
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

/** Returns the newest entry before index `from` that contains `text`. */
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
