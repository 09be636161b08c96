/** Completes names on the instance in strings. Runs no user code. */
import { setTimeout as sleep } from "node:timers/promises";
import { tokenize } from "../../base/text/tokens.js";
import type { Completion } from "../session/cell.js";
import { type ScopeVariables, scopeAtEnd } from "./chain-scope.js";
import { type InstanceNameKind, nameSlot } from "./name-slot.js";
import type { NameScope, NameSource } from "./name-source.js";
import { quoteName } from "./quoted-name.js";

/** Milliseconds that a completion waits for the instance. A later response is kept for the next completion. */
const waitMs = 3000;
/** Milliseconds for which names are cached: other people and programs create names too. */
const freshMs = 5000;
/** Maximum length of the code that is searched for variables. */
const maxCode = 100_000;

/** Names that were read, and when. */
interface KnownNames {
  readonly names: Promise<readonly string[]>;
  readonly since: number;
}

/** Completes names of one instance. Reads each list again after the next cell, which may change it, and after a while. */
export class NameCompleter {
  readonly #source: NameSource;
  readonly #cache = new Map<string, KnownNames>();
  readonly #variables: ScopeVariables = new Map();
  /** Code of cells that has not been searched for variables yet. */
  #unread: string[] = [];

  constructor(source: NameSource) {
    this.#source = source;
  }

  /** Takes note of a cell that runs. */
  recordCode(code: string): void {
    this.#cache.clear();
    if (code.length <= maxCode) this.#unread.push(code);
    if (this.#unread.length > 1000) this.#unread.shift();
  }

  /** Forgets the variables of all cells. */
  forget(): void {
    this.#cache.clear();
    this.#variables.clear();
    this.#unread = [];
  }

  /**
   * Returns the names for the string at `offset`, in quotes if it has not begun; undefined if it takes none, or none
   * could be read.
   */
  async complete(code: string, offset: number): Promise<Completion | undefined> {
    const slot = nameSlot(code, offset, this.#readVariables());
    if (slot === undefined) return undefined;
    const { kind, scope, start, end, typed, quote, isUnquoted, others } = slot;
    const mark = isUnquoted ? quote : "";
    const late = sleep(waitMs, [], { ref: false });
    const names = await Promise.race([this.#namesOf(kind, scope).catch(() => []), late]);
    const items = [...new Set(names)]
      .filter((name) => !others.includes(name))
      // Nested datasets are found by their last name too.
      .filter((name) => name.startsWith(typed) || (typed !== "" && name.includes(`/${typed}`)))
      .map((name) => ({ text: `${mark}${quoteName(name, quote)}${mark}`, kind: "string" }));
    return items.length === 0 ? undefined : { start, end, items };
  }

  #readVariables(): ScopeVariables {
    for (const code of this.#unread.splice(0)) scopeAtEnd(code, tokenize(code), this.#variables);
    return this.#variables;
  }

  #namesOf(kind: InstanceNameKind, scope: NameScope): Promise<readonly string[]> {
    const key = `${kind} ${JSON.stringify(scope)}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined && performance.now() - cached.since < freshMs) return cached.names;
    const names = this.#source[kind](scope);
    this.#cache.set(key, { names, since: performance.now() });
    // A failed request is repeated at the next completion.
    names.catch(() => this.#cache.delete(key));
    return names;
  }
}
