/** Reads an entry from the keyboard, possibly several lines, edited as one text. Runs no user code. */
import type { Completeness, Completion, SignatureHelp } from "../../engine/session/cell.js";
import type { PromptPaint, PromptTone } from "../color.js";
import { isContinuedBy } from "../continuation.js";
import { HistoryWalk } from "../history/history.js";
import { beginSearch, type HistorySearch, pressInSearch } from "../history/history-search.js";
import type { Screen } from "../screen/screen.js";
import { bindings } from "./bindings.js";
import { EditBuffer } from "./buffer.js";
import { drawEditor, maxDrawnLength } from "./editor-view.js";
import type { Keyboard } from "./keyboard.js";
import type { Key } from "./keys.js";
import { applyCompletion, type Menu, step } from "./menu.js";
import type { Prompt } from "./prompt.js";
import { isInCall } from "./signature-hint.js";

/** Services that the editor uses. */
export interface EditorServices {
  readonly entries: () => readonly string[];
  readonly complete: (text: string, offset: number) => Promise<Completion>;
  readonly signature: (text: string, offset: number) => Promise<SignatureHelp | undefined>;
  /** Determines whether Enter ends the entry or starts a new line. */
  readonly completeness: (text: string) => Completeness;
  /** Whether a line that starts with a dot and this word is a command. */
  readonly isCommand: (word: string) => boolean;
  readonly tones?: (text: string, cursor: number) => PromptTone[];
}

/** Options of {@link Editor.read}. */
export interface ReadOptions {
  readonly prompt: Prompt;
  /** An entry; an answer to a question, shown or hidden; or lines until Ctrl-D. Default: `entry`. */
  readonly mode?: "entry" | "answer" | "hidden" | "lines";
  readonly initial?: string;
}

/** The result of reading. */
export type ReadResult =
  | { readonly kind: "entry"; readonly text: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "ended" };

// Waits for a pause in typing before asking the checker.
const hintDelayMs = 60;
// Milliseconds by which Tab delays keys typed after it.
const tabDelayMs = 400;
const indentUnit = "  ";
// Longer pasted text is parsed only at its end.
const maxParsedLength = 10_000;

/** Edits one entry at a time. */
export class Editor {
  readonly #keyboard: Keyboard;
  readonly #screen: Screen;
  readonly #services: EditorServices;
  readonly #paintTone: PromptPaint;
  readonly #buffer = new EditBuffer();
  #options: ReadOptions = { prompt: { first: "", later: "", columns: 0 } };
  #walk: HistoryWalk | undefined;
  #menu: Menu | undefined;
  #search: HistorySearch | undefined;
  #hint: SignatureHelp | undefined;
  #notice: string | undefined;
  #hintTimer: NodeJS.Timeout | undefined;
  /** Counts changes, so that late completions and signatures are not shown. */
  #version = 0;

  constructor(keyboard: Keyboard, screen: Screen, help: EditorServices, paint: PromptPaint) {
    this.#keyboard = keyboard;
    this.#screen = screen;
    this.#services = help;
    this.#paintTone = paint;
  }

