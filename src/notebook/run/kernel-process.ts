/** Starts a kernel process and communicates with it by Jupyter's protocol. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Dealer, Subscriber } from "zeromq";
import { freePorts } from "../../base/free-ports.js";
import { type JsonObject, textsOf } from "../../domain/notebook/cells.js";
import { missingPackage } from "../../domain/optional-package.js";
import { type Header, type Message, protocolVersion } from "../../kernel/requests/messages.js";
import { receiveAll } from "../../kernel/wire/receive.js";
import { decodeMessage, encodeMessage, type Signing } from "../../kernel/wire/wire.js";

const startTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;
/** Milliseconds to wait for the idle state after the reply; tslab omits it after a lot of output. */
const idleTimeoutMs = 2_000;

/** The end of a cell. */
export type CellEnd =
  | { readonly status: "ok"; readonly count: number | null }
  | {
      readonly status: "error";
      readonly count: number | null;
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    }
  /** The process has exited. */
  | { readonly status: "gone"; readonly exitCode: number | null; readonly log: string };

/** The start command of a kernel; `{connection_file}` in `args` is replaced. */
export interface KernelCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Whether it is interrupted by a signal instead of a message. */
  readonly isInterruptedBySignal: boolean;
}

/** A running kernel and its client. */
export class KernelProcess {
  readonly #child: ChildProcess;
  readonly #command: KernelCommand;
  readonly #signing: Signing;
  readonly #shell: Dealer;
  readonly #control: Dealer;
  readonly #iopub: Subscriber;
  readonly #folder: string;
  readonly #session = randomUUID();
  readonly #exited: Promise<void>;
  #onMessage: (channel: "shell" | "control" | "iopub", message: Message) => void = () => undefined;
  #log = "";

