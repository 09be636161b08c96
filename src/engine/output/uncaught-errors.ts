/** Shows errors outside of a cell's control flow: unhandled rejections and throws in timers. They do not end the process. */
import type { CellError, OutputSink, UncaughtEvent } from "../session/cell.js";
import { Interrupted } from "../session/cell-run.js";
import { thrownError } from "./cell-error.js";
import { isPlainError } from "./plain-error.js";
import { describeFrame, type Stacks } from "./stack.js";

/** Options of {@link UncaughtErrors}. */
export interface UncaughtOptions {
  readonly stacks: Stacks;
  /** Returns the output for an error, by the cell in its innermost frame. */
  readonly sinkOf: (cell: string | undefined) => OutputSink | undefined;
}

/** Handles such errors until {@link release}. */
export class UncaughtErrors {
  readonly #options: UncaughtOptions;
  readonly #onException = (thrown: unknown) => this.#show(thrown, "uncaughtException");
  readonly #emitBefore = process.emit;
  /** Node would end the process at an error in a listener of the code, and print generated code. */
  readonly #emit: typeof process.emit = (...event: unknown[]) => {
    if (event[0] !== "uncaughtException") return Reflect.apply(this.#emitBefore, process, event);
    try {
      return Reflect.apply(this.#emitBefore, process, event);
    } catch (thrown) {
      this.#show(thrown, "listener");
      return true;
    }
  };
  readonly #onRejection = (thrown: unknown) => this.#show(thrown, "unhandledRejection");

  constructor(options: UncaughtOptions) {
    this.#options = options;
    process.on("unhandledRejection", this.#onRejection);
    process.on("uncaughtException", this.#onException);
    process.emit = this.#emit;
  }

  release(): void {
    if (process.emit === this.#emit) process.emit = this.#emitBefore;
    process.off("unhandledRejection", this.#onRejection);
    process.off("uncaughtException", this.#onException);
  }

  #show(thrown: unknown, event: UncaughtEvent): void {
    // Left behind by a stopped cell.
    if (isPlainError(thrown) && thrown instanceof Interrupted) return;
    const { stacks, sinkOf } = this.#options;
    const frames = stacks.framesOf(thrown);
    const error = thrownError(thrown, frames);
    const sink = sinkOf(frames[0]?.cell);
    if (sink?.uncaught !== undefined) sink.uncaught(error, event);
    else if (sink !== undefined) sink.write("stderr", uncaughtText(error));
    else process.stderr.write(uncaughtText(error));
  }
}

function uncaughtText({ name, message, frames }: CellError): string {
  const lines = [`Uncaught ${name}: ${message}`, ...frames.map((frame) => `    at ${describeFrame(frame)}`)];
  return `${lines.join("\n")}\n`;
}
