/** The evaluating session that front ends open. */
import vm from "node:vm";
import { setHostContext } from "../../domain/display/host-context.js";
import { isLazy } from "../../domain/lazy.js";
import type { Checker } from "../check/checker.js";
import { openLspChecker } from "../check/checker-lsp.js";
import { LiveSettings } from "../modules/live-settings.js";
import { NameCompleter } from "../names/name-completer.js";
import { rejectionError, thrownError } from "../output/cell-error.js";
import { hintForDiagnostic, hintForDiagnostics } from "../output/hints.js";
import { isPlainError } from "../output/plain-error.js";
import type { CellSource } from "../output/stack.js";
import { judgeCompleteness } from "../pipeline/completeness.js";
import type { ModuleExports } from "../pipeline/imports.js";
import { specifiersOf } from "../pipeline/outline.js";
import { loadOxc } from "../pipeline/oxc.js";
import { namesOfPlainCell } from "../pipeline/plain-code.js";
import { Lines } from "../pipeline/positions.js";
import {
  type CellSyntax,
  isRejection,
  type ParsedCell,
  type Prepared,
  parseCell,
  prepareCell,
  type Rejection,
} from "../pipeline/prepare.js";
import { awaitValue, needsAwaiting } from "./await-value.js";
import type {
  CellError,
  CellResult,
  Completeness,
  Completion,
  Diagnostic,
  EvaluateOptions,
  Inspection,
  Session,
  SessionOptions,
  SignatureHelp,
  StackFrame,
} from "./cell.js";
import { CellRun } from "./cell-run.js";
import { helpFor, helpOf, helpQuery } from "./help.js";
import { CellHooks } from "./hooks.js";
import { folderOf, Runtime } from "./runtime.js";

/** Milliseconds that the `finally` blocks of a stopped cell may run before the session continues. */
const graceMs = 10;
/** After this time of waiting, the watch thread starts in any case. */
const watchDelayMs = 1000;

/** Cleanup at the end of a cell; replaced as the cell proceeds. */
interface CellCleanup {
  end: () => void;
}

interface CellWork {
  readonly runtime: Runtime;
  readonly run: CellRun;
  readonly parsed: ParsedCell;
  readonly user: Lines;
  readonly name: string;
  readonly options: EvaluateOptions;
  readonly cleanup: CellCleanup;
}

type CellFunction = (
  boxes: readonly unknown[],
  hooks: CellHooks,
  flag: Int32Array,
) => Promise<{ v: unknown } | undefined>;

/** Opens a session. Loads the parser, the checker and the library with the first cell that needs them. */
export function openSession(options: SessionOptions = {}): Session {
  return new EngineSession(options);
}

