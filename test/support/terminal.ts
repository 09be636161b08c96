/** Runs a program in a real pseudo-terminal; its screen is kept by a third-party emulator. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { jupyterClients, type Python, pythonWith } from "./python.js";

const driver = fileURLToPath(new URL("terminal.py", import.meta.url));

/** Python with the terminal's emulator; undefined if Python is missing. */
export function terminalPython(): Promise<Python | undefined> {
  return pythonWith(jupyterClients);
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The rows that scrolled off, then the rows of the screen. */
export interface Look {
  readonly rows: readonly string[];
  /** The complete output, with escapes. */
  readonly raw: string;
  /** The cursor's position from 0; the row includes those that scrolled off. */
  readonly column: number;
  readonly row: number;
}

/** Special keys. */
export const keys = {
  enter: "\r",
  tab: "\t",
  shiftTab: "\x1b[Z",
  escape: "\x1b",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  altEnter: "\x1b\r",
  ctrl: (letter: string) => String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64),
  paste: (text: string) => `\x1b[200~${text}\x1b[201~`,
} as const;

export class Terminal {
  /** The program's process. */
  readonly pid: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ChildProcessWithoutNullStreams, answers: AsyncIterator<string>, pid: number) {
    this.#child = child;
    this.#answers = answers;
    this.pid = pid;
  }

  static async open(python: Python, command: readonly string[], options: TerminalOptions = {}): Promise<Terminal> {
    const { columns = 80, rows = 24, cwd, env = {} } = options;
    const child = spawn(python.executable, [driver, String(columns), String(rows), ...command], {
      cwd,
      env: { ...process.env, TERM: "xterm-256color", CI: "", ...env },
    });
    child.stderr.pipe(process.stderr);
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await answers.next();
    const { pid } = JSON.parse(String(first.value)) as { pid: number };
    return new Terminal(child, answers, pid);
  }

  /** Presses keys. */
  async send(text: string): Promise<void> {
    await this.#ask({ op: "send", text });
  }

  /** Waits until the screen shows `pattern` (Python's, over lines); milliseconds since the last keys. */
  async see(pattern: string, limitMs = 15_000): Promise<number> {
    const { done, ms } = (await this.#ask({ op: "screen", pattern, limitMs })) as { done: boolean; ms: number };
    if (!done) throw new Error(`no ${pattern} on the screen:\n${(await this.look()).rows.join("\n").trimEnd()}`);
    return ms;
  }

  /** Waits until the output since the last keys matches `pattern`; milliseconds since those keys. */
  async hear(pattern: string, limitMs = 15_000): Promise<number> {
    const { done, ms } = (await this.#ask({ op: "raw", pattern, limitMs })) as { done: boolean; ms: number };
    if (!done) throw new Error(`no ${pattern} since the last keys:\n${(await this.look()).rows.join("\n").trimEnd()}`);
    return ms;
  }

  /** Waits until nothing has been written for `ms`. */
  async quiet(ms = 150): Promise<void> {
    await this.#ask({ op: "quiet", limitMs: ms });
  }

  async look(): Promise<Look> {
    return (await this.#ask({ op: "look" })) as Look;
  }

  async resize(columns: number): Promise<void> {
    await this.#ask({ op: "resize", columns });
  }

  /** Waits for the program's end; returns its exit code, undefined if it has not ended. */
  async exitCode(limitMs = 10_000): Promise<number | undefined> {
    const { exitCode } = (await this.#ask({ op: "exit", limitMs })) as { exitCode: number | null };
    return exitCode ?? undefined;
  }

  /** Waits for the program's end; returns the milliseconds since its start. */
  async ended(limitMs = 10_000): Promise<number> {
    return ((await this.#ask({ op: "exit", limitMs })) as { ms: number }).ms;
  }

  /** Ends the program if it is still running. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.stdin.end();
    await once(this.#child, "exit");
  }

  async #ask(request: object): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error("the terminal is gone");
    return JSON.parse(value);
  }
}
