/** Runs cells on a terminal or pipe: shows their output, displays and the trace of their chains. */
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

/** The output of a command's cells. */
export class TerminalHost {
  readonly color: boolean;
  /** The trace is written to stderr, so that piping stdout leaves it on the terminal. */
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

  /** Returns options for evaluating a cell. */
  cellOptions(): Pick<EvaluateOptions, "sink" | "hostContext"> {
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
    // In a log, a trace would only be noise.
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

  /** Erases the trace, since the result contains its content. */
  closeTrace(): void {
    this.#trace?.close();
    this.#trace = undefined;
  }

  /** Prints a model to stdout. */
  print(model: DisplayModel): void {
    this.closeTrace();
    const text = process.stdout.isTTY
      ? drawable(renderTerminal(model, { columns: this.columns, color: this.color }))
      : renderPiped(model);
    this.#stdout.write(`${text}\n`);
  }

  /** Prints a model to stderr. */
  printError(model: DisplayModel): void {
    this.closeTrace();
    const color = colorWanted(process.stderr, process.env);
    const text = renderTerminal(model, { columns: process.stderr.columns || 100, color });
    this.#stderr.write(`${process.stderr.isTTY ? drawable(text) : text}\n`);
  }
}

/** Writes like the user's code did; exits if the reader has closed the stream. */
export function writeThrough(stream: NodeJS.WriteStream, parts: readonly unknown[]): boolean {
  const isRoom: boolean = Reflect.apply(stream.write, stream, parts);
  endIfClosed(stream);
  return isRoom;
}
