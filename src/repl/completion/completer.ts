/** Completes code with the type checker and with names on the instance. Runs no user code. */
import type { Completion, CompletionItem, Session } from "../../engine/session/cell.js";
import type { NamePlace, NameSource } from "../options.js";
import { type InstanceNameKind, nameSlot, quoteName } from "./name-slot.js";

/** Completes a dot command. */
export type CommandCompleter = (text: string, offset: number) => Promise<Completion | undefined>;

/** Completes code and commands. */
export class Completer {
  readonly #session: Session;
  readonly #names: NameSource | undefined;
  readonly #commands: CommandCompleter;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  constructor(session: Session, names: NameSource | undefined, commands: CommandCompleter) {
    this.#session = session;
    this.#names = names;
    this.#commands = commands;
  }

  async complete(text: string, offset: number): Promise<Completion> {
    const ofCommand = await this.#commands(text, offset);
    if (ofCommand !== undefined) return ofCommand;
    const names = await this.#namesAt(text, offset);
    if (names !== undefined && names.items.length > 0) return names;
    const { start, end, items } = await this.#session.complete(text, offset);
    return { start, end, items: ordered(items.filter((item) => !item.text.startsWith("["))) };
  }

  /** Returns names for the string at the cursor; undefined if it takes none or they cannot be read. */
  async #namesAt(text: string, offset: number): Promise<Completion | undefined> {
    const slot = this.#names === undefined ? undefined : nameSlot(text, offset);
    if (slot === undefined) return undefined;
    const names = await this.#namesOf(slot.kind, slot.place).catch(() => []);
    const items = names
      .map((name) => quoteName(name, slot.quote))
      .filter((name) => name.startsWith(slot.typed))
      .map((name) => ({ text: name, kind: "string" }));
    return { start: slot.start, end: offset, items };
  }

  #namesOf(kind: InstanceNameKind, place: NamePlace): Promise<readonly string[]> {
    const key = `${kind} ${JSON.stringify(place)}`;
    let names = this.#known.get(key);
    if (names === undefined) {
      names = this.#names?.[kind](place) ?? Promise.resolve([]);
      this.#known.set(key, names);
      // A failed request is repeated at the next Tab.
      names.catch(() => this.#known.delete(key));
    }
    return names;
  }
}

/** Members of every promise and object; they are listed last. */
const usual = new Set(["then", "catch", "finally", "toString", "toJSON", "toLocaleString", "valueOf"]);

function ordered(items: readonly CompletionItem[]): CompletionItem[] {
  return [...items.filter(({ text }) => !usual.has(text)), ...items.filter(({ text }) => usual.has(text))];
}

/** Returns the longest common prefix. */
export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? "";
  for (const text of texts) {
    while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}
