/** The read-evaluate-print loop. */
import { isLazy } from "../domain/lazy.js";
import type { Completion, Session } from "../engine/session/cell.js";
import { LastValues } from "../engine/session/last-values.js";
import { colorWanted } from "../render/terminal/color.js";
import { drawable } from "../render/terminal/glyphs.js";
import { cannotRedraw } from "../render/terminal/live.js";
import { promptPaint } from "./color.js";
import { plan, time, watch } from "./commands/chain-actions.js";
import { type CommandName, isCommandName, isQuestion, parseEntry } from "./commands/commands.js";
import { editor, load, save } from "./commands/file-actions.js";
import { doc, help, instance, open, type } from "./commands/help-actions.js";
import { codeOfCommand, completeCommand } from "./completion/command-completer.js";
import { Completer } from "./completion/completer.js";
import { continuedCode, continuedName, declaredName, isContinuation } from "./continuation.js";
import { Editor } from "./editor/editor.js";
import { tonesOf } from "./editor/highlight.js";
import { Keyboard } from "./editor/keyboard.js";
import { type Prompt, promptOf } from "./editor/prompt.js";
import { type EntryOutcome, Runner } from "./evaluation.js";
import { isPrivate, PromptHistory } from "./history/history.js";
import type { ReplOptions } from "./options.js";
import { type EnterOptions, type ReplContext, timeLine } from "./repl-context.js";
import { Results } from "./screen/results.js";
import { Screen } from "./screen/screen.js";
import { Transcript } from "./screen/transcript.js";
import { WarmUp } from "./warm-up.js";

/** Runs the prompt, whose first line is already on the screen; returns the exit code. */
export async function runLoop(options: ReplOptions, session: Session): Promise<number> {
  const loop = new Loop(options, session);
  try {
    return await loop.run();
  } finally {
    await loop.close();
  }
}

/** Returns the code that the parser sees for an entry. */
function codeOf(text: string): string {
  return isContinuation(text) ? continuedCode(text) : text;
}

/** The previous entry, for an entry that continues it. */
interface PreviousEntry {
  readonly code: string;
  /** Not awaited, so that a chain that has run does not run again. */
  readonly value: unknown;
  readonly ranChain: boolean;
}

const firstWord = "team(1).";

type Action = (context: ReplContext, argument: string) => Promise<void>;

class Loop implements ReplContext {
  readonly options: ReplOptions;
  readonly session: Session;
  readonly screen: Screen;
  readonly results: Results;
  readonly editor: Editor;
  readonly runner: Runner;
  readonly transcript = new Transcript();
  readonly color: boolean;
  isTimed = false;
  lastChain: string | undefined;
  last: unknown;
  readonly #keyboard: Keyboard;
  readonly #history: PromptHistory;
  #values: LastValues;
  readonly #warmUp: WarmUp;
  #number = 1;
  #isHistoryReported = false;
  #exitCode: number | undefined;
  #previous: PreviousEntry | undefined;
  /** Whether the checker knows the type of the previous entry's value. */
  #isPreviousTyped = false;