class EngineSession implements Session {
  readonly #options: SessionOptions;
  readonly #libraryNames: ReadonlySet<string>;
  #runtime: Runtime | undefined;
  #count = 0;
  #tail: Promise<unknown> = Promise.resolve();
  #isLibraryLoaded = false;
  #checker: Checker | undefined;
  readonly #settings: LiveSettings;
  readonly #instanceNames: NameCompleter | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#settings = new LiveSettings(folderOf(options));
    const { instanceNames } = options;
    this.#instanceNames = instanceNames === undefined ? undefined : new NameCompleter(instanceNames);
    this.#libraryNames = new Set(options.library?.names);
  }

  get busy(): boolean {
    return this.#runtime?.foreground.running !== undefined;
  }

  get waitsAt(): StackFrame | undefined {
    return this.#runtime?.foreground.running?.waitsAt?.();
  }

  get interruptBuffer(): SharedArrayBuffer {
    return this.#open().foreground.interruptFlag.buffer;
  }

  evaluate(code: string, options: EvaluateOptions): Promise<CellResult> {
    const result = this.#tail.then(() => this.#evaluate(code, options));
    this.#tail = result.catch(() => {});
    return result;
  }

  interrupt(cell?: number): boolean {
    const running = this.#runtime?.foreground.running;
    if (running === undefined || (cell !== undefined && cell !== running.id)) return false;
    this.#runtime?.interrupt();
    return true;
  }

  async complete(code: string, offset: number): Promise<Completion> {
    const ofInstance = await this.#instanceNames?.complete(code, offset);
    if (ofInstance !== undefined) return ofInstance;
    const noCompletion = { start: offset, end: offset, items: [] };
    const checker = this.#openChecker();
    return checker.complete(code, offset).catch(() => noCompletion);
  }

  signature(code: string, offset: number): Promise<SignatureHelp | undefined> {
    const checker = this.#openChecker();
    return checker.signature(code, offset).catch(() => undefined);
  }

  inspect(code: string, offset: number): Promise<Inspection | undefined> {
    const checker = this.#openChecker();
    return checker.inspect(code, offset).catch(() => undefined);
  }

  isComplete(code: string): Completeness {
    return helpQuery(code) === undefined ? judgeCompleteness(loadOxc(), code) : { status: "complete" };
  }

  define(name: string, value: unknown, type?: string): void {
    this.#open().names.define(name, value, "let");
    const isOfLast = type === undefined || type === "unawaited";
    if (isOfLast && this.#openChecker().nameValue(name, type === undefined)) return;
    const declaration = parseCell(loadOxc(), `let ${name}!: ${isOfLast ? "any" : type};`);
    if (!isRejection(declaration)) this.#openChecker().keep(declaration, new Set());
  }

  declares(name: string): boolean {
    return !this.#libraryNames.has(name) && this.#runtime?.names.kind(name) !== undefined;
  }

  warmUp(): void {
    if (this.#options.check !== false) this.#openChecker().warmUp();
    // The parser loads while the checker's process starts; the watch thread follows when both are ready.
    setImmediate(() => loadOxc().transform(""));
    setTimeout(() => this.#runtime?.watch.start(), 500).unref();
  }

  async reset(): Promise<void> {
    await this.#tail;
    this.#runtime?.names.clear();
    this.#isLibraryLoaded = false;
    this.#instanceNames?.forget();
    this.#checker?.forget();
  }

  async close(): Promise<void> {
    this.interrupt();
    await this.#tail;
    await this.#runtime?.close();
    this.#runtime = undefined;
    await this.#checker?.close();
    this.#checker = undefined;
  }

  #openChecker(): Checker {
    this.#checker ??= openLspChecker({
      cwd: folderOf(this.#options),
      library: this.#options.library,
      settings: this.#settings.current,
      lang: this.#syntax().lang,
      help: this.#options.file === undefined,
    });
    return this.#checker;
  }

  #open(): Runtime {
    this.#runtime ??= new Runtime(
      this.#options,
      this.#settings.current,
      this.#options.file === undefined ? { help: helpOf(this) } : {},
    );
    return this.#runtime;
  }

  /** Applies changes of the settings' files since the last cell. */
  async #refreshSettings(runtime: Runtime): Promise<void> {
    if (this.#count === 1 || !this.#settings.refresh()) return;
    const { current } = this.#settings;
    runtime.modules.configure(current.paths, current);
    await this.#checker?.configure(current);
  }

  /** Cells may contain JSX if the settings enable it; scripts if they are .jsx or .tsx files. */
  #syntax(): CellSyntax {
    const settings = this.#settings.current;
    const { file } = this.#options;
    const isJsx = file === undefined ? settings.jsx !== undefined : /\.[jt]sx$/.test(file);
    return { ...settings, lang: isJsx ? "tsx" : "ts", unit: file === undefined ? "cell" : "script" };
  }

  async #evaluate(code: string, options: EvaluateOptions): Promise<CellResult> {
    const runtime = this.#open();
    this.#count += 1;
    this.#instanceNames?.recordCode(code);
    const run = new CellRun(this.#count, options.sink);
    const name = options.name ?? `cell ${run.id}`;
    const user = new Lines(code);
    const rejected = (error: CellError): CellResult => ({ status: "error", error });

    const helpText = helpQuery(code);
    if (helpText !== undefined && runtime.names.kind("help") === undefined) {
      return { status: "ok", value: undefined, form: "none", shown: await helpFor(helpText, this), warnings: [] };
    }
    await this.#refreshSettings(runtime);
    const oxc = loadOxc();
    const parsed = parseCell(oxc, code, this.#syntax());
    if (isRejection(parsed)) return rejected(rejectionError("parse", parsed, name, user));

    await runtime.takePendingSignals();
    runtime.begin(run, name, code);
    const restore = setHostContext({ ...options.hostContext, signal: run.controller.signal });
    const cleanup: CellCleanup = { end: () => {} };
    try {
      const work = this.#runCell({ runtime, run, parsed, user, name, options, cleanup });
      const result = await Promise.race([work, run.ended]);
      // Let its `finally` blocks run before the next cell.
      if (result.status === "interrupted") await Promise.race([work, new Promise((done) => setTimeout(done, graceMs))]);
      // Wait one turn of the event loop, so that unhandled rejections are attributed to this cell.
      else await new Promise(setImmediate);
      return this.#isInterruptedChild(runtime, run, result) ? { status: "interrupted" } : result;
    } finally {
      cleanup.end();
      restore();
      runtime.finish(run);
      // Starting the thread earlier would delay the first result.
      setTimeout(() => runtime.watch.start(), 50).unref();
    }
  }

  /** Whether the cell failed because an interrupt ended the child process that it waited for. */
  #isInterruptedChild(runtime: Runtime, run: CellRun, result: CellResult): boolean {
    if (result.status !== "error") return false;
    const { thrown } = result.error;
    if (!isPlainError(thrown) || !("signal" in thrown) || thrown.signal !== "SIGINT") return false;
    if (runtime.foreground.interruptFlag.isStopRequested) runtime.interrupt();
    return run.end?.status === "interrupted";
  }

  async #runCell({ runtime, run, parsed, user, name, options, cleanup }: CellWork): Promise<CellResult> {
    const { names, stacks } = runtime;
    const isChecked = options.check ?? this.#options.check ?? true;
    let warnings: readonly Diagnostic[] = [];
    if (isChecked) {
      const files = runtime.modules.withDependencies(this.#importedFiles(runtime, parsed));
      warnings = await this.#openChecker()
        .check(user.text, parsed, [...files])
        .catch(notChecked);
      const problem = this.#settings.takeProblem();
      const problems = problem === undefined ? [] : [warningOf(problem)];
      const found = warnings.filter(({ severity }) => severity === "error");
      if (found.length > 0) return this.#refused([...found, ...problems], name, user);
      warnings = [...problems, ...warnings];
    }
    await this.#loadLibrary(runtime, parsed);
    if (run.end !== undefined) return run.end;
    const prepared = prepareCell(loadOxc(), user.text, parsed, {
      kindOf: (name) => names.kind(name),
      overrides: runtime.overrideNames,
      syntax: this.#syntax(),
    });
    if (isRejection(prepared)) return { status: "error", error: rejectionError("parse", prepared, name, user) };

    const source: CellSource = {
      name,
      user,
      script: new Lines(prepared.script),
      toUser: prepared.toUser,
      siteOffset: prepared.siteOffset,
      javascript: prepared.javascript,
      toJavaScript: prepared.toJavaScript,
    };
    stacks.add(run.id, source);
    const script = compile(prepared.script, stacks.fileName(run.id));
    if (!(script instanceof vm.Script)) return { status: "error", error: rejectionError("parse", script, name, user) };
    const declaration = names.declare(prepared.names);
    // Runs once, at the end of the cell: what a stopped cell does later must not undo declarations of later cells.
    cleanup.end = () => {
      const valued = declaration.settle();
      const lost = [...prepared.names.keys()].filter((declared) => !valued.has(declared));
      this.#openChecker().keep(parsed, new Set(lost));
    };
    try {
      await runtime.takePendingSignals();
      if (run.end !== undefined) return run.end;
      const value = (await start(script, runtime, prepared, source))?.v;
      const { form } = prepared;
      if (options.awaitValue === false || !needsAwaiting(value)) return { status: "ok", value, form, warnings };
      this.#watchLater(runtime, parsed);
      const settled = await awaitValue(value, form, run.controller.signal);
      return { status: "ok", form, warnings, ...settled, ...(isLazy(value) ? { chain: value } : {}) };
    } catch (error) {
      return { status: "error", error: thrownError(error, stacks.framesOf(error)) };
    }
  }

  /**
   * Starts the thread that watches for interrupts while a value is awaited. A first cell that only calls the library
   * leaves no code of the user to interrupt, so a short wait does not pay for the thread.
   */
  #watchLater(runtime: Runtime, { program }: ParsedCell): void {
    const names = this.#count === 1 ? namesOfPlainCell(program) : undefined;
    const isOfLibrary = names !== undefined && [...names].every((name) => this.#libraryNames.has(name));
    if (isOfLibrary) setTimeout(() => runtime.watch.start(), watchDelayMs).unref();
    else runtime.watch.start();
  }

  #importedFiles(runtime: Runtime, parsed: ParsedCell): string[] {
    return specifiersOf(parsed).flatMap((specifier) => {
      const file = runtime.modules.find(specifier, runtime.importer.meta.dirname);
      return file === undefined ? [] : [file];
    });
  }

  /** Returns the messages of the checker as an error, with the first applicable hint. */
  #refused(diagnostics: readonly Diagnostic[], name: string, user: Lines): CellResult {
    const { paths } = this.#settings.current;
    const cwd = folderOf(this.#options);
    const hint = hintForDiagnostics(diagnostics, (one) => hintForDiagnostic(one, cwd, paths, user.line(one.line)));
    return { status: "error", error: rejectionError("check", { diagnostics, ...(hint && { hint }) }, name, user) };
  }

  async #loadLibrary(runtime: Runtime, parsed: ParsedCell): Promise<void> {
    const { loadLibrary } = this.#options;
    if (this.#isLibraryLoaded || loadLibrary === undefined) return;
    const isWanted =
      this.#libraryNames.size === 0 || [...this.#libraryNames].some((word) => parsed.text.includes(word));
    if (!isWanted) return;
    this.#isLibraryLoaded = true;
    const library: ModuleExports = await loadLibrary();
    for (const [name, value] of Object.entries(library)) {
      if (this.#libraryNames.size === 0 || this.#libraryNames.has(name)) runtime.names.define(name, value);
    }
  }
}

