/** The terminal's screen: output scrolls up; live content (the edited entry, or running chains) is redrawn at the bottom. */
import { stripVTControlCharacters } from "node:util";
import { textWidth } from "../../render/text/text-width.js";
import { clip, type Frame } from "../editor/layout.js";
import { LinePainter } from "../editor/line-painter.js";
import { FramePainter } from "../editor/painter.js";
import type { ReplOutput } from "../options.js";
import { StrayOutput } from "./stray-output.js";

// Assumed if the terminal does not report its size.
const usual = { columns: 80, rows: 24 };

/** What the terminal supports. Default: everything. */
export interface ScreenOptions {
  /** Whether live content is drawn. Otherwise only final content is written. */
  readonly isPainted?: boolean;
  /** Whether the cursor can be moved. Otherwise the terminal edits lines itself. */
  readonly hasCursor?: boolean;
  /** Converts text to characters that the terminal can show. */
  readonly drawable?: (text: string) => string;
}

/** A block of live rows below the output. */
export interface Slot {
  /** Replaces its rows. */
  set(rows: readonly string[]): void;
}

interface FootSlot {
  rows: readonly string[];
  /** Whether its rows become output when more is written; otherwise they are erased at the end. */
  readonly settles: boolean;
}

/** Writes output and redraws live content below it. */
export class Screen {
  readonly #output: ReplOutput;
  readonly #stray = new StrayOutput();
  readonly #painter: FramePainter | LinePainter;
  readonly #isPainted: boolean;
  /** Whether the cursor can be moved. */
  readonly hasCursor: boolean;
  /** Converts text to characters that the terminal can show. */
  readonly drawable: (text: string) => string;
  /** The edited entry. */
  #frame: Frame | undefined;
  #redraw: (() => void) | undefined;
  #slots: FootSlot[] = [];
  /** An unfinished line of output, shown above the live rows until it is continued. */
  #held = "";
  #isFootDrawn = false;
  #isAtLineStart = true;

