/**
 * The shell's socket of a kernel that starts. A worker takes nearly as long to begin as Node itself; so this thread
 * listens first and answers kernel_info. Once the worker is there, a native thread of zeromq's carries the socket to it,
 * which no cell that spins can hold.
 */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Proxy as Carrier } from "zeromq";
import { kernelInfo } from "../requests/kernel-info.js";
import type { Header } from "../requests/messages.js";
import { type Connection, endpoint } from "./connection.js";
import type { Envelope } from "./envelope.js";
import { shellWithin, witness } from "./link.js";
import { ReplayGuard } from "./replay-guard.js";
import { decodeMessage } from "./wire.js";
import { listenAt, newCarrier, newDealer, newRouter } from "./zmq.js";

/** A read is given up after this time and tried anew: so long the change to the worker may be held. */
const readMs = 4;
/** So long the worker's last replies may take at the end. */
const lastWordMs = 500;
const poolSize = "UV_THREADPOOL_SIZE";

/** Whose answers they are. */
export interface Host {
  readonly envelope: Envelope;
  readonly version: string;
  /** Told of each request that was answered: all clients are to see its busy and idle. */
  readonly onAnswered: (request: Header) => void;
}

/** Listens from its making on; clients are answered from `attend` on. */
export class ShellSocket {
  readonly #connection: Connection;
  readonly #outside = newRouter({ receiveTimeout: readMs });
  readonly #inside = newDealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  readonly #witness = newDealer({ linger: 0, routingId: witness, receiveTimeout: lastWordMs });
  readonly #givePoolBack = widenPool();
  #reading: Promise<void> = Promise.resolve();
  readonly #replays = new ReplayGuard();
  #isLeaving = false;
  #carrying: { readonly carrier: Carrier; readonly done: Promise<void> } | undefined;

  /** @throws {Error} the port cannot be had */
  constructor(connection: Connection) {
    this.#connection = connection;
    listenAt(this.#outside, endpoint(connection, "shell"));
    const witnessAt = `${shellWithin(connection)}-witness`;
    listenAt(this.#outside, witnessAt);
    this.#witness.connect(witnessAt);
    this.#inside.connect(shellWithin(connection));
  }

  /** Answers each kernel_info_request, until the worker does. */
  attend(host: Host): void {
    this.#reading = this.#read(host);
  }

  /** Carries the socket to the worker from here on. Nothing is lost: what came before waits there already. */
  async carryOver(): Promise<void> {
    this.#isLeaving = true;
    await this.#reading;
    const carrier = newCarrier(this.#outside, this.#inside);
    // It fails where the sockets are closed under it, at the very end.
    this.#carrying = { carrier, done: carrier.run().catch(() => undefined) };
    this.#givePoolBack();
  }

  /** Closes it once what the worker said last, as it does before it ends, is through. */
  async close(): Promise<void> {
    this.#isLeaving = true;
    await this.#reading;
    if (this.#carrying === undefined) {
      this.#outside.close();
      this.#inside.close();
    } else {
      await this.#witness.receive().catch(() => undefined);
      this.#carrying.carrier.terminate();
      await this.#carrying.done;
    }
    this.#witness.close();
    this.#givePoolBack();
  }

  async #read(host: Host): Promise<void> {
    while (!this.#isLeaving) {
      // A receive that fails at once must not take the processor.
      const frames = await this.#outside.receive().catch(() => sleep(readMs));
      if (frames !== undefined) await this.#take(frames, host).catch(() => undefined);
    }
  }

  // Whatever is no question for kernel_info, what is wrong too, is the worker's.
  async #take(frames: Buffer[], { envelope, version, onAnswered }: Host): Promise<void> {
    const decoded = decodeMessage(frames, this.#connection);
    if (!decoded.ok || decoded.message.header.msg_type !== "kernel_info_request") return this.#inside.send(frames);
    if (!this.#replays.admit(decoded.signature)) return;
    const { header, identities } = decoded.message;
    const content = JSON.stringify(kernelInfo(version));
    await this.#outside.send(
      envelope.frames({ prefix: identities, type: "kernel_info_reply", parent: header, content }),
    );
    onAnswered(header);
  }
}

// The carrier keeps one of libuv's four threads for good: files, names and ciphers are to have four all the same. The
// number is read when the first of them begins; what a cell starts must not find it.
function widenPool(): () => void {
  if (process.env[poolSize] !== undefined) return () => undefined;
  process.env[poolSize] = "5";
  return () => delete process.env[poolSize];
}