  private constructor(parts: {
    child: ChildProcess;
    command: KernelCommand;
    signing: Signing;
    shell: Dealer;
    control: Dealer;
    iopub: Subscriber;
    folder: string;
  }) {
    this.#child = parts.child;
    this.#command = parts.command;
    this.#signing = parts.signing;
    this.#shell = parts.shell;
    this.#control = parts.control;
    this.#iopub = parts.iopub;
    this.#folder = parts.folder;
    this.#exited = new Promise((resolve) => {
      parts.child.once("exit", () => resolve());
      parts.child.once("error", (reason) => {
        this.#log += reason.message;
        resolve();
      });
    });
    for (const stream of [parts.child.stdout, parts.child.stderr]) {
      stream?.on("data", (chunk) => {
        this.#log = (this.#log + String(chunk)).slice(-4_000);
      });
    }
    this.#listen(this.#shell, "shell");
    this.#listen(this.#control, "control");
    this.#listen(this.#iopub, "iopub");
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws {Error} it does not start; the message contains its output
   */
  static async start(command: KernelCommand): Promise<KernelProcess> {
    const { Dealer, Subscriber } = await import("zeromq").catch((error: unknown) => {
      throw missingPackage(error, "zeromq", "slylab run");
    });
    const folder = await mkdtemp(join(tmpdir(), "slylab-run-"));
    const [shell_port, control_port, stdin_port, iopub_port, hb_port] = await freePorts(5);
    const ports = { shell_port, control_port, stdin_port, iopub_port, hb_port };
    const signing = { key: randomUUID(), scheme: "hmac-sha256" };
    const connection = {
      transport: "tcp",
      ip: "127.0.0.1",
      key: signing.key,
      signature_scheme: signing.scheme,
      kernel_name: "slylab",
      ...ports,
    };
    const file = join(folder, "connection.json");
    await writeFile(file, JSON.stringify(connection), { mode: 0o600 }).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    const child = spawn(
      command.command,
      command.args.map((arg) => arg.replace("{connection_file}", file)),
      {
        cwd: command.cwd,
        // Outputs must not depend on the width of the current terminal.
        env: { ...process.env, COLUMNS: undefined, JPY_PARENT_PID: String(process.pid) },
        stdio: ["ignore", "pipe", "pipe"],
        // Ctrl-C must not reach the kernel directly, since the runner forwards it.
        detached: true,
      },
    );
    const shell = new Dealer({ linger: 0 });
    const control = new Dealer({ linger: 0 });
    const iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
    iopub.subscribe("");
    shell.connect(`tcp://127.0.0.1:${ports.shell_port}`);
    control.connect(`tcp://127.0.0.1:${ports.control_port}`);
    iopub.connect(`tcp://127.0.0.1:${ports.iopub_port}`);
    const kernel = new KernelProcess({ child, command, signing, shell, control, iopub, folder });
    await kernel.#ready();
    return kernel;
  }

  /** Runs code. Calls `onMessage` for each message of its output; returns how it ended. */
  async execute(code: string, onMessage: (type: string, content: JsonObject) => void): Promise<CellEnd> {
    const header = this.#header("execute_request");
    const end = new Promise<CellEnd>((resolve) => {
      let reply: Message | undefined;
      let isIdle = false;
      const finish = () => {
        if (reply !== undefined) resolve(endOf(reply, this.#log));
      };
      this.#onMessage = (channel, message) => {
        if (message.parent?.msg_id !== header.msg_id) return;
        const { msg_type: type } = message.header;
        if (channel === "shell") {
          reply = message;
          if (isIdle) finish();
          else setTimeout(finish, idleTimeoutMs).unref();
        } else if (type !== "status") {
          onMessage(type, message.content);
        } else if (message.content.execution_state === "idle") {
          isIdle = true;
          finish();
        }
      };
    });
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    await this.#send(this.#shell, header, content);
    const exited = this.#exited.then(
      (): CellEnd => ({ status: "gone", exitCode: this.#child.exitCode, log: this.#log.trim() }),
    );
    return Promise.race([end, exited]);
  }

  /** Interrupts the running cell. */
  async interrupt(): Promise<void> {
    if (this.#command.isInterruptedBySignal) this.#child.kill("SIGINT");
    else await this.#send(this.#control, this.#header("interrupt_request"), {});
  }

  /** Shuts the kernel down; kills it after a timeout. */
  async close(): Promise<void> {
    if (this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) {
      await this.#send(this.#control, this.#header("shutdown_request"), { restart: false });
      await Promise.race([this.#exited, sleep(stopTimeoutMs, undefined, { ref: false })]);
      this.#kill();
    }
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  // Includes its child processes, which are in its process group.
  #kill(): void {
    const { pid } = this.#child;
    try {
      if (pid === undefined || process.platform === "win32") this.#child.kill("SIGKILL");
      else process.kill(-pid, "SIGKILL");
    } catch {
      // The whole group has ended.
    }
  }

  /** Waits until the kernel answers and its output arrives, since earlier output would be lost. */
  async #ready(): Promise<void> {
    const responded = new Promise<true>((resolve) => {
      const missing = new Set(["shell", "iopub"]);
      this.#onMessage = (channel) => {
        missing.delete(channel);
        if (missing.size === 0) resolve(true);
      };
    });
    const exited = this.#exited.then(() => false as const);
    for (const startedAt = performance.now(); performance.now() - startedAt < startTimeoutMs; ) {
      await this.#send(this.#shell, this.#header("kernel_info_request"), {});
      const isReady = await Promise.race([responded, exited, sleep(500, undefined)]);
      if (isReady === true) return;
      if (isReady === false) break;
    }
    const { exitCode } = this.#child;
    await this.close();
    const name = [this.#command.command, ...this.#command.args].slice(0, 3).join(" ");
    const what =
      exitCode === null
        ? `did not answer within ${startTimeoutMs / 1000} s`
        : `exited with code ${exitCode} before it answered`;
    throw new Error(`the kernel did not start: ${name} ${what}${this.#log === "" ? "" : `, ${this.#log.trim()}`}`);
  }

  #listen(socket: Dealer | Subscriber, channel: "shell" | "control" | "iopub"): void {
    let count = 0;
    const onFrames = async (frames: Buffer[]) => {
      // Queued messages arrive without a turn of the event loop, but the time limit of a cell is a timer.
      count += 1;
      if (count % 50 === 0) await setImmediate();
      const decoded = decodeMessage(frames, this.#signing);
      if (decoded.ok) this.#onMessage(channel, decoded.message);
    };
    const logError = (reason: unknown) => {
      this.#log += `${String(reason)}\n`;
    };
    receiveAll(socket, onFrames, logError).catch(logError);
  }

  async #send(socket: Dealer, header: Header, content: JsonObject): Promise<void> {
    await socket.send(encodeMessage({ prefix: [], header, content: JSON.stringify(content) }, this.#signing));
  }

  #header(type: string): Header {
    return {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.#session,
      username: "slylab",
      date: new Date().toISOString(),
      version: protocolVersion,
    };
  }
}

function endOf({ content }: Message, log: string): CellEnd {
  const count = typeof content.execution_count === "number" ? content.execution_count : null;
  if (content.status === "ok") return { status: "ok", count };
  const { ename = "Error", evalue = "", traceback } = content;
  const lines = textsOf(traceback);
  // tslab reports some errors only on its stderr.
  const shown = lines.length === 0 && evalue === "" ? log.trim().split("\n") : lines;
  return { status: "error", count, ename: String(ename), evalue: String(evalue), traceback: shown };
}
