/** Starts `host.ts` and communicates with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { bundledScript } from "../support/bundled-script.js";

/** The host's report of one cell. */
export interface Answer {
  readonly result: { readonly status: string; readonly value?: unknown; readonly exitCode?: number };
  readonly ms: number;
  /** Milliseconds from the signal to the answer. */
  readonly sinceSignalMs: number;
}

/** An error that the host reported. */
export interface ShownError {
  readonly name: string;
  readonly message: string;
  readonly frames: readonly { readonly cell: string; readonly line: number }[];
}

/** A session in a separate process. */
export class Host {
  readonly #child: ChildProcess;
  readonly #results: ((result: Answer["result"]) => void)[] = [];
  readonly printed: string[] = [];
  readonly uncaught: ShownError[] = [];
  exitCode: number | null | undefined;
  signal: string | null = null;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#child.once("exit", (code, signal) => {
      this.exitCode = code;
      this.signal = signal;
      for (const resolve of this.#results.splice(0)) resolve({ status: `process ended: ${code ?? signal}` });
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("the host has no pipe");
    createInterface({ input: stdout }).on("line", (line) => this.#hear(line));
  }

  static async start(): Promise<Host> {
    const host = await bundledScript(new URL("./host.ts", import.meta.url));
    const thread = await bundledScript(new URL("./interrupt-thread.ts", import.meta.url));
    return new Host(spawn(process.execPath, [host, thread], { stdio: ["pipe", "pipe", "inherit"] }));
  }

  #hear(line: string): void {
    const message: { result?: Answer["result"]; stream?: string; text?: string; uncaught?: ShownError } =
      JSON.parse(line);
    if (message.result !== undefined) this.#results.shift()?.(message.result);
    else if (message.uncaught !== undefined) this.uncaught.push(message.uncaught);
    else this.printed.push(`${message.stream}:${message.text}`);
  }

  /** Runs a cell; with `signalAfterMs` the process gets SIGINT, with `stopAfterMs` another thread stops the cell. */
  async run(
    code: string,
    options: { signalAfterMs?: number; stopAfterMs?: number; cell?: number } = {},
  ): Promise<Answer> {
    const began = performance.now();
    let signalled = began;
    const { signalAfterMs, ...order } = options;
    const result = new Promise<Answer["result"]>((resolve) => this.#results.push(resolve));
    this.#child.stdin?.write(`${JSON.stringify({ code, ...order })}\n`);
    const timer =
      signalAfterMs === undefined
        ? undefined
        : setTimeout(() => {
            signalled = performance.now();
            this.#child.kill("SIGINT");
          }, signalAfterMs);
    const answer = await result;
    clearTimeout(timer);
    const now = performance.now();
    return { result: answer, ms: now - began, sinceSignalMs: now - signalled };
  }

  async close(): Promise<void> {
    if (this.exitCode !== undefined) return;
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 3_000);
    await once(this.#child, "exit");
    clearTimeout(timer);
  }
}
