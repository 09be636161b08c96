/**
 * The worker that holds the sockets: heartbeat, kernel_info, interrupts and shutdown are answered here, also while a cell
 * spins; everything else goes to the thread that runs cells.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import type { Dealer, Router } from "zeromq";
import { requestInterrupt, slot } from "../../engine/interrupt/interrupt.js";
import { ChildText } from "../children/child-text.js";
import { endDescendants, signalDescendants } from "../children/process-tree.js";
import { Publisher } from "../output/publisher.js";
import { TextJoiner } from "../output/text-joiner.js";
import { kernelInfo } from "../requests/kernel-info.js";
import type { Header, Json, Message, StreamName } from "../requests/messages.js";
import { type Connection, endpoint } from "./connection.js";
import { Envelope, type Letter } from "./envelope.js";
import {
  type Channel,
  type FromWorker,
  Shared,
  shellWithin,
  type ToWorker,
  type WorkerStart,
  witness,
} from "./link.js";
import { receiveAll } from "./receive.js";
import { ReplayGuard } from "./replay-guard.js";
import { ReplayLog } from "./replay-log.js";
import { decodeMessage } from "./wire.js";
import { listenAt, newDealer, newHeart, newPublisher, newRouter } from "./zmq.js";

/** Clients wait some five seconds for a kernel's end before they kill it. */
const shutdownPatienceMs = 2_000;
/** So long child processes have to end by themselves when the kernel ends. */
const childPatienceMs = 300;
const parentCheckMs = 1_000;
const maxDropNotes = 20;

class Sockets {
  readonly #connection: Connection;
  readonly #version: string;
  readonly #shared: Shared;
  readonly #tell: (told: FromWorker) => void;
  readonly #envelope: Envelope;
  // Its messages come with their clients' addresses in front, as from a router, and go back so.
  readonly #shell = newDealer();
  readonly #control = newRouter();
  readonly #stdin = newRouter();
  readonly #heartbeat = newHeart();
  readonly #iopub = newPublisher();
  readonly #published = new Publisher(this.#iopub, (topic) => this.#welcome(topic));
  readonly #joiner: TextJoiner<Header>;
  readonly #children = new ChildText((owner, name, text) => this.#childText(owner, name, text));
  readonly #replayLog: ReplayLog;
  readonly #replays: ReplayGuard;
  #interruptBuffer: SharedArrayBuffer | undefined;
  #lastParent: Header | undefined;
  #dropped = 0;
  #isClosing = false;
  #isRestarted = false;
  #killer: NodeJS.Timeout | undefined;

  constructor({ connection, connectionFile, session, version, shared }: WorkerStart, tell: (told: FromWorker) => void) {
    this.#connection = connection;
    this.#envelope = new Envelope(connection, session);
    this.#version = version;
    this.#replayLog = new ReplayLog(connectionFile);
    this.#replays = new ReplayGuard(undefined, this.#replayLog);
    this.#shared = new Shared(shared);
    this.#tell = tell;
    this.#joiner = new TextJoiner(({ source, name, text }) => this.#sendText(source, name, text));
  }

