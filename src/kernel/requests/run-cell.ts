/** Runs one cell and produces its Jupyter messages. Independent of sockets and files. */
import { isInRun, isInTextClient } from "../../base/jupyter-client.js";
import { type DisplayModel, display, type ErrorModel } from "../../domain/display/display.js";
import type { DisplayHandle, HostContext } from "../../domain/display/host-context.js";
import { hostContext } from "../../domain/display/host-context.js";
import { ConfigError } from "../../domain/errors.js";
import type { CellError, CellResult, OutputSink, Session } from "../../engine/session/cell.js";
import { mimeBundle } from "../../render/html/mime.js";
import { cellErrorModel } from "../../render/model/error-model.js";
import { noteOf } from "../../render/model/note.js";
import { boldPaint } from "../../render/terminal/color.js";
import { renderTerminal } from "../../render/terminal/terminal.js";
import { plainColumns } from "../../render/text/plain-columns.js";
import { type CellTrace, LiveTrace } from "../output/live-trace.js";
import { StepLog } from "../output/step-log.js";
import type { Json, StreamName } from "./messages.js";

/** Receives what a cell shows, in order. */
export interface CellOutput {
  stream(name: StreamName, text: string): void;
  /** `type` is the message type, for example `display_data`. */
  publish(type: string, content: Json): void;
  /** Undefined if the client does not allow input. */
  readonly ask?: (prompt: string, hidden: boolean, signal: AbortSignal | undefined) => Promise<string>;
}

/** An error in Jupyter's messages and notebooks. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** The outcome of a cell. */
export type CellOutcome =
  | { readonly status: "ok"; readonly result?: Json }
  | ({ readonly status: "error" } & ErrorContent)
  | { readonly status: "exited"; readonly exitCode: number };

/** A cell to run. */
export interface CellRequest {
  readonly code: string;
  /** The cell's name in errors. */
  readonly name: string;
  /** The execution count of its result. */
  readonly count: number;
  /** Called with the result before anything of it is published. */
  readonly onResult?: (result: CellResult) => void;
  /** Called with each error of its timers and promises, also after its end. */
  readonly onUncaught?: (error: CellError) => void;
}

/**
 * Runs a cell. Sends its output, displays, result and error to `output`; all have been sent when the promise resolves.
 * `nextDisplay` returns a new display id.
 */
export async function runCell(
  session: Session,
  { code, name, count, onResult, onUncaught }: CellRequest,
  client: CellOutput,
  nextDisplay: () => string,
): Promise<CellOutcome> {
  const output = isInRun() ? withLineEnds(client) : client;
  const showTrace = (value: unknown) => startDisplay(output, nextDisplay(), value, undefined, traceMark);
  const trace = isInTextClient() ? new StepLog(showTrace) : new LiveTrace(showTrace);
  const traced = afterTrace(output, trace);
  const show = (value: unknown, model?: DisplayModel) => startDisplay(traced, nextDisplay(), value, model);
  const result = await session.evaluate(code, {
    sink: sinkOf(traced, onUncaught),
    name,
    hostContext: hostContextFor(traced, show, trace),
  });
  trace.finish();
  onResult?.(result);
  switch (result.status) {
    case "ok": {
      const data = resultBundle(result.shown, result.value);
      if (data === undefined) return { status: "ok" };
      output.publish("execute_result", { execution_count: count, data, metadata: {} });
      return { status: "ok", result: data };
    }
    case "interrupted":
    case "error": {
      const error = result.status === "error" ? errorContent(result.error, code, name) : interruptedContent();
      output.publish("error", { ...error });
      return { status: "error", ...error };
    }
    case "exited":
      return { status: "exited", exitCode: result.exitCode };
  }
}

/** Wraps `output` so that a pending trace is drawn before everything else. */
function afterTrace(output: CellOutput, trace: CellTrace): CellOutput {
  return {
    ...output,
    stream(name, text) {
      trace.beforeOutput();
      output.stream(name, text);
    },
    publish(type, content) {
      // An update changes an earlier display.
      if (type !== "update_display_data") trace.beforeOutput();
      output.publish(type, content);
    },
  };
}

