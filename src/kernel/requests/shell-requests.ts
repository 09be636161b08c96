/** Handles the requests of the shell channel. Independent of sockets. */
import { setTimeout as sleep } from "node:timers/promises";
import { setFromConsole } from "../../base/jupyter-client.js";
import type { CellError, CellResult, Session } from "../../engine/session/cell.js";
import { LastValues } from "../../engine/session/last-values.js";
import type { Request } from "../wire/worker-messages.js";
import { CellHistory } from "./history.js";
import { BadRequest, type ExecuteRequest, type Header, type Json, parseExecute, type StreamName } from "./messages.js";
import { questionReply } from "./question-replies.js";
import { type CellOutput, evaluateExpression, runCell } from "./run-cell.js";
import { UsageMeter } from "./usage.js";

/** Sends messages, in order. */
export interface Outbox {
  stream(parent: Header, name: StreamName, text: string): void;
  publish(parent: Header, type: string, content: Json): void;
  reply(request: Request, type: string, content: Json): void;
  /** Asks the user at the client that sent `request`. */
  ask(request: Request, prompt: string, hidden: boolean, signal: AbortSignal | undefined): Promise<string>;
  /** Returns the number of requests received so far, including those still in transit. */
  received(): number;
  /**
   * Sets the running request (0 for none) and the one to which output of child processes is attributed; undefined drops
   * it.
   */
  running(request: number, owner?: Header): void;
}

/**
 * Milliseconds that other requests wait for a running cell. A request that was sent after a cell is about the state
 * after it, but completion must not wait for a cell that runs for hours.
 */
const questionDelayMs = 50;

const resetRequest = /^\s{0,100}[.%]reset(?: -f)?\s{0,100}$/;

/** Handles requests: cells one after another, other requests also while a cell waits. */
export class Kernel {
  readonly #session: Session;
  readonly #outbox: Outbox;
  readonly #onExit: (exitCode: number) => void;
  readonly #history = new CellHistory();
  readonly #usage = new UsageMeter();
  readonly #values: LastValues;
  /** The sessions of clients that are consoles. */
  readonly #consoles = new Set<string>();
  #executionCount = 0;
  #displayCount = 0;
  /** Cells up to this request number are aborted, because an earlier one failed. */
  #abortUpTo = 0;
  #cells: Promise<void> = Promise.resolve();
  #exitCode: number | undefined;

  constructor(session: Session, outbox: Outbox, onExit: (exitCode: number) => void) {
    this.#session = session;
    this.#values = new LastValues(session);
    this.#outbox = outbox;
    this.#onExit = onExit;
  }

