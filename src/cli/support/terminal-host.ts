/** A terminal or a pipe as the host of cells: their output, what they show, and the trace of their chains. */
import process from "node:process";
import type { DisplayModel } from "../../domain/display/display.js";
import type { HostContext } from "../../domain/display/host-context.js";
import { directStream } from "../../engine/output/output.js";
import type { EvaluateOptions, OutputSink } from "../../engine/session/cell.js";
import { showInStream } from "../../render/show.js";
import { colorWanted } from "../../render/terminal/color.js";
import { drawable } from "../../render/terminal/glyphs.js";
import { LivePanel, repaintWanted } from "../../render/terminal/live.js";
import { renderPiped } from "../../render/terminal/piped.js";
import { renderTerminal } from "../../render/terminal/terminal.js";
import { type ChainTrace, chainTrace } from "../../render/terminal/trace.js";
import { endIfClosed } from "./closed-pipe.js";

/** Where the output of a command's cells goes. */
export class TerminalHost {
  readonly color: boolean;
  /** The trace goes where results do not: to stderr, which a pipe of the results leaves on the terminal. */
  readonly #stdout = directStream(process.stdout);
  readonly #stderr = directStream(process.stderr);
  readonly #panel = new LivePanel(this.#stderr, { isLive: repaintWanted(this.#stderr, process.env) });
  #trace: ChainTrace | undefined;

  constructor() {
    this.color = colorWanted(process.stdout, process.env);
  }

  get columns(): number {
    return process.stdout.columns || 80;
  }

  /** What a cell is evaluated with. */
  lent(): Pick<EvaluateOptions, "sink" | "hostContext"> {
    const sink: OutputSink = {
      write: (stream, text) => {
        this.#panel.clear();
        this.#streamOf(stream).write(text);
      },
      pass: (stream, parts) => {
        this.#panel.clear();
        return writeThrough(this.#streamOf(stream), parts);
      },
    };
    // Where nobody watches, a trace would only be noise in a log.
    this.#trace = this.#panel.isLive ? chainTrace(this.#panel) : undefined;
    const hostContext: Omit<HostContext, "signal"> = {
      ...(this.#trace === undefined ? {} : { observer: this.#trace }),
      show: (value) => {
        this.#panel.clear();
        return showInStream(this.#stdout, value, { isLive: repaintWanted(this.#stdout, process.env) });
      },
    };
    return { sink, hostContext };
  }

  #streamOf(stream: "stdout" | "stderr"): NodeJS.WriteStream {
    return stream === "stdout" ? this.#stdout : this.#stderr;
  }

  /** Takes the trace away: what it told is in the result. */
  settle(): void {
    this.#trace?.close();
    this.#trace = undefined;
  }

  /** Prints a model in the form of stdout. */
  print(model: DisplayModel): void {
    this.settle();
    const text = process.stdout.isTTY
      ? drawable(renderTerminal(model, { columns: this.columns, color: this.color }))
      : renderPiped(model);
    this.#stdout.write(`${text}\n`);
  }

  /** Prints a model in the form of stderr. */
  complain(model: DisplayModel): void {
    this.settle();
    const color = colorWanted(process.stderr, process.env);
    const text = renderTerminal(model, { columns: process.stderr.columns || 100, color });
    this.#stderr.write(`${process.stderr.isTTY ? drawable(text) : text}\n`);
  }
}

/** Writes as the user's code did; ends the process where nobody reads it any more. */
export function writeThrough(stream: NodeJS.WriteStream, parts: readonly unknown[]): boolean {
  const isRoom: boolean = Reflect.apply(stream.write, stream, parts);
  endIfClosed(stream);
  return isRoom;
}
