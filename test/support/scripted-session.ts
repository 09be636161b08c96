/** A session with scripted results, for tests of front ends without the engine. */
import { setHostContext } from "../../src/domain/display/host-context.js";
import type { CellResult, EvaluateOptions, Session } from "../../src/engine/session/cell.js";

/** The behavior of one cell, which can write, show and ask like a real one. */
export type ScriptedCell = (options: EvaluateOptions) => CellResult | Promise<CellResult>;

/** The result of a successful cell. */
export function ok(value: unknown): CellResult {
  return { status: "ok", value, form: "other", warnings: [] };
}

/** The result of a failed cell, with an error in its first line. */
export function failed(message: string, code = ""): CellResult {
  const frames = [{ cell: "cell 1", line: 1, column: 1, text: code }];
  return { status: "error", error: { phase: "run", name: "Error", message, frames, diagnostics: [] } };
}

/** A session whose cells are looked up by their code; others give undefined. */
export function scriptedSession(cells: Readonly<Record<string, ScriptedCell>>, parts: Partial<Session> = {}): Session {
  return {
    busy: false,
    interruptBuffer: new SharedArrayBuffer(32),
    async evaluate(code, options) {
      const putBack = setHostContext(options.hostContext ?? {});
      try {
        return (await cells[code]?.(options)) ?? ok(undefined);
      } finally {
        putBack();
      }
    },
    interrupt: () => false,
    complete: async () => ({ start: 0, end: 0, items: [] }),
    signature: async () => undefined,
    inspect: async () => undefined,
    isComplete: () => ({ status: "complete" }),
    define: () => undefined,
    declares: () => false,
    warmUp: () => undefined,
    reset: async () => undefined,
    close: async () => undefined,
    ...parts,
  };
}
