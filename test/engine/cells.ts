/** A session for tests, which runs cells by their text and collects their output. */
import { Console } from "node:console";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CellError, CellResult, EvaluateOptions, Session, SessionOptions } from "../../src/engine/session/cell.js";
import { openSession } from "../../src/engine/session/session.js";

/** A session and the results of its cells. */
export class Cells {
  readonly session: Session;
  readonly folder: string;
  /** The output of cells, as `stdout:text` and `stderr:text`, including later output. */
  readonly printed: string[] = [];
  readonly uncaught: CellError[] = [];
  readonly #console = globalThis.console;

  constructor(options: SessionOptions = {}, files: Readonly<Record<string, string>> = {}) {
    this.folder = options.cwd ?? makeFolder(files);
    this.session = openSession({ cwd: this.folder, ...options });
    // The runner's own console does not write to the process's streams.
    globalThis.console = new Console(process.stdout, process.stderr);
  }

  /** Runs one cell. */
  async run(code: string, options: Partial<EvaluateOptions> = {}): Promise<CellResult> {
    const sink = {
      write: (stream: string, text: string) => void this.printed.push(`${stream}:${text}`),
      uncaught: (error: CellError) => void this.uncaught.push(error),
    };
    const result = await this.session.evaluate(code, { sink, ...options });
    // No error of a cell may contain internal names of the engine.
    const told = result.status === "error" ? tellsOf(result.error) : "";
    if (generated.test(told)) throw new Error(`${code}: ${told}`);
    return result;
  }

  /** Runs cells that must succeed; returns the value of the last. */
  async value(...codes: string[]): Promise<unknown> {
    let value: unknown;
    for (const code of codes) {
      const result = await this.run(code);
      if (result.status !== "ok") throw new Error(`${code}: ${JSON.stringify(result)}`);
      value = result.value;
    }
    return value;
  }

  /** Runs a cell that must fail; returns its error. */
  async error(code: string, options: Partial<EvaluateOptions> = {}): Promise<CellError> {
    const result = await this.run(code, options);
    if (result.status !== "error") throw new Error(`${code}: ${JSON.stringify(result)}`);
    return result.error;
  }

  async close(): Promise<void> {
    globalThis.console = this.#console;
    await this.session.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const generated = /\$c[_$.f\d]|\$of_|\$value\d|\$cells-|slylab-cell:|slylabCell/;

function tellsOf({ message, hint, frames, diagnostics, thrown }: CellError): string {
  const stack = thrown instanceof Error ? thrown.stack : "";
  return [
    message,
    hint,
    stack,
    JSON.stringify(frames.map(({ text: _, ...place }) => place)),
    JSON.stringify(diagnostics),
  ].join("\n");
}

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A new folder with the packages of this repository. */
function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "slylab-cells-"));
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["zod", "undici", "@types", "undici-types"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