  /** Reads until the entry is complete, the user cancels it, or the input ends. */
  async read(options: ReadOptions): Promise<ReadResult> {
    this.#options = options;
    this.#buffer.clear();
    if (options.initial !== undefined) this.#buffer.set(options.initial);
    this.#clearOverlays();
    this.#walk = undefined;
    this.#keyboard.enterRawMode(this.#mode === "hidden");
    try {
      for (;;) {
        // Pasted or typed-ahead text is drawn once, at its end.
        if (!this.#keyboard.hasQueuedKeys) this.#paint();
        const key = await this.#keyboard.next();
        if (key === undefined) return this.#end({ kind: "ended" });
        this.#version += 1;
        const reading = await this.#press(key);
        if (reading !== undefined) return this.#end(reading);
        if (!this.#keyboard.hasQueuedKeys) this.#askForHint();
      }
    } finally {
      clearTimeout(this.#hintTimer);
    }
  }

  get #mode(): NonNullable<ReadOptions["mode"]> {
    return this.#options.mode ?? "entry";
  }

  #end(reading: ReadResult): ReadResult {
    clearTimeout(this.#hintTimer);
    this.#clearOverlays();
    this.#buffer.moveEnd();
    this.#paint(true);
    // Enter has ended the line, unless a hidden answer was not echoed.
    const isLineOpen = reading.kind !== "entry" || this.#mode === "hidden";
    if (!this.#screen.hasCursor && isLineOpen) this.#screen.erase();
    else this.#screen.leave();
    return reading;
  }

  #clearOverlays(): void {
    this.#menu = undefined;
    this.#search = undefined;
    this.#hint = undefined;
    this.#notice = undefined;
  }

  async #press(key: Key): Promise<ReadResult | undefined> {
    const notice = this.#notice;
    this.#notice = undefined;
    if (this.#search !== undefined) {
      const isTaken = this.#pressInSearch(this.#search, key);
      if (isTaken) return undefined;
    }
    if (key.kind !== "key") {
      this.#menu = undefined;
      this.#walk = undefined;
      this.#insert(key);
      return undefined;
    }
    if (!this.#screen.hasCursor && key.name === "tab") return this.#insert({ kind: "text", text: "\t" }) as undefined;
    if (key.name === "tab" || key.name === "shift-tab") return this.#tab(key.name === "tab" ? 1 : -1);
    const chosen = this.#menu !== undefined && this.#menu.chosen >= 0;
    this.#menu = undefined;
    switch (key.name) {
      case "enter":
        return chosen ? undefined : this.#enter();
      case "alt-enter":
      case "shift-enter":
      case "ctrl-enter":
        return this.#newLine();
      case "ctrl-c":
        return this.#interrupt(notice !== undefined);
      case "ctrl-d":
        return this.#endOfInput();
      case "ctrl-l":
        this.#screen.clear();
        return undefined;
      case "ctrl-z":
        this.#suspend();
        return undefined;
      case "ctrl-r":
        if (this.#mode === "entry") this.#search = beginSearch(this.#services.entries());
        return undefined;
      case "up":
      case "ctrl-p":
        if (!this.#buffer.moveUp()) this.#recall("back");
        return undefined;
      case "down":
      case "ctrl-n":
        if (!this.#buffer.moveDown()) this.#recall("forward");
        return undefined;
      case "page-up":
      case "alt-up":
        this.#recall("back");
        return undefined;
      case "page-down":
      case "alt-down":
        this.#recall("forward");
        return undefined;
    }
    const before = this.#buffer.text;
    bindings.get(key.name)?.(this.#buffer);
    if (this.#buffer.text !== before) this.#walk = undefined;
    return undefined;
  }

  #insert(key: Exclude<Key, { kind: "key" }>): void {
    const isOneLine = this.#mode === "answer" || this.#mode === "hidden";
    if (key.kind === "paste") {
      this.#buffer.insert(isOneLine ? key.text.replaceAll("\n", " ").trim() : key.text);
      return;
    }
    if (/^[)\]}]$/.test(key.text) && this.#isAtIndent()) {
      // A closing bracket at the start of a line is moved to the indentation of its opening line.
      const { cursor } = this.#buffer;
      this.#buffer.replace(cursor - indentUnit.length, cursor, key.text);
      return;
    }
    this.#buffer.insert(key.text);
  }

  /** Whether only the indentation of a later line is before the cursor. */
  #isAtIndent(): boolean {
    const { before } = this.#buffer.line;
    return before.endsWith(indentUnit) && before.trim() === "" && this.#buffer.row > 0;
  }

  #enter(): ReadResult | undefined {
    const { text } = this.#buffer;
    if (this.#mode === "lines") return this.#newLine();
    // Parsing a long pasted text at each of its lines would block the prompt.
    if (this.#mode === "entry" && text.length > maxParsedLength && this.#keyboard.hasQueuedKeys) return this.#newLine();
    if (this.#mode !== "entry" || text.trim() === "" || this.#isCommandLine(text)) return { kind: "entry", text };
    const completeness = this.#services.completeness(text);
    if (completeness.status === "incomplete") return this.#newLine(completeness.indent);
    if (completeness.status === "complete" && this.#isContinuedBy(text)) return this.#newLine("");
    return { kind: "entry", text };
  }

  #isCommandLine(text: string): boolean {
    return /^\s*\.[a-z]\w*(?:\s|$)/i.test(text) && !text.trimEnd().includes("\n");
  }

  /** Whether pasted text after a complete statement continues it: a chain written over several lines. */
  #isContinuedBy(text: string): boolean {
    if (!this.#keyboard.hasQueuedKeys || text.trimEnd().endsWith(";")) return false;
    return isContinuedBy(this.#keyboard.queuedText, this.#services.isCommand);
  }

  #newLine(indent?: string): undefined {
    // Pasted text has its own indentation.
    const currentIndent = () => /^[ \t]*/.exec(this.#buffer.line.before)?.[0] ?? "";
    this.#buffer.insert(`\n${this.#keyboard.hasQueuedKeys ? "" : (indent ?? currentIndent())}`);
    this.#walk = undefined;
    return undefined;
  }

  #interrupt(isSecond: boolean): ReadResult | undefined {
    if (this.#mode !== "entry") return { kind: "interrupted" };
    if (this.#buffer.text === "" && isSecond) return { kind: "ended" };
    // Only two presses on an empty line leave; the first press that clears text does not count.
    this.#notice = this.#buffer.text === "" ? "press Ctrl-C again or Ctrl-D to leave" : undefined;
    this.#buffer.clear();
    this.#walk = undefined;
    this.#hint = undefined;
    this.#screen.erase();
    return undefined;
  }

  #endOfInput(): ReadResult | undefined {
    const { text } = this.#buffer;
    if (this.#mode === "lines") return { kind: "entry", text };
    if (text === "") return { kind: "ended" };
    this.#buffer.deleteRight();
    return undefined;
  }

  #suspend(): void {
    this.#keyboard.leaveRawMode();
    this.#screen.erase();
    process.once("SIGCONT", () => {
      this.#keyboard.enterRawMode();
      this.#paint();
    });
    process.kill(process.pid, "SIGTSTP");
  }

  #recall(direction: "back" | "forward"): void {
    if (this.#mode !== "entry") return;
    this.#walk ??= new HistoryWalk(this.#services.entries(), this.#buffer.text);
    const entry = direction === "back" ? this.#walk.back() : this.#walk.forward();
    if (entry !== undefined) this.#buffer.set(entry);
  }

  /** Whether the search handled the key; otherwise it has ended and the found entry is in the buffer. */
  #pressInSearch(search: HistorySearch, key: Key): boolean {
    const { next, isTaken } = pressInSearch(this.#services.entries(), search, key);
    this.#search = next;
    if (!isTaken && search.found !== undefined) this.#buffer.set(search.found);
    // Tab only ends the search.
    return isTaken || (key.kind === "key" && key.name === "tab");
  }

  async #tab(direction: 1 | -1): Promise<undefined> {
    if (this.#menu !== undefined) {
      this.#choose(this.#menu, direction);
      return;
    }
    const { before } = this.#buffer.line;
    const isCode = this.#mode === "entry" || this.#mode === "lines";
    if (!isCode || before.trim() === "") {
      // Before any text, Tab indents, as in a pasted block.
      if (direction === 1 && this.#mode !== "hidden") this.#buffer.insert(indentUnit);
      return;
    }
    this.#hint = undefined;
    const completion = await this.#unlessTyping(this.#services.complete(this.#buffer.text, this.#buffer.cursor));
    if (completion === undefined || completion.items.length === 0) return;
    const { insert, menu } = applyCompletion(completion, this.#buffer.text, this.#buffer.cursor);
    if (insert !== undefined) this.#buffer.replace(completion.start, completion.end, insert);
    this.#menu = menu;
  }

  #choose(menu: Menu, direction: 1 | -1): void {
    const next = step(menu, direction);
    this.#buffer.replace(menu.start, menu.end, next.completion.items[next.chosen]?.text ?? "");
    this.#menu = next;
  }

  /** Returns the result, or undefined if it takes a while and the user continues to type. */
  async #unlessTyping<T>(pending: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const typed = new Promise<undefined>((resolve) => {
      timer = setInterval(() => {
        if (this.#keyboard.hasQueuedKeys) resolve(undefined);
      }, tabDelayMs);
    });
    try {
      return await Promise.race([pending, typed]);
    } finally {
      clearInterval(timer);
    }
  }

  #askForHint(): void {
    clearTimeout(this.#hintTimer);
    const { text, cursor } = this.#buffer;
    const canHint = this.#screen.hasCursor && this.#mode === "entry" && text.length <= maxDrawnLength;
    if (!canHint || this.#search !== undefined || !isInCall(text, cursor)) {
      this.#hint = undefined;
      return;
    }
    const version = this.#version;
    this.#hintTimer = setTimeout(async () => {
      const hint = await this.#services.signature(text, cursor);
      if (version !== this.#version || this.#menu !== undefined) return;
      this.#hint = hint;
      this.#paint();
    }, hintDelayMs);
  }

  #paint(isFinal = false): void {
    // The terminal has echoed the entry.
    if (isFinal && !this.#screen.hasCursor) return;
    const { text, cursor } = this.#buffer;
    const view = {
      prompt: this.#options.prompt,
      text,
      cursor,
      isHidden: this.#mode === "hidden",
      isFinal,
      search: this.#search,
      menu: this.#menu,
      hint: this.#hint,
      notice: this.#screen.hasCursor ? this.#notice : undefined,
      tones: this.#mode === "answer" ? undefined : this.#services.tones,
      paint: this.#paintTone,
    };
    this.#screen.paint(drawEditor(view, this.#screen), () => this.#paint(isFinal));
  }
}
