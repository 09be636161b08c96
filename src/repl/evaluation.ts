/** Runs one entry in the session, with its output, the trace of its chains, questions and Ctrl-C. */
import process from "node:process";
import type { DisplayModel } from "../domain/display/display.js";
import type { CellError, CellResult, Session } from "../engine/session/cell.js";
import type { Editor } from "./editor/editor.js";
import type { Keyboard } from "./editor/keyboard.js";
import type { CallCounts } from "./options.js";
import { loadRender, type Results } from "./screen/results.js";
import type { Screen } from "./screen/screen.js";
import { ScreenTrace } from "./screen/screen-trace.js";

/** Dependencies of the runner. */
export interface RunnerContext {
  readonly session: Session;
  readonly screen: Screen;
  readonly results: Results;
  readonly editor: Editor;
  readonly color: boolean;
  readonly counts: () => CallCounts | undefined;
  /** Called with each error of a timer or an unhandled rejection. */
  readonly onUncaught: (error: CellError) => void;
  readonly keyboard: Pick<Keyboard, "enterRawMode" | "leaveRawMode" | "muteEcho" | "discard" | "addKey" | "isCooked">;
}

/** Options of {@link Runner.run}. */
export interface EntryOptions {
  /** The entry's name in errors. */
  readonly name: string;
  /** Whether a chain is awaited. Default: true. */
  readonly awaitValue?: boolean;
  /** Whether the live rows at the bottom are kept, for example those of `.watch`. Default: false. */
  readonly keepsLiveRows?: boolean;
}

/** The outcome of a run. */
export interface EntryOutcome {
  readonly result: CellResult;
  readonly ms: number;
  /** Whether a chain ran. */
  readonly ranChain: boolean;
  readonly requests: number;
  readonly retries: number;
}

const muteDelayMs = 100;

/** Runs one entry at a time. */
export class Runner {
  readonly #context: RunnerContext;
  #stop: (() => void) | undefined;
  #presses = 0;
  #muteTimer: NodeJS.Timeout | undefined;

  constructor(context: RunnerContext) {
    this.#context = context;
    process.on("SIGINT", this.#onSignal);
  }

  close(): void {
    process.off("SIGINT", this.#onSignal);
  }

  /** Evaluates `code`; shows its output and trace, but not its value. */
  async run(code: string, options: EntryOptions): Promise<EntryOutcome> {
    const { session, screen, results, counts, onUncaught } = this.#context;
    const trace = new ScreenTrace(screen, this.#context.color, () => this.#muteEchoSoon());
    const before = counts();
    const started = performance.now();
    const result = await this.stoppable(
      () => session.interrupt(),
      () =>
        session.evaluate(code, {
          name: options.name,
          ...(options.awaitValue === undefined ? {} : { awaitValue: options.awaitValue }),
          sink: {
            write: (_stream, text) => screen.print(text),
            uncaught: (error) => {
              onUncaught(error);
              void results.uncaught(error);
            },
          },
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
    if (options.keepsLiveRows !== true) screen.endLive();
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
    this.#context.keyboard.leaveRawMode();
    try {
      return await work();
    } finally {
      this.#stop = outer;
      clearTimeout(this.#muteTimer);
      if (outer === undefined) this.#context.keyboard.enterRawMode();
    }
  }

  readonly #onSignal = (): void => {
    const { keyboard } = this.#context;
    if (this.#stop === undefined) {
      if (keyboard.isCooked) keyboard.addKey("ctrl-c");
      return;
    }
    this.#presses += 1;
    // Discard input typed ahead, so that it does not run after an interrupt.
    keyboard.discard();
    this.#stop();
    // Work outside of a cell, for example a type check, may not stop: further Ctrl-C forces the exit.
    if (this.#presses === 2) this.#context.screen.print("still stopping; Ctrl-C again ends slylab\n");
    if (this.#presses > 2) process.exit(130);
  };

  /** Delayed, since a quick chain ends before the user types. */
  #muteEchoSoon(): void {
    clearTimeout(this.#muteTimer);
    if (this.#context.keyboard.isCooked) return;
    this.#muteTimer = setTimeout(() => this.#context.keyboard.muteEcho(), muteDelayMs).unref();
  }

  #show(value: unknown, model: DisplayModel | undefined): { update(next: unknown): void } {
    const { screen, results } = this.#context;
    const live = screen.addLiveRows(true);
    // Rendering loads modules; the promise chain keeps the order of the displays.
    let last = Promise.resolve();
    const draw = (next: unknown, model?: DisplayModel) => {
      last = last.then(async () => {
        const { modelOf } = await loadRender();
        live.set((await results.draw(model ?? modelOf(next))).split("\n"));
      });
    };
    draw(value, model);
    return { update: (next) => draw(next) };
  }

  async #ask(question: string, hidden: boolean): Promise<string> {
    const { safeText } = await import("../render/text/safe-text.js");
    const { textWidth } = await import("../render/text/text-width.js");
    const first = safeText(question);
    const { editor, keyboard, session } = this.#context;
    const prompt = { first, later: "", columns: textWidth(first) };
    const reading = await editor.read({ prompt, mode: hidden ? "hidden" : "answer" });
    keyboard.leaveRawMode();
    this.#muteEchoSoon();
    if (reading.kind === "entry") return reading.text;
    session.interrupt();
    // The interrupt ends the cell, so its await never continues.
    return new Promise(() => {});
  }
}
