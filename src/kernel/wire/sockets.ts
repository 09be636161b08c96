/**
 * The sockets' worker. Answers heartbeat, kernel_info, interrupts and shutdown itself, even while a cell is busy;
 * passes everything else to the main thread.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import type { Dealer, Router } from "zeromq";
import { requestInterrupt, slot } from "../../engine/interrupt/interrupt.js";
import { endDescendants, signalDescendants } from "../../engine/interrupt/process-tree.js";
import { ChildText } from "../children/child-text.js";
import { ChildInterrupts } from "../children/interrupt-children.js";
import { Publisher } from "../output/publisher.js";
import { TextJoiner } from "../output/text-joiner.js";
import { kernelInfo } from "../requests/kernel-info.js";
import type { Header, Json, Message, StreamName } from "../requests/messages.js";
import { type Connection, endpoint } from "./connection.js";
import { MessageEncoder, type MessageParts } from "./message-encoder.js";
import { receiveAll } from "./receive.js";
import { ReplayGuard } from "./replay-guard.js";
import { ReplayLog } from "./replay-log.js";
import { decodeMessage } from "./wire.js";
import {
  type Channel,
  type FromWorker,
  finalMessageAddress,
  internalShellAddress,
  SharedCounters,
  type ToWorker,
  type WorkerStart,
} from "./worker-messages.js";
import { listenAt, newDealer, newHeartbeat, newPublisher, newRouter } from "./zmq.js";

/**
 * Milliseconds until the process is killed: after a shutdown starts, and again after the sockets start to close. Clients
 * wait about five seconds before they kill the kernel.
 */
const shutdownTimeoutMs = 2_000;
/** Milliseconds that child processes have to exit on shutdown. */
const childTimeoutMs = 300;
const parentCheckMs = 1_000;
const maxDropNotes = 20;

class Sockets {
  readonly #connection: Connection;
  readonly #version: string;
  readonly #shared: SharedCounters;
  readonly #post: (message: FromWorker) => void;
  readonly #encoder: MessageEncoder;
  // Messages arrive with their clients' addresses as prefix, as from a router, and replies are sent the same way.
  readonly #shell = newDealer();
  readonly #control = newRouter();
  readonly #stdin = newRouter();
  readonly #heartbeat = newHeartbeat();
  readonly #iopub = newPublisher();
  readonly #published = new Publisher(this.#iopub, (topic) => this.#welcome(topic));
  readonly #joiner: TextJoiner<Header>;
  readonly #children = new ChildText((owner, name, text) => this.#childText(owner, name, text));
  readonly #childInterrupts = new ChildInterrupts(process.pid, () => this.#shared.running);
  readonly #replayLog: ReplayLog;
  readonly #replays: ReplayGuard;
  #interruptBuffer: SharedArrayBuffer | undefined;
  #lastParent: Header | undefined;
  #dropped = 0;
  #isClosing = false;
  #isRestarted = false;
  #killer: NodeJS.Timeout | undefined;

  constructor(
    { connection, connectionFile, session, version, shared }: WorkerStart,
    post: (message: FromWorker) => void,
  ) {
    this.#connection = connection;
    this.#encoder = new MessageEncoder(connection, session);
    this.#version = version;
    this.#replayLog = new ReplayLog(connectionFile);
    this.#replays = new ReplayGuard(undefined, this.#replayLog);
    this.#shared = new SharedCounters(shared);
    this.#post = post;
    this.#joiner = new TextJoiner(({ source, name, text }) => this.#sendText(source, name, text));
  }