  /** @throws {Error} a port cannot be had */
  open(): void {
    listenAt(this.#shell, shellWithin(this.#connection));
    listenAt(this.#control, endpoint(this.#connection, "control"));
    listenAt(this.#stdin, endpoint(this.#connection, "stdin"));
    listenAt(this.#iopub, endpoint(this.#connection, "iopub"));
    listenAt(this.#heartbeat, endpoint(this.#connection, "hb"));
    this.#tell({ kind: "bound" });
    this.#publish(undefined, "status", { execution_state: "starting" });
    for (const reading of [
      receiveAll(this.#heartbeat, (frames) => this.#heartbeat.send(frames), fault),
      this.#receive(this.#shell, (message) => this.#request("shell", message)),
      this.#receive(this.#control, (message) => this.#request("control", message)),
      this.#receive(this.#stdin, (message) => this.#answer(message)),
    ]) {
      reading.catch(fault);
    }
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
        const frames = this.#envelope.frames({ ...told, prefix: told.identities });
        const socket = told.channel === "shell" ? this.#shell : this.#control;
        this.#published.after(() => socket.send(frames));
        return;
      }
      case "ask":
        this.#joiner.flush();
        this.#published.after(() =>
          this.#stdin.send(this.#envelope.frames({ ...told, prefix: told.identities, type: "input_request" })),
        );
        return;
      case "pipes":
        this.#children.read(told.stdout, told.stderr);
        return;
      case "bytes":
        this.#children.write(told.name, told.bytes);
        return;
      case "children":
        this.#children.setOwner(told.owner);
        return;
      case "interrupt-flag":
        this.#interruptBuffer = told.memory;
        this.#passSignals(new Int32Array(told.memory)).catch(fault);
        return;
      case "close":
        this.close().catch(fault);
    }
  }

  #receive(socket: Router | Dealer, take: (message: Message) => Promise<void>): Promise<void> {
    const read = async (frames: Buffer[]) => {
      const decoded = decodeMessage(frames, this.#connection);
      if (!decoded.ok) return this.#drop(decoded.reason);
      if (!this.#replays.admit(decoded.signature)) return this.#drop("it was received before");
      await take(decoded.message);
    };
    return receiveAll(socket, read, fault);
  }

  // Anybody on this machine can send what is no message; the log must not grow with it.
  #drop(reason: string): void {
    this.#dropped += 1;
    if (this.#dropped <= maxDropNotes) note(`a message was dropped: ${reason}`);
    if (this.#dropped === maxDropNotes) note("further dropped messages are not logged");
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
    const letter = { prefix: identities, type, parent: header, content: JSON.stringify(content) };
    await socket.send(this.#envelope.frames(letter));
    this.#publish(header, "status", { execution_state: "idle" });
  }

  async #shutdown(channel: Channel, message: Message): Promise<void> {
    const content = { status: "ok", restart: message.content.restart === true };
    this.#isRestarted = content.restart;
    await this.#reply(channel, message, content);
    this.#publish(message.header, "shutdown_reply", content);
    this.end();
  }

  /** Ends the kernel: in order where the other thread answers, by force where it does not. */
  end(): void {
    this.#interrupt();
    this.#tell({ kind: "shutdown" });
    this.#killLate();
  }

  #interrupt(): void {
    const { running } = this.#shared;
    if (running === 0) return;
    // Both are needed: the flag stops busy loops, the message cancels awaits.
    if (this.#interruptBuffer !== undefined) requestInterrupt(this.#interruptBuffer);
    this.#tell({ kind: "interrupt", request: running });
    // After the cell is marked: the failure of a child that it waits for is then an interrupt and not an error.
    signalDescendants(process.pid, "SIGINT");
  }

  // A signal may come to this process alone, while a cell waits in `execSync` and the other thread hears nothing.
  async #passSignals(memory: Int32Array<SharedArrayBuffer>): Promise<void> {
    for (let seen = Atomics.load(memory, slot.signals); !this.#isClosing; seen = Atomics.load(memory, slot.signals)) {
      await Atomics.waitAsync(memory, slot.signals, seen).value;
      if (this.#shared.running !== 0) signalDescendants(process.pid, "SIGINT");
    }
  }

  /**
   * Sends what waits and closes the sockets: a process that ends with one open aborts. This thread stays until the other
   * one ends the process, since it is the one that kills a process that does not end.
   */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#killLate();
    await endDescendants(process.pid, childPatienceMs);
    this.#children.close();
    this.#replayLog.close(this.#isRestarted);
    this.#joiner.flush();
    await this.#published.close();
    await this.#shell.send([witness, ""]).catch(fault);
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#heartbeat]) socket.close();
    this.#tell({ kind: "closed" });
  }

  #killLate(): void {
    this.#killer ??= setTimeout(() => {
      signalDescendants(process.pid, "SIGKILL");
      process.kill(process.pid, "SIGKILL");
    }, shutdownPatienceMs);
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
      this.#envelope.frames({
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

  // A child that prints without end waits for the clients, as a cell does.
  #childText(owner: Header, name: StreamName, text: string): void {
    if (this.#shared.count(text.length)) this.#children.pause();
    this.#joiner.write(this.#sameParent(owner), name, text);
  }

  #sendText(parent: Header, name: StreamName, text: string): void {
    this.#send({ parent, type: "stream", content: JSON.stringify({ name, text }) }, text.length);
  }

  #send({ parent, type, content }: Omit<Letter, "prefix">, size: number): void {
    const prefix = [`kernel.${this.#envelope.session}.${type}`];
    this.#published.send(this.#envelope.frames({ prefix, type, parent, content }), () => {
      this.#shared.sent(size);
      this.#children.resume();
    });
  }

  // Every message brings a copy of its parent; text is joined by identity.
  #sameParent(parent: Header): Header {
    if (this.#lastParent?.msg_id !== parent.msg_id) this.#lastParent = parent;
    return this.#lastParent ?? parent;
  }
}

// A worker's own console goes through the other thread, which may be busy.
function note(text: string): void {
  writeSync(2, `slylab kernel: ${text}\n`);
}

function fault(reason: unknown): void {
  note(reason instanceof Error ? reason.message : String(reason));
}

// What no handler caught must not end the thread: the process would abort with its sockets open.
process.on("uncaughtException", fault);
process.on("unhandledRejection", fault);

const port = parentPort;
if (port !== null) {
  const tell = (told: FromWorker) => port.postMessage(told);
  const sockets = new Sockets(workerData, tell);
  port.on("message", (told: ToWorker) => sockets.take(told));
  try {
    sockets.open();
  } catch (reason) {
    tell({ kind: "failed", reason: reason instanceof Error ? reason.message : String(reason) });
    sockets.close().catch(fault);
  }
}
