/** What the cells of a session share while they run, from the first cell to the end of the session. */
import type { SessionOptions } from "./cell.js";
import type { CellRun } from "./cell-run.js";
import { Foreground } from "./foreground.js";
import { Importer, type ModuleExports } from "./imports.js";
import { Brake } from "./interrupt.js";
import { Names } from "./names.js";
import { OutputCapture } from "./output.js";
import { Stacks } from "./stack.js";
import { lentTimers } from "./timers.js";

/** Holds the process's streams, stacks and exits in hand until {@link close}. */
export class Runtime {
  readonly names = new Names();
  readonly stacks = new Stacks();
  readonly foreground = new Foreground(new Brake());
  readonly importer: Importer;
  readonly lent: Readonly<Record<string, unknown>>;
  readonly lentNames: ReadonlySet<string>;
  readonly #output: OutputCapture;

  constructor(options: SessionOptions) {
    const { loadWords } = options;
    let own: Promise<ModuleExports> | undefined;
    this.importer = new Importer({
      cwd: options.cwd ?? process.cwd(),
      loadOwn:
        loadWords === undefined
          ? undefined
          : () => {
              own ??= loadWords();
              return own;
            },
    });
    this.lent = { ...lentTimers(this.foreground), require: this.importer.require };
    this.lentNames = new Set(Object.keys(this.lent));
    this.#output = new OutputCapture(() => this.foreground.owner?.sink);
    this.stacks.install();
  }

  begin(run: CellRun): void {
    this.foreground.begin(run);
  }

  finish(run: CellRun): void {
    this.foreground.finish(run);
  }

  close(): void {
    this.#output.release();
    this.stacks.remove();
  }
}
