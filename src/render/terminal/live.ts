/** A region at the foot of a terminal that is painted anew in its place. */
import process from "node:process";
import type { DisplayModel } from "../../domain/display/display.js";
import { countText } from "../model/cells.js";
import { textWidth } from "../text/text-width.js";
import { colorWanted, type Ink, inkFor } from "./color.js";
import { drawable } from "./glyphs.js";
import { renderTerminal } from "./terminal.js";

/** What a panel needs of an output stream. */
export interface LiveStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** How a panel is made. */
export interface LivePanelOptions {
  /** Default: as the stream and the environment want it. */
  readonly color?: boolean;
  /** Whether lines may be painted over. Default: where the stream is a terminal. */
  readonly isLive?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether nothing may be painted over, though the output is a terminal: `TERM=dumb` cannot, and `CI` keeps a log. */
export function isLogged(env: Environment): boolean {
  return env.TERM === "dumb" || (env.CI !== undefined && !["", "0", "false"].includes(env.CI));
}

/** Whether `stream` is watched by a person and can move its cursor. */
export function repaintWanted(stream: LiveStream, env: Environment): boolean {
  return stream.isTTY === true && !isLogged(env);
}

const sgr = /\x1b\[[\d;]*m/g;

/**
 * Lines that are repainted in place. It erases what it drew, hides no cursor, and after a resize erases the lines as the
 * terminal broke them anew. Where the stream is not a terminal it is silent, but for the line that it closes with.
 */
export class LivePanel {
  readonly #stream: LiveStream;
  readonly #color: boolean;
  /** Whether anything is painted at all. */
  readonly isLive: boolean;
  #drawn: readonly string[] = [];
  #columnsWhenDrawn = 0;

  constructor(stream: LiveStream, options: LivePanelOptions = {}) {
    this.#stream = stream;
    this.#color = options.color ?? colorWanted(stream, process.env);
    this.isLive = options.isLive ?? stream.isTTY === true;
  }

  /** The columns that a line may take: one less than the terminal has, so that no line is broken. */
  get columns(): number {
    return Math.max(this.#width - 1, 8);
  }

  /** The rows that it may take: one less than the terminal has, since what scrolls off cannot be erased. */
  get rows(): number {
    return Math.max((this.#stream.rows || 24) - 1, 2);
  }

  // A terminal that was never given a size says 0, as in a container or under `script`.
  get #width(): number {
    return this.#stream.columns || 80;
  }

  /** The ink of this terminal. */
  get ink(): Ink {
    return inkFor(this.#color);
  }

  /** Paints `lines` in place of what is shown; lines beyond the screen are counted. */
  paint(lines: readonly string[]): void {
    if (!this.isLive) return;
    const fitting = this.#fitting(lines).map((line) => drawable(line));
    if (fitting.length === 0 && this.#drawn.length === 0) return;
    // Drawn over, and not erased before, since a terminal may show the gap between the two.
    const start = this.#drawn.length > 0 && this.#isResized() ? this.#erasing() : this.#goingUp();
    this.#stream.write(`${start}${fitting.map((line) => `\x1b[2K${line}\n`).join("")}\x1b[J`);
    this.#remember(fitting);
  }

  /** Paints a model in place of what is shown. */
  show(model: DisplayModel): void {
    if (this.isLive) this.paint(renderTerminal(model, { columns: this.columns, color: this.#color }).split("\n"));
  }

  /** Writes a line that stays, above the panel. */
  above(text: string): void {
    if (!this.isLive) return;
    const lines = this.#drawn;
    this.#stream.write(`${this.#erasing()}${drawable(text)}\n${lines.map((line) => `${line}\n`).join("")}`);
    this.#remember(lines);
  }

  /** Erases what is shown; the panel may be painted again. */
  clear(): void {
    if (this.#drawn.length > 0) this.#stream.write(this.#erasing());
    this.#drawn = [];
  }

  /** Leaves what is shown where it is; the next painting begins below. */
  forget(): void {
    this.#drawn = [];
  }

  /** Erases what is shown, and writes a last line where one is given, to a terminal or not. */
  close(lastLine?: string): void {
    this.clear();
    if (lastLine === undefined) return;
    this.#stream.write(`${this.#stream.isTTY === true ? drawable(lastLine) : lastLine}\n`);
  }

  #fitting(lines: readonly string[]): readonly string[] {
    const room = this.rows;
    if (lines.length <= room) return lines;
    return [...lines.slice(0, room - 1), this.ink("dim", `… ${countText(lines.length - room + 1)} more`)];
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
    // A terminal that became narrower broke each line into as many as it takes now.
    for (const line of this.#drawn) rows += Math.max(1, Math.ceil(textWidth(line.replace(sgr, "")) / columns));
    return `\x1b[${rows}A\r\x1b[J`;
  }
}