/** A failing checker does not stop cells; each reports a warning. */
function notChecked(error: unknown): Diagnostic[] {
  return [warningOf(`types are not checked: ${error instanceof Error ? error.message : String(error)}`)];
}

function warningOf(message: string): Diagnostic {
  return { severity: "warning", code: 0, message, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/**
 * Compiles a script. V8 rejects a few texts that the parser accepts, for example some regular expressions, without a
 * position.
 */
function compile(text: string, filename: string): vm.Script | Rejection {
  try {
    return new vm.Script(text, { filename });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { diagnostics: [{ severity: "error", code: 0, message, line: 1, column: 1, endLine: 1, endColumn: 1 }] };
  }
}

/** Runs a prepared cell up to its first await. */
function start(
  script: vm.Script,
  runtime: Runtime,
  prepared: Prepared,
  source: CellSource,
): Promise<{ v: unknown } | undefined> {
  const { names, foreground } = runtime;
  const cell: CellFunction = script.runInThisContext();
  const hooks = new CellHooks({ ...runtime, source, imports: prepared.imports });
  const boxes = prepared.boxes.map((box) => names.box(box));
  return new Promise((resolve, reject) => {
    runtime.guard(() => {
      cell(boxes, hooks, foreground.interruptFlag.memory).then(resolve, reject);
    });
  });
}
