/** The text of the edited entry and the cursor. Independent of the terminal. */
import { countNewlines } from "../../base/text/lines.js";
import { graphemes } from "../../render/text/text-width.js";

interface State {
  readonly text: string;
  readonly cursor: number;
}

const maxUndo = 200;

/** An editable text with undo and one kill buffer. Offsets are UTF-16 units; the cursor moves by graphemes. */
export class EditBuffer {
  #text = "";
  #cursor = 0;
  #undo: State[] = [];
  #lastEdit = "";
  #killed = "";

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** The 0-based row of the cursor. */
  get row(): number {
    return countNewlines(this.#text.slice(0, this.#cursor));
  }

  /** The cursor's row, before and after the cursor. */
  get line(): { readonly before: string; readonly after: string } {
    const end = this.#text.indexOf("\n", this.#cursor);
    return {
      before: this.#text.slice(this.#lineStart(), this.#cursor),
      after: this.#text.slice(this.#cursor, end === -1 ? undefined : end),
    };
  }

  /** Replaces the text and moves the cursor to its end, or to `cursor`. */
  set(text: string, cursor = text.length): void {
    this.#edit("set", text, cursor);
  }

  /** Clears the text and the undo history. */
  clear(): void {
    this.#text = "";
    this.#cursor = 0;
    this.#undo = [];
    this.#lastEdit = "";
  }

  insert(text: string): void {
    // Consecutive letters are undone together; a space starts a new group.
    const kind = text.length === 1 && text !== " " && text !== "\n" ? "type" : "insert";
    this.#replace(this.#cursor, this.#cursor, text, kind);
  }

  /** Replaces the text from `start` to `end` by `text` and puts the cursor after it. */
  replace(start: number, end: number, text: string): void {
    this.#replace(start, end, text, "replace");
  }

  deleteLeft(): void {
    this.#replace(this.#previousOffset(), this.#cursor, "", "delete");
  }

  deleteRight(): void {
    this.#replace(this.#cursor, this.#right(), "", "delete");
  }

  /** Removes the word before the cursor: letters and digits, or with `isBig` everything up to the previous space. */
  killWordLeft(isBig: boolean): void {
    this.#kill(isBig ? this.#bigWordLeft() : this.#wordLeft(), this.#cursor);
  }

  killWordRight(): void {
    this.#kill(this.#cursor, this.#wordRight());
  }

  killToLineStart(): void {
    const start = this.#lineStart();
    this.#kill(start === this.#cursor ? Math.max(0, start - 1) : start, this.#cursor);
  }

  /** Removes the text up to the line's end, or the line break if the cursor is there. */
  killToLineEnd(): void {
    const end = this.#lineEnd();
    this.#kill(this.#cursor, end === this.#cursor ? Math.min(end + 1, this.#text.length) : end);
  }

  /** Inserts the text that was removed last. */
  yank(): void {
    if (this.#killed !== "") this.#replace(this.#cursor, this.#cursor, this.#killed, "yank");
  }

  /** Swaps the two characters around the cursor. */
  transpose(): void {
    const at = this.#cursor === this.#text.length ? this.#previousOffset() : this.#cursor;
    if (at === 0) return;
    this.#cursor = at;
    const before = this.#previousOffset();
    const after = this.#right();
    const swapped = this.#text.slice(at, after) + this.#text.slice(before, at);
    this.#replace(before, after, swapped, "transpose");
  }

  undo(): void {
    const state = this.#undo.pop();
    if (state === undefined) return;
    this.#text = state.text;
    this.#cursor = state.cursor;
    this.#lastEdit = "undo";
  }

  moveLeft(): void {
    this.#move(this.#previousOffset());
  }

  moveRight(): void {
    this.#move(this.#right());
  }

  moveWordLeft(): void {
    this.#move(this.#wordLeft());
  }

  moveWordRight(): void {
    this.#move(this.#wordRight());
  }

  moveLineStart(): void {
    this.#move(this.#lineStart());
  }

  moveLineEnd(): void {
    this.#move(this.#lineEnd());
  }

  moveStart(): void {
    this.#move(0);
  }

  moveEnd(): void {
    this.#move(this.#text.length);
  }

  /** Moves up a row; returns false if there is none. */
  moveUp(): boolean {
    const start = this.#lineStart();
    if (start === 0) return false;
    const column = this.#cursor - start;
    const above = start === 1 ? 0 : this.#text.lastIndexOf("\n", start - 2) + 1;
    this.#move(Math.min(above + column, start - 1));
    return true;
  }

  /** Moves down a row; returns false if there is none. */
  moveDown(): boolean {
    const end = this.#lineEnd();
    if (end === this.#text.length) return false;
    const column = this.#cursor - this.#lineStart();
    const next = this.#text.indexOf("\n", end + 1);
    this.#move(Math.min(end + 1 + column, next === -1 ? this.#text.length : next));
    return true;
  }

  #move(to: number): void {
    this.#cursor = to;
    this.#lastEdit = "move";
  }

  #replace(start: number, end: number, text: string, kind: string): void {
    if (start === end && text === "") return;
    this.#edit(kind, this.#text.slice(0, start) + text + this.#text.slice(end), start + text.length);
  }

  #kill(start: number, end: number): void {
    if (start === end) return;
    this.#killed = this.#text.slice(start, end);
    this.#replace(start, end, "", "kill");
  }

  #edit(kind: string, text: string, cursor: number): void {
    if (kind !== "type" || this.#lastEdit !== "type") {
      this.#undo.push({ text: this.#text, cursor: this.#cursor });
      if (this.#undo.length > maxUndo) this.#undo.shift();
    }
    this.#text = text;
    this.#cursor = cursor;
    this.#lastEdit = kind;
  }

  #lineStart(): number {
    return this.#cursor === 0 ? 0 : this.#text.lastIndexOf("\n", this.#cursor - 1) + 1;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf("\n", this.#cursor);
    return end === -1 ? this.#text.length : end;
  }

  #previousOffset(): number {
    if (this.#cursor === 0) return 0;
    const start = Math.max(0, this.#cursor - graphemeReach);
    return this.#cursor - (graphemes(this.#text.slice(start, this.#cursor)).at(-1)?.length ?? 0);
  }

  #right(): number {
    return this.#cursor + (graphemes(this.#text.slice(this.#cursor, this.#cursor + graphemeReach))[0]?.length ?? 0);
  }

  #wordLeft(): number {
    return this.#backOver(
      this.#backOver(this.#cursor, (letter) => !wordLetter.test(letter)),
      (letter) => wordLetter.test(letter),
    );
  }

  #bigWordLeft(): number {
    return this.#backOver(
      this.#backOver(this.#cursor, (letter) => /\s/.test(letter)),
      (letter) => /\S/.test(letter),
    );
  }

  // Character by character: a regular expression anchored only at the end would be tried at every position of a long
  // line.
  #backOver(from: number, isSkipped: (letter: string) => boolean): number {
    let at = from;
    while (at > 0) {
      const wide = /[\udc00-\udfff]/.test(this.#text[at - 1] ?? "") && at > 1 ? 2 : 1;
      if (!isSkipped(this.#text.slice(at - wide, at))) break;
      at -= wide;
    }
    return at;
  }

  #wordRight(): number {
    const after = this.#text.slice(this.#cursor);
    return this.#cursor + (/^[^\p{L}\p{N}_$]*[\p{L}\p{N}_$]*/u.exec(after)?.[0].length ?? 0);
  }
}

const wordLetter = /[\p{L}\p{N}_$]/u;
// Longer than any typed grapheme; limits the work per move in a long entry.
const graphemeReach = 64;
