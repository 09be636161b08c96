/** A Jupyter client over raw sockets with its own framing; it parses every message by the schemas. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Dealer, Request, Subscriber } from "zeromq";
import { z } from "zod";
import { freePorts } from "../../src/base/free-ports.js";
import { checkContent } from "./kernel-schemas.js";

/** The fields of contents that tests read; each message has those of its type. */
export interface Content {
  readonly status?: string;
  readonly execution_state?: string;
  readonly execution_count?: number;
  readonly name?: string;
  readonly text?: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly transient?: { readonly display_id: string };
  readonly matches?: readonly string[];
  readonly cursor_start?: number;
  readonly cursor_end?: number;
  readonly found?: boolean;
  readonly prompt?: string;
  readonly password?: boolean;
  readonly user_expressions?: Readonly<Record<string, Content>>;
}

/** A received message. */
export interface Received {
  readonly channel: "shell" | "control" | "iopub" | "stdin";
  readonly type: string;
  /** The id of the request that caused it. */
  readonly parent: string | undefined;
  readonly content: Content;
  readonly header: z.output<typeof headerSchema>;
  readonly at: number;
}

const headerSchema = z.looseObject({
  msg_id: z.string().min(1),
  msg_type: z.string(),
  session: z.string().min(1),
  username: z.string(),
  date: z.iso.datetime(),
  version: z.string(),
});

/** How a kernel process is started. */
export interface KernelCommand {
  readonly command: string;
  /** `{connection_file}` is replaced. */
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether messages are checked by our schemas; other kernels deviate from them. Default true. */
  readonly isChecked?: boolean;
}

/** The result of a request. */
export interface Answer {
  readonly id: string;
  readonly reply: Received;
  /** Its iopub messages, from busy to idle. */
  readonly told: readonly Received[];
}

// Polls every few milliseconds, since benches measure the start.
const eager = { linger: 0, reconnectInterval: 4, reconnectMaxInterval: 4 };

/** A kernel process and a client of it. */
export class KernelClient {
  readonly child: ChildProcess;
  readonly startedAt: number;
  /** All received messages, in order. */
  readonly received: Received[] = [];
  /** The process's output on stdout and stderr. */
  log = "";
  readonly key: string;
  readonly connectionFile: string;
  readonly #folder: string;
  readonly #isChecked: boolean;
  readonly #session = randomUUID();
  readonly #waiters = new Set<() => void>();
  readonly #shell = new Dealer(eager);
  readonly #control = new Dealer(eager);
  readonly #stdin = new Dealer(eager);
  readonly #iopub = new Subscriber({ ...eager, receiveHighWaterMark: 0 });
  /** The port of each socket, by its name in the connection file, for example `hb_port`. */
  readonly ports: Readonly<Record<string, number>>;
  #failure: unknown;

  private constructor(start: {
    child: ChildProcess;
    startedAt: number;
    key: string;
    folder: string;
    connectionFile: string;
    ports: Readonly<Record<string, number>>;
    isChecked: boolean;
  }) {
    this.child = start.child;
    this.startedAt = start.startedAt;
    this.key = start.key;
    this.#folder = start.folder;
    this.connectionFile = start.connectionFile;
    this.ports = start.ports;
    this.#isChecked = start.isChecked;
    for (const stream of [start.child.stdout, start.child.stderr]) {
      stream?.on("data", (chunk) => {
        this.log += String(chunk);
      });
    }
  }

  /** Starts a kernel and connects to it without waiting for an answer. */
  static async start({ command, args, cwd, env, isChecked = true }: KernelCommand): Promise<KernelClient> {
    const folder = await mkdtemp(join(tmpdir(), "kernel-"));
    const connectionFile = join(folder, "connection.json");
    const [shell, control, stdin, iopub, hb] = await freePorts(5);
    const key = randomUUID();
    const ports = { shell_port: shell!, control_port: control!, stdin_port: stdin!, iopub_port: iopub!, hb_port: hb! };
    const connection = { ip: "127.0.0.1", transport: "tcp", key, signature_scheme: "hmac-sha256", ...ports };
    await writeFile(connectionFile, JSON.stringify(connection));
    const startedAt = performance.now();
    const child = spawn(
      command,
      args.map((arg) => arg.replace("{connection_file}", connectionFile)),
      { cwd: cwd ?? folder, env: env ?? process.env, stdio: ["ignore", "pipe", "pipe"] },
    );
    const client = new KernelClient({ child, startedAt, key, folder, connectionFile, ports, isChecked });
    client.#connect();
    return client;
  }

  /** Sends a request; returns its id. */
  async send(channel: "shell" | "control", type: string, content: object, parts: object = {}): Promise<string> {
    const socket = channel === "shell" ? this.#shell : this.#control;
    const header = this.#header(type);
    await socket.send(this.frames({ header, content, ...parts }));
    return header.msg_id;
  }