  readonly #actions: Readonly<Record<CommandName, Action>> = {
    help,
    doc,
    type,
    plan,
    watch,
    time,
    load,
    save,
    instance,
    open,
    editor: editor,
    more: async () => {
      if (!(await this.results.more())) await this.results.say("no more rows to show");
    },
    clear: async () => this.screen.clear(),
    reset: async () => {
      await this.session.reset();
      this.#values = new LastValues(this.session);
      this.#previous = undefined;
      this.transcript.clear();
      this.last = undefined;
      this.lastChain = undefined;
      await this.results.say("All variables cleared.");
    },
    exit: async () => {
      this.#exitCode = 0;
    },
  };

  constructor(options: ReplOptions, session: Session) {
    this.options = options;
    this.session = session;
    this.#values = new LastValues(session);
    this.color = colorWanted(options.output, options.env ?? {});
    const paint = promptPaint(this.color);
    const secrets = options.secrets ?? (() => []);
    const env = options.env ?? {};
    const hasCursor = env.TERM !== "dumb";
    this.screen = new Screen(options.output, {
      isPainted: !cannotRedraw(env),
      hasCursor,
      drawable: (text) => drawable(text, env),
    });
    this.results = new Results(this.screen, this.color);
    this.#keyboard = new Keyboard(options.input, { isCooked: !hasCursor });
    this.#history = new PromptHistory({ file: options.historyFile, secrets });
    const completer = new Completer(this.session, completeCommand);
    this.editor = new Editor(
      this.#keyboard,
      this.screen,
      {
        entries: () => this.#history.entries,
        complete: (text, offset) => this.#complete(completer, text, offset),
        signature: (text, offset) => this.#signature(text, offset),
        completeness: (text) => (isQuestion(text) ? { status: "complete" } : this.session.isComplete(codeOf(text))),
        isCommand: isCommandName,
        ...(this.color ? { tones: tonesOf } : {}),
      },
      paint,
    );
    this.runner = new Runner({
      session: this.session,
      screen: this.screen,
      results: this.results,
      editor: this.editor,
      color: this.color,
      counts: options.counts ?? (() => undefined),
      onUncaught: (error) => this.#values.recordError(error),
      keyboard: this.#keyboard,
    });
    this.#warmUp = new WarmUp(
      () => this.#keyboard.isInUse || session.busy,
      // The parser first, since the first Enter needs it; then the library's types, which the first Tab needs.
      [() => session.isComplete(""), () => session.complete(firstWord, firstWord.length), ...(options.warmUp ?? [])],
    );
  }

  async run(): Promise<number> {
    const prompt = this.#prompt();
    this.screen.registerFrame({ rows: [prompt.first], cursor: { row: 0, column: prompt.columns } });
    this.#warmUp.start();
    while (this.#exitCode === undefined) {
      const reading = await this.editor.read({ prompt: this.#prompt() });
      if (reading.kind === "ended") this.#exitCode = 0;
      if (reading.kind !== "entry" || reading.text.trim() === "") continue;
      try {
        await this.#take(reading.text);
      } catch (error) {
        // An internal error fails this entry only.
        await this.results.value(error);
      }
    }
    await this.#reportUnawaited();
    return this.#exitCode;
  }

  async close(): Promise<void> {
    this.#warmUp.stop();
    this.runner.close();
    this.#keyboard.close();
    this.screen.close();
    await this.session.close();
  }

  get secretNames(): readonly string[] {
    return this.#history.secretNames;
  }

  async enter(code: string, options: EnterOptions = {}) {
    const { results } = this;
    const number = this.#number;
    const name = `cell ${number}`;
    this.#values.defineNumbered(code);
    const ran = await this.runner.run(code, { name });
    const { result } = ran;
    this.#values.record(code, number, result);
    this.#number += 1;
    switch (result.status) {
      case "ok":
        this.#record(options.fullCode ?? code, ran, options);
        await results.warnings(result.warnings);
        await results.value(result.value, result.shown);
        if (result.value !== undefined) this.last = result.value;
        break;
      case "error":
        this.#previous = undefined;
        await results.cellError(result.error, code, name);
        break;
      case "interrupted":
        await results.say("interrupted; variables are kept", "warning");
        break;
      case "exited":
        this.#exitCode = result.exitCode;
    }
    if (options.isTimed ?? this.isTimed) await results.say(timeLine(ran));
    return result.status;
  }

  #record(code: string, { result, ranChain }: EntryOutcome, { isPrivate, fullCode }: EnterOptions): void {
    if (result.status !== "ok") return;
    const entry = { code, ranChain: ranChain && result.shown === undefined };
    if (fullCode === undefined) this.transcript.add(entry, isPrivate);
    else this.transcript.extend(entry, isPrivate);
    if (ranChain) this.lastChain = code;
    this.#previous = { code, value: result.chain ?? result.value, ranChain };
    this.#isPreviousTyped = true;
  }

  /** Runs an entry that continues the previous one, starting from its value, so that nothing is done twice. */
  async #continue(text: string): Promise<void> {
    const previous = this.#previous;
    const fullCode = `${previous?.code}\n${text}`;
    if (previous?.value !== undefined) {
      this.session.define(continuedName, previous.value, this.#isPreviousTyped ? "unawaited" : "any");
      await this.enter(continuedCode(text.trimStart()), { isPrivate: isPrivate(text), fullCode });
    } else if (previous !== undefined && (await this.#namesChain(previous))) {
      await this.enter(fullCode, { isPrivate: isPrivate(text), fullCode });
    } else {
      await this.results.error(
        "nothing to continue: the previous entry has no value",
        "write the whole chain, for example team(8).jobs()",
      );
    }
  }

  /** Whether the previous entry only named a chain, which can be built again. */
  async #namesChain({ code, ranChain }: PreviousEntry): Promise<boolean> {
    const name = ranChain ? undefined : declaredName(code);
    if (name === undefined) return false;
    const { result } = await this.runner.run(name, { name: "continuation", awaitValue: false });
    return result.status === "ok" && isLazy(result.value);
  }

  remember(code: string): void {
    this.#history.add(code);
  }

  async #take(text: string): Promise<void> {
    this.#history.add(text);
    await this.#reportHistory();
    if (text.trim() === "it" && this.results.hasMore && !this.session.declares("it")) {
      await this.results.more();
      return;
    }
    if (isContinuation(text)) return this.#continue(text);
    const request = parseEntry(text, (name) => this.session.declares(name));
    switch (request.kind) {
      case "code":
        await this.enter(request.code, { isPrivate: isPrivate(text) });
        return;
      case "command":
        this.#isPreviousTyped = false;
        await this.#actions[request.name](this, request.argument);
        return;
      case "unknown": {
        const hint =
          request.closest === undefined ? "use .help to list the commands" : `did you mean .${request.closest}?`;
        await this.results.error(`no command .${request.word}`, hint);
      }
    }
  }

  /** Says once that the history cannot be written. */
  async #reportHistory(): Promise<void> {
    const { failure } = this.#history;
    if (failure === undefined || this.#isHistoryReported) return;
    this.#isHistoryReported = true;
    const file = this.options.historyFile ?? "";
    await this.results.say(`the history is kept in memory only: ${file} cannot be written: ${failure}`, "warning");
  }

  #prompt(): Prompt {
    const { label, isLocal } = this.options.instance;
    return promptOf(label, isLocal, this.#number, promptPaint(this.color));
  }

  async #complete(completer: Completer, text: string, offset: number): Promise<Completion> {
    const command = codeOfCommand(text);
    if (command === undefined || offset < command.start) return completer.complete(text, offset);
    const { start, end, items } = await completer.complete(command.code, offset - command.start);
    return { start: start + command.start, end: end + command.start, items };
  }

  async #signature(text: string, offset: number) {
    const command = codeOfCommand(text);
    if (command !== undefined) return this.session.signature(command.code, offset - command.start);
    return /^\s*\.\w/.test(text) ? undefined : this.session.signature(text, offset);
  }

  async #reportUnawaited(): Promise<void> {
    const unawaited = (await this.options.unawaited?.()) ?? [];
    if (unawaited.length === 0) return;
    const isOne = unawaited.length === 1;
    const head = isOne ? "a chain was never run" : `${unawaited.length} chains were never run`;
    const unfinishedText = isOne ? "it was not finished" : "some were not finished";
    const effect = unawaited.some(({ isBegun }) => isBegun === true) ? unfinishedText : "nothing was sent";
    const lines = unawaited.map(({ label, where }) => `  ${label}${where === undefined ? "" : `  (${where})`}`);
    await this.results.say(`${head}, so ${effect}:\n${lines.join("\n")}`, "warning");
  }
}
