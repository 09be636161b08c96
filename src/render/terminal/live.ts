/** A region at the bottom of a terminal that is redrawn in place. */
import process from "node:process";
import type { DisplayModel } from "../../domain/display/display.js";
import { groupedDigits } from "../model/cells.js";
import { textWidth } from "../text/text-width.js";
import { colorWanted, type Paint, terminalPaint } from "./color.js";
import { drawable, type TerminalEnvironment } from "./glyphs.js";
import { renderTerminal } from "./terminal.js";

/** The output stream of a panel. */
export interface LiveStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Options of {@link LivePanel}. */
export interface LivePanelOptions {
  /** Default: by the stream and the environment. */
  readonly color?: boolean;
  /** Whether lines may be overwritten. Default: if the stream is a terminal. */
  readonly isLive?: boolean;
}

/** Whether lines cannot be redrawn: on a terminal with `TERM=dumb`, and in CI, which keeps the output as a log. */
export function cannotRedraw(env: TerminalEnvironment): boolean {
  return env.TERM === "dumb" || (env.CI !== undefined && !["", "0", "false"].includes(env.CI));
}

/** Whether `stream` is a terminal with cursor movement. */
export function repaintWanted(stream: LiveStream, env: TerminalEnvironment): boolean {
  return stream.isTTY === true && !cannotRedraw(env);
}

/** Control sequence after which the terminal cuts rows that are too wide. */
export const wrapOff = "\x1b[?7l";
/** Control sequence after which the terminal wraps such rows again. */
export const wrapOn = "\x1b[?7h";

const sgr = /\x1b\[[\d;]*m/g;

/**
 * Lines that are redrawn in place. The panel erases what it drew, keeps the cursor visible, and handles rewrapping
 * after a resize. If the stream is not a terminal, only the closing line is written.
 */
export class LivePanel {
  readonly #stream: LiveStream;
  readonly #color: boolean;
  /** Whether anything is drawn before the closing line. */
  readonly isLive: boolean;
  #drawn: readonly string[] = [];
  #columnsWhenDrawn = 0;

  constructor(stream: LiveStream, options: LivePanelOptions = {}) {
    this.#stream = stream;
    this.#color = options.color ?? colorWanted(stream, process.env);
    this.isLive = options.isLive ?? stream.isTTY === true;
  }

  /** The width of a line: one less than the terminal's, so that no line wraps. */
  get columns(): number {
    return Math.max(this.#width - 1, 8);
  }

  /** The maximum number of rows: one less than the terminal's, since scrolled rows cannot be erased. */
  get rows(): number {
    return Math.max((this.#stream.rows || 24) - 1, 2);
  }

  // Terminals without a size report 0, for example in a container or under `script`.
  get #width(): number {
    return this.#stream.columns || 80;
  }

  /** The function that colors text for this terminal. */
  get paint(): Paint {
    return terminalPaint(this.#color);
  }

  /** Replaces the shown lines; lines beyond the screen are counted. */
  draw(lines: readonly string[]): void {
    if (!this.isLive) return;
    const fitting = this.#fitting(lines).map((line) => drawable(line));
    if (fitting.length === 0 && this.#drawn.length === 0) return;
    // Overwrites instead of erasing first, to avoid flicker.
    const start = this.#drawn.length > 0 && this.#isResized() ? this.#erasing() : this.#goingUp();
    // Between a change of the width and the signal that reports it, lines may be too wide.
    this.#stream.write(`${wrapOff}${start}${fitting.map((line) => `\x1b[2K${line}\n`).join("")}\x1b[J${wrapOn}`);
    this.#remember(fitting);
  }

  /** Replaces the shown lines by a model. */
  show(model: DisplayModel): void {
    if (this.isLive) this.draw(renderTerminal(model, { columns: this.columns, color: this.#color }).split("\n"));
  }

  /** Writes a permanent line above the panel. */
  above(text: string): void {
    if (!this.isLive) return;
    const lines = this.#drawn;
    const redrawn = lines.map((line) => `${line}\n`).join("");
    this.#stream.write(`${this.#erasing()}${drawable(text)}\n${wrapOff}${redrawn}${wrapOn}`);
    this.#remember(lines);
  }

  /** Erases the panel, which may be drawn again. */
  clear(): void {
    if (this.#drawn.length > 0) this.#stream.write(this.#erasing());
    this.#drawn = [];
  }

  /** Leaves the shown lines; the next drawing starts below. */
  forget(): void {
    this.#drawn = [];
  }

  /** Erases the panel and writes a last line, if given, even if the stream is not a terminal. */
  close(lastLine?: string): void {
    this.clear();
    if (lastLine === undefined) return;
    this.#stream.write(`${this.#stream.isTTY === true ? drawable(lastLine) : lastLine}\n`);
  }

  #fitting(lines: readonly string[]): readonly string[] {
    const room = this.rows;
    if (lines.length <= room) return lines;
    return [...lines.slice(0, room - 1), this.paint("dim", `… ${groupedDigits(lines.length - room + 1)} more`)];
  }

  #remember(lines: readonly string[]): void {
    this.#drawn = lines;
    this.#columnsWhenDrawn = this.#width;
  }

  #isResized(): boolean {
    return this.#columnsWhenDrawn !== this.#width;
  }

  #goingUp(): string {
    return this.#drawn.length === 0 ? "" : `\x1b[${this.#drawn.length}A\r`;
  }

  #erasing(): string {
    if (this.#drawn.length === 0) return "";
    const columns = this.#width;
    let rows = 0;
    // A narrower terminal has rewrapped the lines.
    for (const line of this.#drawn) rows += Math.max(1, Math.ceil(textWidth(line.replace(sgr, "")) / columns));
    return `\x1b[${rows}A\r\x1b[J`;
  }
}