  /** Sends frames as they are. */
  async sendRaw(channel: "shell" | "control" | "stdin", frames: readonly (string | Uint8Array)[]): Promise<void> {
    const socket = { shell: this.#shell, control: this.#control, stdin: this.#stdin }[channel];
    await socket.send(frames.map((frame) => Buffer.from(frame)));
  }

  /** The frames of a message, signed with the connection's key. */
  frames(message: { header: object; content: object; parent?: object; key?: string }): Buffer[] {
    const parts = [message.header, message.parent ?? {}, {}, message.content].map((part) => JSON.stringify(part));
    const hmac = createHmac("sha256", message.key ?? this.key);
    for (const part of parts) hmac.update(part);
    return ["<IDS|MSG>", hmac.digest("hex"), ...parts].map((part) => Buffer.from(part));
  }

  /** Sends a request, and waits for its reply and its idle status. */
  async ask(type: string, content: object = {}, channel: "shell" | "control" = "shell", ms = 20_000): Promise<Answer> {
    const id = await this.send(channel, type, content);
    return this.answerTo(id, ms);
  }

  /** Waits for the reply to a request and for its idle status. */
  async answerTo(id: string, ms = 20_000): Promise<Answer> {
    const isReply = (one: Received) => one.parent === id && (one.channel === "shell" || one.channel === "control");
    const reply = await this.until(isReply, ms);
    await this.until((one) => one.parent === id && one.type === "status" && one.content.execution_state === "idle", ms);
    return { id, reply, told: this.received.filter((one) => one.parent === id && one.channel === "iopub") };
  }

  /** Runs a cell. */
  execute(code: string, more: object = {}, ms?: number): Promise<Answer> {
    return this.ask("execute_request", { ...cellDefaults, code, ...more }, "shell", ms);
  }

  /** Starts a cell without waiting for it. */
  begin(code: string, more: object = {}): Promise<string> {
    return this.send("shell", "execute_request", { ...cellDefaults, code, ...more });
  }

  /** Answers an input request of the kernel. */
  async answerInput(question: Received, value: string): Promise<void> {
    const header = this.#header("input_reply");
    await this.#stdin.send(this.frames({ header, content: { value, status: "ok" }, parent: question.header }));
  }

  /** The first matching message, received already or later. */
  async until(fits: (one: Received) => boolean, ms = 20_000): Promise<Received> {
    const deadline = performance.now() + ms;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const found = this.received.find(fits);
      if (found !== undefined) return found;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no such message within ${ms} ms; the last: ${this.#lastWords()}`);
      await this.#next(left);
    }
  }

  /** Whether the heartbeat answers within `ms`. */
  async beats(ms = 1_000): Promise<boolean> {
    const heart = new Request({ linger: 0, receiveTimeout: ms });
    heart.connect(this.#address("hb_port"));
    try {
      await heart.send("ping");
      const [beat] = await heart.receive();
      return beat?.toString() === "ping";
    } catch {
      return false;
    } finally {
      heart.close();
    }
  }

  /** Resident memory of the process, in MB. */
  async memoryMb(): Promise<number> {
    const status = await readFile(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** Closes the sockets like a client that disconnects. */
  disconnect(): void {
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#iopub]) socket.close();
  }

  /** Ends the kernel by a request and returns its exit code; kills it if it does not end. */
  async stop(): Promise<number | null> {
    const exited = this.exitCode();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await this.send("control", "shutdown_request", { restart: false }).catch(() => undefined);
      const timer = setTimeout(() => this.child.kill("SIGKILL"), 6_000);
      await exited;
      clearTimeout(timer);
    }
    this.disconnect();
    await rm(this.#folder, { recursive: true, force: true });
    return exited;
  }

  /** Waits for the process to end; null when a signal ended it. */
  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
    return this.child.exitCode;
  }

  #connect(): void {
    this.#iopub.subscribe("");
    const sockets = [
      [this.#shell, "shell"],
      [this.#control, "control"],
      [this.#stdin, "stdin"],
      [this.#iopub, "iopub"],
    ] as const;
    for (const [socket, channel] of sockets) {
      if ("routingId" in socket) socket.routingId = this.#session;
      socket.connect(this.#address(`${channel}_port`));
      void this.#listen(socket, channel);
    }
  }

  async #listen(socket: Dealer | Subscriber, channel: Received["channel"]): Promise<void> {
    let count = 0;
    for await (const frames of socket) {
      // A message that has arrived is read without a turn of the event loop.
      count += 1;
      if (count % 50 === 0) await setImmediate();
      try {
        this.received.push(this.#read(frames, channel));
      } catch (reason) {
        this.#failure ??= reason;
      }
      for (const wake of this.#waiters) wake();
    }
  }

  #read(frames: Buffer[], channel: Received["channel"]): Received {
    const at = frames.findIndex((frame) => frame.toString() === "<IDS|MSG>");
    const [signature, ...parts] = frames.slice(at + 1);
    const hmac = createHmac("sha256", this.key);
    for (const part of parts.slice(0, 4)) hmac.update(part);
    if (hmac.digest("hex") !== signature?.toString()) throw new Error("the kernel's signature is wrong");
    const [header, parent, , content] = parts.map((part) => JSON.parse(part.toString()));
    const parsed = this.#isChecked ? headerSchema.parse(header) : header;
    if (this.#isChecked) checkContent(parsed.msg_type, content);
    return { channel, type: parsed.msg_type, parent: parent.msg_id, content, header: parsed, at: performance.now() };
  }

  #next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, 1_000));
      this.#waiters.add(wake);
    });
  }

  #header(type: string) {
    const date = new Date().toISOString();
    return { msg_id: randomUUID(), msg_type: type, session: this.#session, username: "test", date, version: "5.4" };
  }

  #address(port: string): string {
    return `tcp://127.0.0.1:${this.ports[port]}`;
  }

  #lastWords(): string {
    const last = this.received.slice(-5).map(({ type, content }) => `${type} ${JSON.stringify(content)}`);
    return `${last.join("; ")}; log: ${this.log.slice(-2000)}`;
  }
}

const cellDefaults = {
  silent: false,
  store_history: true,
  user_expressions: {},
  allow_stdin: true,
  stop_on_error: true,
};

/** The text that a cell printed to a stream. */
export function streamText({ told }: Answer, name: "stdout" | "stderr" = "stdout"): string {
  return told
    .filter(({ type, content }) => type === "stream" && content.name === name)
    .map(({ content }) => content.text)
    .join("");
}

/** The plain text of a cell's result. */
export function resultText({ told }: Answer): unknown {
  return told.find(({ type }) => type === "execute_result")?.content.data?.["text/plain"];
}
