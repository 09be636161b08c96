/** One cell on a session, and all that Jupyter shows of it. Knows neither sockets nor files. */

import { type DisplayModel, display, type ErrorModel } from "../../domain/display/display.js";
import type { DisplayHandle, HostContext } from "../../domain/display/host-context.js";
import { hostContext } from "../../domain/display/host-context.js";
import { ConfigError } from "../../domain/errors.js";
import type { CellError, CellResult, OutputSink, Session } from "../../engine/session/cell.js";
import { mimeBundle } from "../../render/html/mime.js";
import { faultModel } from "../../render/model/error-model.js";
import { noteOf } from "../../render/model/note.js";
import { boldInk } from "../../render/terminal/color.js";
import { renderTerminal } from "../../render/terminal/terminal.js";
import { plainColumns } from "../../render/text/plain-columns.js";
import { LiveTrace } from "../output/live-trace.js";
import type { Json, StreamName } from "./messages.js";

/** Where what a cell shows goes, in the order in which it is shown. */
export interface CellOutput {
  stream(name: StreamName, text: string): void;
  /** `type` is that of the message, as `display_data`. */
  publish(type: string, content: Json): void;
  /** Absent where nobody can be asked. */
  readonly ask?: (prompt: string, hidden: boolean, signal: AbortSignal | undefined) => Promise<string>;
}

/** An error as Jupyter's messages and notebooks hold it. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** What came of a cell. */
export type CellOutcome =
  | { readonly status: "ok"; readonly result?: Json }
  | ({ readonly status: "error" } & ErrorContent)
  | { readonly status: "exited"; readonly exitCode: number };

/** A cell to run. */
export interface CellRun {
  readonly code: string;
  /** How errors name the cell. */
  readonly name: string;
  /** The number that its result bears. */
  readonly count: number;
  /** Takes the result before anything of it is told. */
  readonly onResult?: (result: CellResult) => void;
}

/**
 * Runs a cell: its output, displays, result and error go to `output`, and all of them have gone there when it ends.
 * Displays are numbered by `nextDisplay`, whose numbers are the front end's own.
 */
export async function runCell(
  session: Session,
  { code, name, count, onResult }: CellRun,
  output: CellOutput,
  nextDisplay: () => string,
): Promise<CellOutcome> {
  const trace = new LiveTrace((value) => startDisplay(output, nextDisplay(), value, undefined, traceMark));
  const traced = afterTrace(output, trace);
  const show = (value: unknown, model?: DisplayModel) => startDisplay(traced, nextDisplay(), value, model);
  const result = await session.evaluate(code, { sink: sinkOf(traced), name, hostContext: lentTo(traced, show, trace) });
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

/** `output` where a trace that is due is drawn before everything else. */
function afterTrace(output: CellOutput, trace: LiveTrace): CellOutput {
  return {
    ...output,
    stream(name, text) {
      trace.beforeOutput();
      output.stream(name, text);
    },
    publish(type, content) {
      // An update changes what stands already.
      if (type !== "update_display_data") trace.beforeOutput();
      output.publish(type, content);
    },
  };
}

/** Evaluates an expression that a client asks about beside a cell; shows nothing. */
export async function evaluateExpression(session: Session, expression: string): Promise<Json> {
  const name = "expression";
  const sink: OutputSink = { write: () => undefined };
  // Not checked: the client asks for a value that is there, in words of its own.
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
    case "exited":
      return { status: "error", ...interruptedContent() };
  }
}

function resultBundle(shown: DisplayModel | undefined, value: unknown): Json | undefined {
  if (shown !== undefined) return mimeBundle(asValue(shown));
  return value === undefined ? undefined : mimeBundle(value);
}

function asValue(model: DisplayModel): { [display](): DisplayModel } {
  return { [display]: () => model };
}

function sinkOf(output: CellOutput): OutputSink {
  return { write: (stream, text) => output.stream(stream, text) };
}

function lentTo(
  output: CellOutput,
  show: NonNullable<HostContext["show"]>,
  trace: LiveTrace,
): Omit<HostContext, "signal"> {
  const { ask } = output;
  const lent = {
    observer: trace,
    show,
    note: (text: string) => void show(noteOf(text)),
    clear: ({ wait }: { readonly wait: boolean }) => output.publish("clear_output", { wait }),
  };
  if (ask === undefined) return { ...lent, ask: async (_prompt, { hidden }) => Promise.reject(noInput(hidden)) };
  return { ...lent, ask: (prompt, { hidden }) => ask(prompt, hidden, hostContext().signal) };
}

function noInput(hidden: boolean): ConfigError {
  return new ConfigError("nobody can be asked: the client that sent this cell takes no input", {
    option: "stdin",
    source: hidden ? "password()" : "input()",
    hint: "run the cell in a client that can ask, such as JupyterLab, or give the value in the environment",
  });
}

/** By this a saved notebook tells a trace, which the reader's own kernel made, from what the cell shows. */
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
  return contentOf(error.name, error.message, faultModel(error, code, name));
}

function interruptedContent(): ErrorContent {
  const name = "Interrupted";
  const message = "the cell was stopped; names and values are kept";
  return contentOf(name, message, { kind: "error", name, message });
}

function contentOf(ename: string, evalue: string, model: ErrorModel): ErrorContent {
  const traceback = renderTerminal(model, { columns: plainColumns(), color: false, ink: boldInk });
  return { ename, evalue, traceback: traceback.split("\n") };
}
