/** State that all cells of a session share while they run. */
import { Module } from "node:module";
import { dirname } from "node:path";
import { watchMembers } from "../../domain/display/missing-members.js";
import { interceptExits } from "../interrupt/exits.js";
import { runGuarded } from "../interrupt/guard.js";
import { InterruptFlag } from "../interrupt/interrupt.js";
import { SignalWatch } from "../interrupt/signal-watch.js";
import { watchSyncChildren } from "../interrupt/sync-children.js";
import { LocalModules } from "../modules/local-modules.js";
import type { UserSettings } from "../modules/user-settings.js";
import { showRecordsInDir } from "../output/console-dir.js";
import { OutputCapture } from "../output/output.js";
import { Stacks } from "../output/stack.js";
import { UncaughtErrors } from "../output/uncaught-errors.js";
import { Importer, type ModuleExports } from "../pipeline/imports.js";
import { SessionVariables } from "../pipeline/session-variables.js";
import type { OutputSink, SessionOptions } from "./cell.js";
import type { CellRun } from "./cell-run.js";
import { Foreground } from "./foreground.js";
import { patchFunctionToString } from "./function-texts.js";
import { attributedTimers } from "./timers.js";

/** Overrides the process's streams, stack traces and exit until {@link close}. */
export class Runtime {
  readonly names = new SessionVariables();
  readonly stacks = new Stacks();
  readonly foreground = new Foreground(new InterruptFlag());
  readonly watch: SignalWatch;
  readonly modules: LocalModules;
  readonly importer: Importer;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly overrideNames: ReadonlySet<string>;
  readonly #output: OutputCapture;
  readonly #uncaughtErrors: UncaughtErrors;
  readonly #restores: (() => void)[] = [];
  #areChildrenWatched = false;
  /** Outputs by the cell name in stack frames. */
  readonly #sinks = new Map<string, OutputSink>();

  /** `overrides` are further globals of cells. */
  constructor(options: SessionOptions, settings: UserSettings, overrides: Readonly<Record<string, unknown>>) {
    const { loadLibrary, file } = options;
    const folder = folderOf(options);
    const main = file === undefined ? undefined : mainModule(file);
    let library: Promise<ModuleExports> | undefined;
    this.modules = new LocalModules(settings.paths, settings);
    this.importer = new Importer({
      cwd: folder,
      file,
      main,
      modules: this.modules,
      onModule: (url, source) => this.stacks.addModule(url, source),
      loadOwn:
        loadLibrary === undefined
          ? undefined
          : () => {
              library ??= loadLibrary();
              return library;
            },
    });
    this.overrides = {
      ...overrides,
      ...attributedTimers(this.foreground, (work) => this.#guardLate(work)),
      require: this.importer.require,
      __dirname: this.importer.meta.dirname,
      __filename: this.importer.meta.filename,
      ...(main === undefined ? {} : { module: main, exports: main.exports }),
    };
    this.overrideNames = new Set(Object.keys(this.overrides));
    this.watch = new SignalWatch(this.foreground.interruptFlag, () => this.interrupt(), options.exits === true);
    this.#output = new OutputCapture(
      () => this.foreground.owner?.sink,
      (text) => this.stacks.withUserPlaces(text),
    );
    this.#uncaughtErrors = new UncaughtErrors({
      stacks: this.stacks,
      sinkOf: (cell) => this.#sinks.get(cell ?? "") ?? this.foreground.owner?.sink,
    });
    if (options.exits !== true) this.#restores.push(interceptExits(this.foreground, this.stacks));
    this.#restores.push(patchFunctionToString(() => this.stacks.scripts()));
    this.#restores.push(showRecordsInDir());
    this.stacks.install();
    watchMembers();
  }

  begin(run: CellRun, name: string, code: string): void {
    this.#remember(name, run.sink);
    this.#watchChildrenOf(code);
    this.stacks.forgetThrow();
    this.foreground.begin(run);
    this.watch.takeSignals(/\bSIGINT\b/.test(code));
    // A signal that arrives before the watch listens would wait until the child has ended.
    if (/\b(?:exec|execFile|spawn)Sync\b/.test(code)) this.watch.startNow();
  }

  /** Only code that loads modules can start processes, and Node's module for them takes milliseconds to load. */
  #watchChildrenOf(code: string): void {
    if (this.#areChildrenWatched || !/\b(?:import|require)\b|child_process/.test(code)) return;
    this.#areChildrenWatched = true;
    const watch = { before: () => this.watch.startNow(), after: () => this.foreground.check() };
    this.#restores.push(watchSyncChildren(watch));
  }

  /**
   * Calls the listeners of signals that arrived while the main thread was busy. Node drops them when the listeners are
   * removed, for a cell and for its guard. Unnecessary once the watch has started.
   */
  async takePendingSignals(): Promise<void> {
    // Two turns: the first may end without reading signals.
    for (let turn = 0; turn < 2 && !this.foreground.interruptFlag.isWatchStarted; turn += 1)
      await new Promise(setImmediate);
  }

  /** Runs code that a signal may terminate. */
  guard(work: () => void): void {
    if (this.watch.isYielded) {
      work();
    } else {
      this.watch.prepareGuard();
      if (!runGuarded(this.foreground.interruptFlag, work)) this.interrupt();
      this.watch.startIfDue();
    }
    this.watch.yieldToScript();
  }

  /**
   * Skips the guard for timers of finished cells and before the watch has started: it would cost more than a short
   * callback.
   */
  #guardLate(work: () => void): void {
    const { running, interruptFlag } = this.foreground;
    if (running !== undefined && interruptFlag.isWatchStarted) this.guard(work);
    else work();
  }

  /** Stops the running cell. */
  interrupt(): void {
    this.#output.recover();
    this.foreground.interrupt();
  }

  #remember(name: string, sink: OutputSink): void {
    this.#sinks.delete(name);
    this.#sinks.set(name, sink);
    const [oldest] = this.#sinks.keys();
    // Errors that arrive hundreds of cells later are shown at the last cell.
    if (this.#sinks.size > 200 && oldest !== undefined) this.#sinks.delete(oldest);
  }

  finish(run: CellRun): void {
    this.#output.flush();
    this.watch.giveBackSignals();
    this.foreground.finish(run);
  }

  async close(): Promise<void> {
    this.#output.release();
    this.#uncaughtErrors.release();
    for (const restore of this.#restores.splice(0)) restore();
    await this.watch.close();
    this.stacks.remove();
  }
}

/** Returns the folder from which a session's imports resolve. */
export function folderOf({ file, cwd }: SessionOptions): string {
  return file === undefined ? (cwd ?? process.cwd()) : dirname(file);
}

/** Creates the `module` of a script, so that `require.main === module` is true. */
function mainModule(file: string): NodeJS.Module {
  const module = new Module(file);
  module.filename = file;
  module.loaded = false;
  return module;
}
