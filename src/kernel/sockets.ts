/**
 * The worker that holds the sockets: heartbeat, kernel_info, interrupts and shutdown are answered here, also while a cell
 * spins; everything else goes to the thread that runs cells.
 */
import { readFileSync, writeSync } from "node:fs";
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { Reply, Router, XPublisher } from "zeromq";
import { requestInterrupt } from "../engine/interrupt.js";
import { type Connection, endpoint, parseConnection } from "./connection.js";
import { crypto } from "./crypto.js";
import { kernelInfo } from "./kernel-info.js";
import { type Channel, type FromWorker, Shared, type ToWorker, type WorkerStart } from "./link.js";
import { type Header, type Json, type Message, protocolVersion, type StreamName } from "./messages.js";
import { Publisher } from "./publisher.js";
import { TextJoiner } from "./text-joiner.js";
import { decodeMessage, encodeMessage } from "./wire.js";

/** So long a closed socket may go on sending what it took; a client that is gone must not hold the end. */
const lingerMs = 500;
/** Clients wait some five seconds for a kernel's end before they kill it. */
const shutdownPatienceMs = 2_000;
const parentCheckMs = 1_000;

class Sockets {
  readonly #connection: Connection;
  readonly #version: string;
  readonly #shared: Shared;
  readonly #tell: (told: FromWorker) => void;
  #session = "";
  readonly #shell = new Router({ linger: lingerMs });
  readonly #control = new Router({ linger: lingerMs });
  readonly #stdin = new Router({ linger: lingerMs });
  readonly #heartbeat = new Reply({ linger: 0 });
  // Where messages may be dropped, a client that is slow for a moment loses the idle that it waits for.
  readonly #iopub = new XPublisher({ linger: lingerMs, noDrop: true, verbosity: "allSubs" });
  readonly #published = new Publisher(this.#iopub, (topic) => this.#welcome(topic));
  readonly #joiner: TextJoiner<Header>;
  #brake: SharedArrayBuffer | undefined;
  #lastParent: Header | undefined;
  #isClosing = false;
  #binding: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, { version, shared }: WorkerStart, tell: (told: FromWorker) => void) {
    this.#connection = connection;
    this.#version = version;
    this.#shared = new Shared(shared);
    this.#tell = tell;
    this.#joiner = new TextJoiner(({ source, name, text }) => this.#sendText(source, name, text));
  }

  async open(): Promise<void> {
    const at = (name: Parameters<typeof endpoint>[1]) => endpoint(this.#connection, name);
    const binding = Promise.allSettled([
      this.#shell.bind(at("shell")),
      this.#control.bind(at("control")),
      this.#stdin.bind(at("stdin")),
      this.#iopub.bind(at("iopub")),
      this.#heartbeat.bind(at("hb")),
    ]);
    this.#binding = binding;
    this.#session = crypto().randomUUID();
    const bound = await binding;
    for (const one of bound) if (one.status === "rejected") throw one.reason;
    this.#tell({ kind: "bound" });
    this.#publish(undefined, "status", { execution_state: "starting" });
    void this.#beat();
    void this.#receive(this.#shell, (message) => this.#request("shell", message));
    void this.#receive(this.#control, (message) => this.#request("control", message));
    void this.#receive(this.#stdin, (message) => this.#answer(message));
    this.#watchParent();
  }

  /** Does what the other thread says, in its order. */
  take(told: ToWorker): void {
    switch (told.kind) {
      case "stream":
        this.#joiner.write(this.#sameParent(told.parent), told.name, told.text);
        return;
      case "publish":
        this.#joiner.flush();
        this.#send(told, told.content.length);
        return;
      case "reply": {
        // After all output that came before it: a client stops listening once it has the reply and the idle.
        this.#joiner.flush();
        const frames = this.#frames(told.identities, told.type, told.parent, told.content);
        const socket = told.channel === "shell" ? this.#shell : this.#control;
        this.#published.after(() => socket.send(frames));
        return;
      }
      case "ask":
        this.#joiner.flush();
        this.#published.after(() =>
          this.#stdin.send(this.#frames(told.identities, "input_request", told.parent, told.content, told.id)),
        );
        return;
      case "brake":
        this.#brake = told.memory;
        return;
      case "close":
        void this.close();
    }
  }

  async #beat(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  async #receive(socket: Router, take: (message: Message) => Promise<void>): Promise<void> {
    for await (const frames of socket) {
      const decoded = decodeMessage(frames, this.#connection);
      if (!decoded.ok) {
        note(`a message was dropped: ${decoded.reason}`);
        continue;
      }
      await take(decoded.message).catch((reason) => note(String(reason)));
    }
  }

  async #request(channel: Channel, message: Message): Promise<void> {
    switch (message.header.msg_type) {
      case "kernel_info_request":
        return this.#reply(channel, message, kernelInfo(this.#version));
      case "interrupt_request":
        this.#interrupt();
        return this.#reply(channel, message, { status: "ok" });
      case "shutdown_request":
        return this.#shutdown(channel, message);
      default:
        this.#tell({ kind: "request", request: { channel, number: this.#shared.countReceived(), message } });
    }
  }

  async #answer({ header, parent, content }: Message): Promise<void> {
    if (header.msg_type !== "input_reply" || typeof content.value !== "string") return;
    this.#tell({ kind: "answer", id: parent?.msg_id, value: content.value });
  }

  async #reply(channel: Channel, { header, identities }: Message, content: Json): Promise<void> {
    this.#publish(header, "status", { execution_state: "busy" });
    const type = header.msg_type.replace(/_request$/, "_reply");
    const socket = channel === "shell" ? this.#shell : this.#control;
    await socket.send(this.#frames(identities, type, header, JSON.stringify(content)));
    this.#publish(header, "status", { execution_state: "idle" });
  }

  async #shutdown(channel: Channel, message: Message): Promise<void> {
    const content = { status: "ok", restart: message.content.restart === true };
    await this.#reply(channel, message, content);
    this.#publish(message.header, "shutdown_reply", content);
    this.end();
  }

  /** Ends the kernel: in order where the other thread answers, by force where it does not. */
  end(): void {
    this.#interrupt();
    this.#tell({ kind: "shutdown" });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), shutdownPatienceMs);
  }

  #interrupt(): void {
    const { running } = this.#shared;
    if (running === 0) return;
    // Twice: the brake stops a loop that gives nobody a turn, the message what waits.
    if (this.#brake !== undefined) requestInterrupt(this.#brake);
    this.#tell({ kind: "interrupt", request: running });
  }

  /** Sends what waits and closes the sockets: a thread that ends with one open takes the process with it. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    // A socket that is closed while it binds ends the process.
    await this.#binding;
    this.#joiner.flush();
    await this.#published.close();
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#heartbeat]) socket.close();
    process.exit(0);
  }

  // The server that started us may be killed, and then nobody sends a shutdown.
  #watchParent(): void {
    if (process.env.JPY_PARENT_PID === undefined) return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) this.end();
    }, parentCheckMs).unref();
  }

  #welcome(topic: string): void {
    this.#published.sendFirst(
      encodeMessage(
        { prefix: [topic], header: this.#header("iopub_welcome"), content: JSON.stringify({ subscription: topic }) },
        this.#connection,
      ),
    );
  }

  #publish(parent: Header | undefined, type: string, content: Json): void {
    this.#joiner.flush();
    this.#send({ parent, type, content: JSON.stringify(content) }, 0);
  }

  #sendText(parent: Header, name: StreamName, text: string): void {
    this.#send({ parent, type: "stream", content: JSON.stringify({ name, text }) }, text.length);
  }

  #send({ parent, type, content }: { parent: Header | undefined; type: string; content: string }, size: number): void {
    const frames = this.#frames([`kernel.${this.#session}.${type}`], type, parent, content);
    this.#published.send(frames, () => this.#shared.sent(size));
  }

  #frames(
    prefix: readonly (Uint8Array | string)[],
    type: string,
    parent: Header | undefined,
    content: string,
    id: string = crypto().randomUUID(),
  ): Buffer[] {
    const message = { prefix, header: this.#header(type, id), content };
    return encodeMessage(parent === undefined ? message : { ...message, parent }, this.#connection);
  }

  #header(type: string, id: string = crypto().randomUUID()): Header {
    return {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "kernel",
      date: new Date().toISOString(),
      version: protocolVersion,
    };
  }

  // Every message brings a copy of its parent; text is joined by identity.
  #sameParent(parent: Header): Header {
    if (this.#lastParent?.msg_id !== parent.msg_id) this.#lastParent = parent;
    return this.#lastParent ?? parent;
  }
}

function readConnection(file: string, fail: (reason: unknown) => void): Connection | undefined {
  try {
    return parseConnection(readFileSync(file, "utf8"));
  } catch (reason) {
    fail(reason);
    return undefined;
  }
}

// A worker's own console goes through the other thread, which may be busy.
function note(text: string): void {
  writeSync(2, `slylab kernel: ${text}\n`);
}

const port = parentPort;
if (port !== null) {
  const tell = (told: FromWorker) => port.postMessage(told);
  const fail = (reason: unknown) =>
    tell({ kind: "failed", reason: reason instanceof Error ? reason.message : String(reason) });
  const start: WorkerStart = workerData;
  const connection = readConnection(start.connectionFile, fail);
  if (connection !== undefined) {
    const sockets = new Sockets(connection, start, tell);
    port.on("message", (told: ToWorker) => sockets.take(told));
    void sockets.open().catch((reason) => {
      fail(reason);
      return sockets.close();
    });
  }
}