/** Ends the text of every output with a line break. */
export function withLineEnds(output: CellOutput): CellOutput {
  return {
    ...output,
    publish(type, content) {
      const { data, traceback } = content;
      if (Array.isArray(traceback)) output.publish(type, { ...content, traceback: [...traceback, ""] });
      else if (typeof data !== "object" || data === null || !("text/plain" in data)) output.publish(type, content);
      else output.publish(type, { ...content, data: { ...data, "text/plain": `${data["text/plain"]}\n` } });
    },
  };
}

/** Evaluates a user expression of a client; shows nothing. */
export async function evaluateExpression(session: Session, expression: string): Promise<Json> {
  const name = "expression";
  const sink: OutputSink = { write: () => undefined };
  // Unchecked: the client asks for a value that exists, and did not write the expression for the checker.
  const result = await session.evaluate(expression, { sink, name, check: false });
  switch (result.status) {
    case "ok":
      return {
        status: "ok",
        data: mimeBundle(result.shown === undefined ? result.value : asValue(result.shown)),
        metadata: {},
      };
    case "error":
      return { status: "error", ...errorContent(result.error, expression, name) };
    case "interrupted":
      return { status: "error", ...interruptedContent() };
    case "exited":
      return { status: "error", ...plainErrorContent("Error", "the expression called process.exit") };
  }
}

function resultBundle(shown: DisplayModel | undefined, value: unknown): Json | undefined {
  if (shown !== undefined) return mimeBundle(asValue(shown));
  return value === undefined ? undefined : mimeBundle(value);
}

function asValue(model: DisplayModel): { [display](): DisplayModel } {
  return { [display]: () => model };
}

function sinkOf(output: CellOutput, onUncaught: ((error: CellError) => void) | undefined): OutputSink {
  return {
    write: (stream, text) => output.stream(stream, text),
    uncaught: (error) => {
      onUncaught?.(error);
      const model = cellErrorModel(error, "", "");
      const uncaught = { ...model, name: `Uncaught ${model.name}` };
      output.stream("stderr", `${renderTerminal(uncaught, { columns: plainColumns(), color: false })}\n`);
    },
  };
}

function hostContextFor(
  output: CellOutput,
  show: NonNullable<HostContext["show"]>,
  trace: CellTrace,
): Omit<HostContext, "signal"> {
  const { ask } = output;
  const values = {
    observer: trace,
    show,
    note: (text: string) => void show(noteOf(text)),
    clear: ({ wait }: { readonly wait: boolean }) => output.publish("clear_output", { wait }),
  };
  if (ask === undefined) return { ...values, ask: async (_prompt, { hidden }) => Promise.reject(noInput(hidden)) };
  return { ...values, ask: (prompt, { hidden }) => ask(prompt, hidden, hostContext().signal) };
}

function noInput(hidden: boolean): ConfigError {
  return new ConfigError("cannot ask for input: the client does not support it", {
    option: "stdin",
    source: hidden ? "password()" : "input()",
    hint: "run the cell in a client that supports input, for example JupyterLab, or use an environment variable",
  });
}

/** Marks a trace in saved notebooks, which only this kernel produces. */
const traceMark: Json = { slylab: { trace: true } };

function startDisplay(
  output: CellOutput,
  id: string,
  value: unknown,
  model?: DisplayModel,
  metadata: Json = {},
): DisplayHandle {
  const publish = (type: string, data: Json) => output.publish(type, { data, metadata, transient: { display_id: id } });
  publish("display_data", mimeBundle(model === undefined ? value : asValue(model)));
  return { update: (next) => publish("update_display_data", mimeBundle(next)) };
}

function errorContent(error: CellError, code: string, name: string): ErrorContent {
  return contentOf(error.name, error.message, cellErrorModel(error, code, name));
}

function interruptedContent(): ErrorContent {
  return plainErrorContent("Interrupted", "the cell was stopped; variables are kept");
}

function plainErrorContent(name: string, message: string): ErrorContent {
  return contentOf(name, message, { kind: "error", name, message });
}

function contentOf(ename: string, evalue: string, model: ErrorModel): ErrorContent {
  const traceback = renderTerminal(model, { columns: plainColumns(), color: false, paint: boldPaint });
  return { ename, evalue, traceback: traceback.split("\n") };
}
