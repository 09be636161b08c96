/** Completes code and commands. Runs no user code. */
import type { Completion, CompletionItem, Session } from "../../engine/session/cell.js";

/** Completes a dot command. */
export type CommandCompleter = (text: string, offset: number) => Promise<Completion | undefined>;

/** Completes code and commands. */
export class Completer {
  readonly #session: Session;
  readonly #commands: CommandCompleter;

  constructor(session: Session, commands: CommandCompleter) {
    this.#session = session;
    this.#commands = commands;
  }

  async complete(text: string, offset: number): Promise<Completion> {
    const ofCommand = await this.#commands(text, offset);
    if (ofCommand !== undefined) return ofCommand;
    const { start, end, items } = await this.#session.complete(text, offset);
    return {
      start,
      end,
      items: ordered(items.filter(({ text: name, kind }) => kind === "string" || !name.startsWith("["))),
    };
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
