/** The terminal's screen: output scrolls up; live content (the edited entry, or running chains) is redrawn at the bottom. */
import { stripVTControlCharacters } from "node:util";
import { textWidth } from "../../render/text/text-width.js";
import { clip, type ScreenFrame } from "../editor/layout.js";
import { LinePainter } from "../editor/line-painter.js";
import { FramePainter } from "../editor/painter.js";
import type { ReplOutput } from "../options.js";
import { StrayOutput } from "./stray-output.js";

// Assumed if the terminal does not report its size.
const defaultSize = { columns: 80, rows: 24 };

/** Capabilities of the terminal. Default: all. */
export interface ScreenOptions {
  /** Whether live content is drawn. Otherwise only final content is written. */
  readonly isPainted?: boolean;
  /** Whether the cursor can be moved. Otherwise the terminal edits lines itself. */
  readonly hasCursor?: boolean;
  /** Converts text to characters that the terminal can show. */
  readonly drawable?: (text: string) => string;
}

/** A block of live rows below the output. */
export interface LiveRows {
  /** Replaces its rows. */
  set(rows: readonly string[]): void;
}

interface LiveBlock {
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
  #frame: ScreenFrame | undefined;
  #redraw: (() => void) | undefined;
  #liveBlocks: LiveBlock[] = [];
  /** An unfinished line of output, shown above the live rows until it is continued. */
  #unfinishedLine = "";
  #isLiveDrawn = false;
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
    return Math.max(20, this.#output.columns || defaultSize.columns);
  }

  get rows(): number {
    return Math.max(4, this.#output.rows || defaultSize.rows);
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
    if (this.#liveBlocks.length === 0) {
      this.#write(text);
      return;
    }
    const settled = this.#takeSettlingRows();
    const before = this.#unfinishedLine === "" || settled === "" ? this.#unfinishedLine : `${this.#unfinishedLine}\n`;
    const all = before + settled + text;
    const end = all.lastIndexOf("\n") + 1;
    this.#unfinishedLine = all.slice(end);
    this.#eraseLive();
    this.#write(all.slice(0, end));
    this.#paintLive();
  }

  /** Writes lines, starting on a new line. */
  printLines(text: string): void {
    this.startNewLine();
    this.print(`${text}\n`);
  }

  /** Ends an unfinished line. */
  startNewLine(): void {
    const isBegun = this.#liveBlocks.length === 0 ? !this.#isAtLineStart : this.#unfinishedLine !== "";
    if (this.#frame === undefined && isBegun) this.print("\n");
  }

  /** Adds a block of live rows; with `settles` they become output, above what is written later. */
  addLiveRows(settles: boolean): LiveRows {
    if (!this.#isPainted) return { set: (rows) => settles && rows.length > 0 && this.printLines(rows.join("\n")) };
    let mine: LiveBlock | undefined;
    return {
      set: (rows) => {
        // Rows that have become output cannot be changed, so they are shown again.
        if (mine === undefined || !this.#liveBlocks.includes(mine)) {
          if (rows.length === 0) return;
          this.#endUnfinishedLine();
          mine = { rows, settles };
          // Settling rows are above the others.
          const at = settles ? this.#liveBlocks.findIndex((block) => !block.settles) : -1;
          this.#liveBlocks.splice(at === -1 ? this.#liveBlocks.length : at, 0, mine);
        }
        mine.rows = rows;
        this.#paintLive();
      },
    };
  }

  /** Removes the live rows: settling ones are written, the others erased. */
  endLive(): void {
    const settled = this.#takeSettlingRows();
    const unfinishedLine = this.#unfinishedLine;
    this.#eraseLive();
    this.#liveBlocks = [];
    this.#unfinishedLine = "";
    if (unfinishedLine !== "") this.#write(settled === "" ? unfinishedLine : `${unfinishedLine}\n`);
    this.#write(settled);
  }

  /** Registers a frame that is already on the screen. */
  registerFrame(frame: ScreenFrame): void {
    this.#painter.registerFrame(frame.rows);
    this.#frame = frame;
  }

  /** Draws a frame below everything else; `redraw` is called after a change of the width. */
  paint(frame: ScreenFrame, redraw: () => void): void {
    if (this.#frame === undefined) {
      this.startNewLine();
      this.#eraseLive();
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
    this.#isLiveDrawn = false;
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

  #takeSettlingRows(): string {
    const rows = this.#liveBlocks.filter(({ settles }) => settles).flatMap((block) => block.rows);
    this.#liveBlocks = this.#liveBlocks.filter(({ settles }) => !settles);
    return rows.map((row) => `${row}\n`).join("");
  }

  /** Ends a line that was unfinished before there were live rows. */
  #endUnfinishedLine(): void {
    if (this.#liveBlocks.length === 0 && !this.#isAtLineStart) this.#write("\n");
  }

  #paintLive(): void {
    if (this.#frame !== undefined) return;
    const rows = [
      ...(this.#unfinishedLine === "" ? [] : [this.#unfinishedLine]),
      ...this.#liveBlocks.flatMap((block) => block.rows),
    ];
    if (rows.length === 0) {
      this.#eraseLive();
      return;
    }
    const last = rows.length - 1;
    const frame = clip({ rows, cursor: { row: last, column: 0 } }, this.rows - 1);
    this.#painter.paint(frame, true);
    this.#isLiveDrawn = true;
  }

  #eraseLive(): void {
    if (this.#isLiveDrawn) this.#painter.erase();
    this.#isLiveDrawn = false;
  }

  readonly #onResize = (): void => {
    if (this.#frame === undefined && !this.#isLiveDrawn) return;
    this.#painter.resized(this.columns, (row) => textWidth(stripVTControlCharacters(row)));
    if (this.#frame === undefined) this.#paintLive();
    else this.#redraw?.();
  };
}