  constructor(output: ReplOutput, { isPainted = true, hasCursor = true, drawable = String }: ScreenOptions = {}) {
    this.#output = output;
    this.#isPainted = isPainted;
    this.hasCursor = hasCursor;
    this.drawable = drawable;
    const write = (text: string) => this.#emit(text);
    this.#painter = hasCursor ? new FramePainter(write) : new LinePainter(write);
    this.#stray.catch((text) => this.print(text));
    output.on("resize", this.#onResize);
  }

  get columns(): number {
    return Math.max(20, this.#output.columns || usual.columns);
  }

  get rows(): number {
    return Math.max(4, this.#output.rows || usual.rows);
  }

  /** Writes text above the live content. */
  print(text: string): void {
    if (text === "") return;
    if (this.#frame !== undefined) {
      this.#painter.erase();
      this.#write(text.endsWith("\n") ? text : `${text}\n`);
      this.#painter.paint(this.#frame);
      return;
    }
    if (this.#slots.length === 0) {
      this.#write(text);
      return;
    }
    const settled = this.#takeSettling();
    const begun = this.#held === "" || settled === "" ? this.#held : `${this.#held}\n`;
    const all = begun + settled + text;
    const end = all.lastIndexOf("\n") + 1;
    this.#held = all.slice(end);
    this.#eraseFoot();
    this.#write(all.slice(0, end));
    this.#paintFoot();
  }

  /** Writes lines, starting on a new line. */
  printLines(text: string): void {
    this.freshLine();
    this.print(`${text}\n`);
  }

  /** Ends an unfinished line. */
  freshLine(): void {
    const isBegun = this.#slots.length === 0 ? !this.#isAtLineStart : this.#held !== "";
    if (this.#frame === undefined && isBegun) this.print("\n");
  }

  /** Adds a block of live rows; with `settles` they become output, above what is written later. */
  slot(settles: boolean): Slot {
    if (!this.#isPainted) return { set: (rows) => settles && rows.length > 0 && this.printLines(rows.join("\n")) };
    let mine: FootSlot | undefined;
    return {
      set: (rows) => {
        // Rows that have become output cannot be changed, so they are shown again.
        if (mine === undefined || !this.#slots.includes(mine)) {
          if (rows.length === 0) return;
          this.#holdBegunLine();
          mine = { rows, settles };
          // Settling rows are above the others.
          const at = settles ? this.#slots.findIndex((slot) => !slot.settles) : -1;
          this.#slots.splice(at === -1 ? this.#slots.length : at, 0, mine);
        }
        mine.rows = rows;
        this.#paintFoot();
      },
    };
  }

  /** Removes the live rows: settling ones are written, the others erased. */
  endFoot(): void {
    const settled = this.#takeSettling();
    const held = this.#held;
    this.#eraseFoot();
    this.#slots = [];
    this.#held = "";
    if (held !== "") this.#write(settled === "" ? held : `${held}\n`);
    this.#write(settled);
  }

  /** Registers a frame that is already on the screen. */
  adopt(frame: Frame): void {
    this.#painter.adopt(frame.rows);
    this.#frame = frame;
  }

  /** Draws a frame below everything else; `redraw` is called after a change of the width. */
  paint(frame: Frame, redraw: () => void): void {
    if (this.#frame === undefined) {
      this.freshLine();
      this.#eraseFoot();
    }
    const drawn = { ...frame, rows: frame.rows.map(this.drawable) };
    this.#frame = drawn;
    this.#redraw = redraw;
    this.#painter.paint(drawn);
  }

  /** Leaves the frame on the screen; further output follows below. */
  leave(): void {
    if (this.#frame === undefined) return;
    this.#painter.leave();
    this.#end();
  }

  /** Removes the frame. */
  erase(): void {
    this.#painter.erase();
    this.#end();
  }

  /** Clears the whole screen; a frame is redrawn at the top. */
  clear(): void {
    if (!this.hasCursor) return;
    this.#emit("\x1b[H\x1b[2J\x1b[3J");
    this.#painter.forget();
    this.#isFootDrawn = false;
    this.#isAtLineStart = true;
    if (this.#frame !== undefined) this.#painter.paint(this.#frame);
  }

  close(): void {
    this.#stray.release();
    this.#output.off("resize", this.#onResize);
  }

  #end(): void {
    this.#frame = undefined;
    this.#redraw = undefined;
    this.#isAtLineStart = true;
  }

  #emit(text: string): void {
    this.#stray.pass(() => this.#output.write(text));
  }

  #write(text: string): void {
    if (text === "") return;
    this.#emit(text);
    this.#isAtLineStart = text.endsWith("\n");
  }

  #takeSettling(): string {
    const rows = this.#slots.filter(({ settles }) => settles).flatMap((slot) => slot.rows);
    this.#slots = this.#slots.filter(({ settles }) => !settles);
    return rows.map((row) => `${row}\n`).join("");
  }

  /** Ends a line that was unfinished before there were live rows. */
  #holdBegunLine(): void {
    if (this.#slots.length === 0 && !this.#isAtLineStart) this.#write("\n");
  }

  #paintFoot(): void {
    if (this.#frame !== undefined) return;
    const rows = [...(this.#held === "" ? [] : [this.#held]), ...this.#slots.flatMap((slot) => slot.rows)];
    if (rows.length === 0) {
      this.#eraseFoot();
      return;
    }
    const last = rows.length - 1;
    const frame = clip({ rows, cursor: { row: last, column: 0 } }, this.rows - 1);
    this.#painter.paint(frame);
    this.#isFootDrawn = true;
  }

  #eraseFoot(): void {
    if (this.#isFootDrawn) this.#painter.erase();
    this.#isFootDrawn = false;
  }

  readonly #onResize = (): void => {
    if (this.#frame === undefined && !this.#isFootDrawn) return;
    this.#painter.resized(this.columns, (row) => textWidth(stripVTControlCharacters(row)));
    if (this.#frame === undefined) this.#paintFoot();
    else this.#redraw?.();
  };
}