  /** Handles a request. Replies and output go to the outbox. Rejects only if the outbox fails. */
  async handle(request: Request): Promise<void> {
    this.#detectConsole(request.message.header);
    if (request.message.header.msg_type === "execute_request") {
      const cell = this.#cells.then(() => this.#reply(request, () => this.#execute(request)));
      // The next cell runs even if this one failed.
      this.#cells = cell.catch(() => undefined);
      return cell;
    }
    await Promise.race([this.#cells, sleep(questionDelayMs, undefined, { ref: false })]);
    await this.#reply(request, () => this.#question(request));
  }

  /** Consoles ask whether an entry is complete. JupyterLab's own console does too, without a user name. */
  #detectConsole({ msg_type, session, username }: Header): void {
    if (msg_type === "is_complete_request" && username !== "") this.#consoles.add(session);
  }

  async #reply(request: Request, work: () => Promise<Json | undefined>): Promise<void> {
    const { header } = request.message;
    const status = (state: string) => this.#outbox.publish(header, "status", { execution_state: state });
    status("busy");
    const reply = await work().catch(failureReply);
    if (reply !== undefined) this.#outbox.reply(request, header.msg_type.replace(/_request$/, "_reply"), reply);
    status("idle");
    if (this.#exitCode !== undefined) this.#onExit(this.#exitCode);
  }

  #question({ message: { header, content } }: Request): Promise<Json | undefined> {
    const publish = (type: string, message: Json) => this.#outbox.publish(header, type, message);
    const context = { session: this.#session, history: this.#history, usage: this.#usage, publish };
    return questionReply(header.msg_type, content, context);
  }

  async #execute(request: Request): Promise<Json> {
    if (request.number <= this.#abortUpTo) return { status: "aborted" };
    const execute = parseExecute(request.message.content);
    this.#outbox.running(request.number, execute.silent ? undefined : request.message.header);
    const reply = await this.#runCell(request, execute).finally(() => this.#outbox.running(0));
    // Only a failed cell aborts the queued ones, since they build on it.
    if (reply.status === "error" && execute.stopOnError) this.#abortUpTo = this.#outbox.received();
    return reply;
  }

  async #runCell(request: Request, execute: ExecuteRequest): Promise<Json> {
    const { code, silent, storeHistory } = execute;
    const { header } = request.message;
    setFromConsole(this.#consoles.has(header.session));
    if (storeHistory) this.#executionCount += 1;
    const count = this.#executionCount;
    if (!silent) this.#outbox.publish(header, "execute_input", { code, execution_count: count });
    if (resetRequest.test(code)) return this.#reset(request, count);
    const name = storeHistory ? `cell ${count}` : "unnumbered cell";
    const output = silent ? this.#discardedOutput(request, execute) : this.#output(request, execute);
    const nextDisplay = () => `slylab-${++this.#displayCount}`;
    // An unnumbered cell must not change `_` or the numbered values.
    const onResult = (result: CellResult) => (storeHistory ? this.#values.record(code, count, result) : undefined);
    const onUncaught = (error: CellError) => (storeHistory ? this.#values.recordError(error) : undefined);
    this.#values.defineNumbered(code);
    const outcome = await runCell(this.#session, { code, name, count, onResult, onUncaught }, output, nextDisplay);
    const shown = outcome.status === "ok" ? outcome.result?.["text/plain"] : undefined;
    if (storeHistory) this.#history.add(count, code, typeof shown === "string" ? shown : undefined);
    switch (outcome.status) {
      case "error":
        return { ...outcome, execution_count: count };
      case "exited":
        this.#exitCode = outcome.exitCode;
        return { ...okReply(count), payload: [{ source: "ask_exit", keepkernel: false }], user_expressions: {} };
      case "ok":
        return { ...okReply(count), payload: [], user_expressions: await this.#expressions(execute.userExpressions) };
    }
  }

  /** `.reset`: clears all variables and results without a restart. */
  async #reset(request: Request, count: number): Promise<Json> {
    await this.#session.reset();
    this.#values.clear();
    this.#outbox.stream(request.message.header, "stdout", "All variables cleared.\n");
    return { ...okReply(count), payload: [], user_expressions: {} };
  }

  async #expressions(expressions: ExecuteRequest["userExpressions"]): Promise<Json> {
    const values: Record<string, Json> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      values[name] = await evaluateExpression(this.#session, expression);
    }
    return values;
  }

  #output(request: Request, { allowStdin }: ExecuteRequest): CellOutput {
    const { header } = request.message;
    const output: CellOutput = {
      stream: (name, text) => this.#outbox.stream(header, name, text),
      publish: (type, content) => this.#outbox.publish(header, type, content),
    };
    return allowStdin ? { ...output, ask: this.#inputFor(request) } : output;
  }

  #discardedOutput(request: Request, { allowStdin }: ExecuteRequest): CellOutput {
    const output: CellOutput = { stream: () => undefined, publish: () => undefined };
    return allowStdin ? { ...output, ask: this.#inputFor(request) } : output;
  }

  #inputFor(request: Request): NonNullable<CellOutput["ask"]> {
    return (prompt, hidden, signal) => this.#outbox.ask(request, prompt, hidden, signal);
  }
}

function okReply(count: number): Json {
  return { status: "ok", execution_count: count };
}

function failureReply(reason: unknown): Json {
  const name = reason instanceof BadRequest ? reason.name : "KernelError";
  const message = reason instanceof Error ? reason.message : String(reason);
  return { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
