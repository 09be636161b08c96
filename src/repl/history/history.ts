/** Entries of this and of every other session, oldest first: one JSON line an entry in a file that only its owner reads. */
import { appendFileSync, chmodSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { holdsKnownSecret, redact } from "./secrets.js";

/** Where entries are kept, and what must not be. */
export interface HistoryOptions {
  /** Undefined keeps the history in memory alone. */
  readonly file: string | undefined;
  readonly secrets: () => readonly string[];
  readonly now?: () => Date;
}

// The tail of the file that is read: some thousand entries.
const maxBytes = 512 * 1024;

/** What was entered. Writing never fails loudly: a home that is read-only costs the history and nothing else. */
export class History {
  readonly #options: HistoryOptions;
  #entries: string[] = [];
  /** Entries of this session, whole, by the form in which they were written. */
  readonly #whole = new Map<string, string>();
  #readBytes = 0;
  #failure: string | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** Why entries are not being kept; undefined when they are. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** All entries, oldest first, with what other sessions added in the meantime. */
  get entries(): readonly string[] {
    this.#readOn();
    return this.#entries;
  }

  /** Adds an entry, unless it holds a secret that we know, starts with a space, or repeats the last one. */
  add(code: string): void {
    const secrets = this.#options.secrets();
    if (code.trim() === "" || /^[ \t]/.test(code) || holdsKnownSecret(code, secrets)) return;
    this.#readOn();
    if (this.#entries.at(-1) === code) return;
    const { file, now = () => new Date() } = this.#options;
    const safe = redact(code, secrets);
    this.#entries.push(code);
    if (file === undefined) return;
    if (safe !== code) this.#whole.set(safe, code);
    const line = `${JSON.stringify({ at: now().toISOString(), code: safe })}\n`;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      appendFileSync(file, line, { mode: 0o600 });
      this.#readBytes += Buffer.byteLength(line);
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Reads what the file has gained since it was last read. */
  #readOn(): void {
    const { file } = this.#options;
    if (file === undefined) return;
    let descriptor: number | undefined;
    try {
      descriptor = openSync(file, "r");
      const { size, mode } = fstatSync(descriptor);
      if ((mode & 0o077) !== 0) chmodSync(file, 0o600);
      if (size < this.#readBytes) this.#readBytes = 0;
      const isFirst = this.#readBytes === 0;
      const from = Math.max(this.#readBytes, size - maxBytes);
      if (size === from) return;
      const bytes = Buffer.alloc(size - from);
      readSync(descriptor, bytes, 0, bytes.length, from);
      const text = bytes.toString("utf8");
      // Another session may be in the middle of its line: that is read the next time.
      const whole = text.slice(0, text.lastIndexOf("\n") + 1);
      this.#readBytes = from + Buffer.byteLength(whole);
      const lines = whole.split("\n");
      if (isFirst && from > 0) lines.shift();
      for (const line of lines) {
        const code = codeOf(line);
        if (code !== undefined && this.#entries.at(-1) !== code) this.#entries.push(this.#whole.get(code) ?? code);
      }
    } catch {
      // No file yet, or one that we may not read: the history starts empty.
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
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
