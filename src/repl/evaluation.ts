/** Runs one entry in the session, with its output, the trace of its chains, questions and Ctrl-C. */
import process from "node:process";
import type { DisplayModel } from "../domain/display/display.js";
import type { CellResult, Session } from "../engine/session/cell.js";
import type { Editor } from "./editor/editor.js";
import type { LineGate } from "./history/line-gate.js";
import type { CallCounts } from "./options.js";
import { loadRender, type Results } from "./screen/results.js";
import type { Screen } from "./screen/screen.js";
import { Trace } from "./screen/trace.js";

/** What the runner uses. */
export interface RunnerParts {
  readonly session: Session;
  readonly screen: Screen;
  readonly results: Results;
  readonly editor: Editor;
  readonly color: boolean;
  readonly counts: () => CallCounts | undefined;
  readonly gate: Pick<LineGate, "takeKeys" | "giveBack" | "hush" | "drop" | "press" | "isCooked">;
}

/** Options of {@link Runner.run}. */
export interface RunOptions {
  /** The entry's name in errors. */
  readonly name: string;
  /** Whether a chain is awaited. Default: true. */
  readonly awaitValue?: boolean;
  /** Whether the live rows at the bottom stay, for example those of `.watch`. Default: false. */
  readonly keepsFoot?: boolean;
}

/** The outcome of a run. */
export interface Ran {
  readonly result: CellResult;
  readonly ms: number;
  /** Whether a chain ran. */
  readonly ranChain: boolean;
  readonly requests: number;
  readonly retries: number;
}

const hushAfterMs = 300;

/** Runs one entry at a time. */
export class Runner {
  readonly #parts: RunnerParts;
  #stop: (() => void) | undefined;
  #presses = 0;
  #hushing: NodeJS.Timeout | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    process.on("SIGINT", this.#onSignal);
  }

  close(): void {
    process.off("SIGINT", this.#onSignal);
  }

  /** Evaluates `code`; shows its output and trace, but not its value. */
  async run(code: string, options: RunOptions): Promise<Ran> {
    const { session, screen, counts } = this.#parts;
    const trace = new Trace(screen, this.#parts.color, () => this.#hushSoon());
    const before = counts();
    const started = performance.now();
    const result = await this.stoppable(
      () => session.interrupt(),
      () =>
        session.evaluate(code, {
          name: options.name,
          ...(options.awaitValue === undefined ? {} : { awaitValue: options.awaitValue }),
          sink: { write: (_stream, text) => screen.print(text) },
          hostContext: {
            observer: trace,
            show: (value, model) => this.#show(value, model),
            clear: () => screen.clear(),
            ask: (prompt, { hidden }) => this.#ask(prompt, hidden),
          },
        }),
    );
    const ms = performance.now() - started;
    await trace.end();
    if (options.keepsFoot !== true) screen.endFoot();
    const after = counts();
    return {
      result,
      ms,
      ranChain: trace.hasSteps,
      requests: (after?.requests ?? 0) - (before?.requests ?? 0),
      retries: (after?.retries ?? 0) - (before?.retries ?? 0),
    };
  }

  /** Runs `work`; Ctrl-C calls `stop`. */
  async stoppable<T>(stop: () => void, work: () => Promise<T>): Promise<T> {
    const outer = this.#stop;
    this.#stop = stop;
    this.#presses = 0;
    // Only while something runs: in canonical mode the terminal would echo input into the output.
    this.#parts.gate.giveBack();
    try {
      return await work();
    } finally {
      this.#stop = outer;
      clearTimeout(this.#hushing);
      if (outer === undefined) this.#parts.gate.takeKeys();
    }
  }

  readonly #onSignal = (): void => {
    const { gate } = this.#parts;
    if (this.#stop === undefined) {
      if (gate.isCooked) gate.press("ctrl-c");
      return;
    }
    this.#presses += 1;
    // Discard input typed ahead, so that it does not run after an interrupt.
    gate.drop();
    this.#stop();
    // For code that the engine cannot stop, for example an endless native call: further Ctrl-C forces the exit.
    if (this.#presses === 2) this.#parts.screen.print("still stopping; Ctrl-C again ends slylab\n");
    if (this.#presses > 2) process.exit(130);
  };

  /** Delayed, since a quick chain ends before anybody types. */
  #hushSoon(): void {
    clearTimeout(this.#hushing);
    if (this.#parts.gate.isCooked) return;
    this.#hushing = setTimeout(() => this.#parts.gate.hush(), hushAfterMs).unref();
  }

  #show(value: unknown, model: DisplayModel | undefined): { update(next: unknown): void } {
    const { screen, results } = this.#parts;
    const live = screen.slot(true);
    // Rendering loads modules; the promise chain keeps the order of the displays.
    let last = Promise.resolve();
    const draw = (next: unknown, its?: DisplayModel) => {
      last = last.then(async () => {
        const { modelOf } = await loadRender();
        live.set((await results.draw(its ?? modelOf(next))).split("\n"));
      });
    };
    draw(value, model);
    return { update: (next) => draw(next) };
  }

  async #ask(question: string, hidden: boolean): Promise<string> {
    const { safeText } = await import("../render/text/safe-text.js");
    const { textWidth } = await import("../render/text/text-width.js");
    const first = safeText(question);
    const { editor, gate, session } = this.#parts;
    const prompt = { first, later: "", columns: textWidth(first) };
    const reading = await editor.read({ prompt, mode: hidden ? "hidden" : "answer" });
    gate.giveBack();
    this.#hushSoon();
    if (reading.kind === "entry") return reading.text;
    session.interrupt();
    // The interrupt ends the cell, so its await never continues.
    return new Promise(() => {});
  }
}