  /** @throws {Error} a port is not available */
  open(): void {
    listenAt(this.#shell, internalShellAddress(this.#connection));
    listenAt(this.#control, endpoint(this.#connection, "control"));
    listenAt(this.#stdin, endpoint(this.#connection, "stdin"));
    listenAt(this.#iopub, endpoint(this.#connection, "iopub"));
    listenAt(this.#heartbeat, endpoint(this.#connection, "hb"));
    this.#post({ kind: "bound" });
    this.#publish(undefined, "status", { execution_state: "starting" });
    for (const reading of [
      receiveAll(this.#heartbeat, (frames) => this.#heartbeat.send(frames), logError),
      this.#receive(this.#shell, (message) => this.#request("shell", message)),
      this.#receive(this.#control, (message) => this.#request("control", message)),
      this.#receive(this.#stdin, (message) => this.#answer(message)),
    ]) {
      reading.catch(logError);
    }
    this.#watchParent();
  }

  /** Handles a message of the main thread. */
  take(message: ToWorker): void {
    switch (message.kind) {
      case "stream":
        this.#joiner.write(this.#sameParent(message.parent), message.name, message.text);
        return;
      case "publish":
        this.#joiner.flush();
        this.#send(message, message.content.length);
        return;
      case "reply": {
        // After all earlier output: a client stops listening once it has the reply and the idle state.
        this.#joiner.flush();
        const frames = this.#encoder.frames({ ...message, prefix: message.identities });
        const socket = message.channel === "shell" ? this.#shell : this.#control;
        this.#published.after(() => socket.send(frames));
        return;
      }
      case "ask":
        this.#joiner.flush();
        this.#published.after(() =>
          this.#stdin.send(this.#encoder.frames({ ...message, prefix: message.identities, type: "input_request" })),
        );
        return;
      case "pipes":
        this.#children.read(message.stdout, message.stderr);
        return;
      case "bytes":
        this.#children.write(message.name, message.bytes);
        return;
      case "children":
        this.#children.setOwner(message.owner);
        return;
      case "interrupt-flag":
        this.#interruptBuffer = message.memory;
        this.#passSignals(new Int32Array(message.memory)).catch(logError);
        return;
      case "close":
        this.close().catch(logError);
    }
  }

  #receive(socket: Router | Dealer, take: (message: Message) => Promise<void>): Promise<void> {
    const read = async (frames: Buffer[]) => {
      const decoded = decodeMessage(frames, this.#connection);
      if (!decoded.ok) return this.#drop(decoded.reason);
      if (!this.#replays.admit(decoded.signature)) return this.#drop("it was received before");
      await take(decoded.message);
    };
    return receiveAll(socket, read, logError);
  }

  // Any local process can send invalid messages, which must not fill the log.
  #drop(reason: string): void {
    this.#dropped += 1;
    if (this.#dropped <= maxDropNotes) log(`a message was dropped: ${reason}`);
    if (this.#dropped === maxDropNotes) log("further dropped messages are not logged");
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
        this.#post({ kind: "request", request: { channel, number: this.#shared.countReceived(), message } });
    }
  }

  async #answer({ header, parent, content }: Message): Promise<void> {
    if (header.msg_type !== "input_reply" || typeof content.value !== "string") return;
    this.#post({ kind: "answer", id: parent?.msg_id, value: content.value });
  }

  async #reply(channel: Channel, { header, identities }: Message, content: Json): Promise<void> {
    this.#publish(header, "status", { execution_state: "busy" });
    const type = header.msg_type.replace(/_request$/, "_reply");
    const socket = channel === "shell" ? this.#shell : this.#control;
    const parts = { prefix: identities, type, parent: header, content: JSON.stringify(content) };
    await socket.send(this.#encoder.frames(parts));
    this.#publish(header, "status", { execution_state: "idle" });
  }

  async #shutdown(channel: Channel, message: Message): Promise<void> {
    const content = { status: "ok", restart: message.content.restart === true };
    this.#isRestarted = content.restart;
    await this.#reply(channel, message, content);
    this.#publish(message.header, "shutdown_reply", content);
    this.end();
  }

  /** Ends the kernel: the main thread closes the session, or the process is killed after a timeout. */
  end(): void {
    this.#interrupt();
    this.#post({ kind: "shutdown" });
    if (this.#killer === undefined) this.#killLate();
  }

  #interrupt(): void {
    const { running } = this.#shared;
    if (running === 0) return;
    // The flag stops busy loops, the message cancels awaits.
    if (this.#interruptBuffer !== undefined) requestInterrupt(this.#interruptBuffer);
    this.#post({ kind: "interrupt", request: running });
    // After the cell is marked, so that the failure of its child counts as an interrupt, not as an error.
    this.#childInterrupts.interrupt(running);
  }

  // A signal may reach only this process, while the main thread is blocked in `execSync`.
  async #passSignals(memory: Int32Array<SharedArrayBuffer>): Promise<void> {
    for (let seen = Atomics.load(memory, slot.signals); !this.#isClosing; seen = Atomics.load(memory, slot.signals)) {
      await Atomics.waitAsync(memory, slot.signals, seen).value;
      if (this.#shared.running !== 0) this.#childInterrupts.interrupt(this.#shared.running);
    }
  }

  /**
   * Sends pending messages and closes the sockets, since a process that exits with an open one aborts. The thread keeps
   * running to kill a process that does not exit.
   */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    clearTimeout(this.#killer);
    this.#killLate();
    await endDescendants(process.pid, childTimeoutMs);
    this.#children.close();
    this.#replayLog.close(this.#isRestarted);
    this.#joiner.flush();
    await this.#published.close();
    await this.#shell.send([finalMessageAddress, ""]).catch(logError);
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#heartbeat]) socket.close();
    this.#post({ kind: "closed" });
  }

  #killLate(): void {
    this.#killer = setTimeout(() => {
      signalDescendants(process.pid, "SIGKILL");
      process.kill(process.pid, "SIGKILL");
    }, shutdownTimeoutMs);
  }

  // The server that started the kernel may have been killed, so that no shutdown request arrives.
  #watchParent(): void {
    if (process.env.JPY_PARENT_PID === undefined) return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) this.end();
    }, parentCheckMs).unref();
  }

  #welcome(topic: string): void {
    this.#published.sendFirst(
      this.#encoder.frames({
        prefix: [topic],
        type: "iopub_welcome",
        content: JSON.stringify({ subscription: topic }),
      }),
    );
  }

  #publish(parent: Header | undefined, type: string, content: Json): void {
    this.#joiner.flush();
    this.#send({ parent, type, content: JSON.stringify(content) }, 0);
  }

  // A child that prints endlessly waits for the clients, like a cell.
  #childText(owner: Header, name: StreamName, text: string): void {
    if (this.#shared.count(text.length)) this.#children.pause();
    this.#joiner.write(this.#sameParent(owner), name, text);
  }

  #sendText(parent: Header, name: StreamName, text: string): void {
    this.#send({ parent, type: "stream", content: JSON.stringify({ name, text }) }, text.length);
  }

  #send({ parent, type, content }: Omit<MessageParts, "prefix">, size: number): void {
    const prefix = [`kernel.${this.#encoder.session}.${type}`];
    this.#published.send(this.#encoder.frames({ prefix, type, parent, content }), () => {
      this.#shared.sent(size);
      this.#children.resume();
    });
  }

  // Each message contains a copy of its parent, but text is joined by identity.
  #sameParent(parent: Header): Header {
    if (this.#lastParent?.msg_id !== parent.msg_id) this.#lastParent = parent;
    return this.#lastParent ?? parent;
  }
}

// A worker's console is written by the main thread, which may be busy.
function log(text: string): void {
  writeSync(2, `slylab kernel: ${text}\n`);
}

function logError(reason: unknown): void {
  log(reason instanceof Error ? reason.message : String(reason));
}

// An uncaught error must not end the thread, since the process would abort with open sockets.
process.on("uncaughtException", logError);
process.on("unhandledRejection", logError);

const port = parentPort;
if (port !== null) {
  const post = (message: FromWorker) => port.postMessage(message);
  const sockets = new Sockets(workerData, post);
  port.on("message", (message: ToWorker) => sockets.take(message));
  try {
    sockets.open();
  } catch (reason) {
    post({ kind: "failed", reason: reason instanceof Error ? reason.message : String(reason) });
    sockets.close().catch(logError);
  }
}
