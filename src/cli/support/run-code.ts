/** Runs code from an argument, a file or standard input. Stops at the first error. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { takeUnawaited, unawaitedText } from "../../chain/core/unawaited.js";
import { cellsInPlace } from "../../domain/notebook/script-cells.js";
import { directStream } from "../../engine/output/output.js";
import type { CellError, Session, StackFrame } from "../../engine/session/cell.js";
import { endIfFromClosed } from "./closed-pipe.js";
import { type CodeHost, exitCodes, JsonCodeHost, TerminalCodeHost } from "./code-hosts.js";
import { entriesOf } from "./entries.js";

/** The source of the code. */
export type CodeSource =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin"; readonly input: AsyncIterable<Buffer | string> };

/** Options of {@link runCode}. */
export interface RunCodeOptions {
  readonly session: Session;
  readonly source: CodeSource;
  /** Whether stdout gets exactly one JSON value, the last. Default: false. */
  readonly json?: boolean;
  /** Whether types are checked before the code runs. Default: for files. */
  readonly check?: boolean;
  /** Arguments in `process.argv` after the code's name. */
  readonly args?: readonly string[];
}

/**
 * Runs the code, shows each result, and returns the exit code. The session stays open for timers and floating promises;
 * their errors are shown with the user's lines and end the process, like Node's.
 */
export async function runCode(options: RunCodeOptions): Promise<number> {
  const { session, source, json = false, args = [] } = options;
  const host = json ? new JsonCodeHost() : new TerminalCodeHost(source.kind !== "file");
  if (json) await redirectToStderr();
  process.argv = [process.execPath, nameOf(source), ...args];
  const onSignal = () => {
    // No cell runs while the first is being loaded and between cells. A script with listeners of its own goes on.
    if (session.interrupt() || process.listenerCount("SIGINT") > 1) return;
    process.exit(host.take({ status: "interrupted" }, "", "") ?? exitCodes.interrupted);
  };
  process.on("SIGINT", onSignal);
  let isChecked = false;
  const onStuck = () => {
    if (!isChecked) {
      isChecked = true;
      // An interrupt may have stopped the code: its message from the other thread is read in one more turn of the loop.
      setImmediate(() => {});
      return;
    }
    host.reportFailure("stopped", new Error(stuckText(session.waitsAt)));
    process.exit(exitCodes.unsettled);
  };
  process.on("beforeExit", onStuck);
  let hasThrown = false;
  process.once("exit", () => {
    const unawaited = takeUnawaited();
    // Code that failed may have built chains that it would have awaited later.
    if (!hasThrown) directStream(process.stderr).write(unawaitedText(unawaited));
  });
  try {
    const exitCode = await runCells(options, host);
    hasThrown = exitCode !== exitCodes.done;
    return exitCode;
  } catch (error) {
    if (error instanceof SourceUnreadable) host.reportFailure(error.message, error.cause);
    else host.fail(error);
    return exitCodes.failed;
  } finally {
    process.off("beforeExit", onStuck);
    process.off("SIGINT", onSignal);
    process.on("SIGINT", endInterrupted);
  }
}

/** Ctrl-C after the end of the code exits; code with its own listener decides itself. */
function endInterrupted(): void {
  if (process.listenerCount("SIGINT") === 1) process.exit(exitCodes.interrupted);
}

function stuckText(frame: StackFrame | undefined): string {
  const where = frame === undefined ? "" : ` at ${frame.cell}:${frame.line}:${frame.column}`;
  return `an await never settles${where}`;
}

async function runCells(
  { session, source, check = source.kind === "file" }: RunCodeOptions,
  host: CodeHost,
): Promise<number> {
  let count = 0;
  for await (const code of cellsOf(source, session)) {
    count += 1;
    const name = source.kind === "file" ? source.path : source.kind === "stdin" ? `stdin ${count}` : "-e";
    const result = await session.evaluate(code, { ...host.cellOptions(code, name), check, name });
    if (result.status === "error") {
      endIfFromClosed(result.error.thrown);
      if (await isTakenByListeners(result.error)) break;
    }
    const exitCode = host.take(result, code, name);
    if (exitCode !== undefined) return exitCode;
  }
  return host.end();
}

/** Throws the error again outside of the cell if the code listens for uncaught exceptions: Node then calls the listeners. */
async function isTakenByListeners({ phase, thrown }: CellError): Promise<boolean> {
  const listens = process.listenerCount("uncaughtException") > 1 || process.hasUncaughtExceptionCaptureCallback();
  if (phase !== "run") return false;
  if (!listens) {
    Reflect.apply(process.emit, process, ["uncaughtExceptionMonitor", thrown, "uncaughtException"]);
    return false;
  }
  process.nextTick(() => {
    throw thrown;
  });
  await nextTurn();
  return true;
}

async function* cellsOf(source: CodeSource, session: Session): AsyncGenerator<string, void, undefined> {
  switch (source.kind) {
    case "code":
      yield source.code;
      return;
    case "file":
      yield* cellsInPlace(await textOf(source.path));
      return;
    case "stdin":
      yield* entriesOf(readable(source.input), (code) => session.isComplete(code));
  }
}

/** The code could not be read. */
class SourceUnreadable extends Error {}

async function textOf(path: string): Promise<string> {
  try {
    // A byte order mark may precede a shebang line.
    return (await readFile(path, "utf8")).replace(/^\ufeff/, "");
  } catch (cause) {
    throw new SourceUnreadable(`cannot read ${path.trim() === "" ? `'${path}'` : path}`, { cause });
  }
}

async function* readable(input: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string, void, undefined> {
  try {
    for await (const chunk of input) yield chunk;
  } catch (cause) {
    throw new SourceUnreadable("cannot read standard input", { cause });
  }
}

function nameOf(source: CodeSource): string {
  return source.kind === "file" ? resolve(source.path) : source.kind === "stdin" ? "-" : "[eval]";
}

/** Makes child processes, threads and `fs` write to stderr what they would write to stdout. */
async function redirectToStderr(): Promise<void> {
  const [{ redirectOutput }, { redirectWorkers }] = await Promise.all([
    import("../../kernel/children/redirect.js"),
    import("../../kernel/children/redirect-workers.js"),
  ]);
  const descriptors = () => [2, 2] as const;
  const stderr = directStream(process.stderr);
  redirectOutput({ before: () => undefined, descriptors, after: () => undefined }, (_name, bytes) => {
    stderr.write(bytes);
  });
  redirectWorkers({ descriptors });
}
