/**
 * Owns the shell socket while the kernel starts. A worker takes nearly as long to start as Node itself, so the main
 * thread listens first and replies to kernel_info. Then a native zeromq proxy forwards the socket to the worker, even
 * while a cell is busy.
 */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Proxy as SocketProxy } from "zeromq";
import { kernelInfo } from "../requests/kernel-info.js";
import type { Header } from "../requests/messages.js";
import { type Connection, endpoint } from "./connection.js";
import type { MessageEncoder } from "./message-encoder.js";
import { ReplayGuard } from "./replay-guard.js";
import { decodeMessage } from "./wire.js";
import { finalMessageAddress, internalShellAddress } from "./worker-messages.js";
import { listenAt, newDealer, newProxy, newRouter } from "./zmq.js";

/** Timeout of a read, and so the maximum delay of the change to the worker. */
const readMs = 4;
/** Time limit for the worker's last replies on close. */
const finalMessageTimeoutMs = 500;
const poolSize = "UV_THREADPOOL_SIZE";

/** The data of the replies. */
export interface KernelInfoContext {
  readonly encoder: MessageEncoder;
  readonly version: string;
  /** Called for each request with a reply, to publish its busy and idle states. */
  readonly onReplied: (request: Header) => void;
}

/** Listens from its construction; clients get replies after `replyToKernelInfo`. */
export class ShellSocket {
  readonly #connection: Connection;
  readonly #outside = newRouter({ receiveTimeout: readMs });
  readonly #inside = newDealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  readonly #finalMessages = newDealer({
    linger: 0,
    routingId: finalMessageAddress,
    receiveTimeout: finalMessageTimeoutMs,
  });
  readonly #restoreThreadPool = enlargeThreadPool();
  #reading: Promise<void> = Promise.resolve();
  readonly #replays = new ReplayGuard();
  #isLeaving = false;
  #markReplied: () => void = () => undefined;
  #forwarding: { readonly proxy: SocketProxy; readonly done: Promise<void> } | undefined;

  /** Resolved when the first kernel_info_request got its reply. */
  readonly replied: Promise<void>;

  /** @throws {Error} the port is not available */
  constructor(connection: Connection) {
    this.#connection = connection;
    this.replied = new Promise((resolve) => {
      this.#markReplied = resolve;
    });
    listenAt(this.#outside, endpoint(connection, "shell"));
    const finalAddress = `${internalShellAddress(connection)}-final`;
    listenAt(this.#outside, finalAddress);
    this.#finalMessages.connect(finalAddress);
    this.#inside.connect(internalShellAddress(connection));
  }

  /** Replies to each kernel_info_request until the worker does. */
  replyToKernelInfo(context: KernelInfoContext): void {
    this.#reading = this.#read(context);
  }

  /** Forwards the socket to the worker from now on. Earlier messages are already queued there. */
  async forwardToWorker(): Promise<void> {
    this.#isLeaving = true;
    await this.#reading;
    const proxy = newProxy(this.#outside, this.#inside);
    // Fails when the sockets are closed at the end.
    this.#forwarding = { proxy, done: proxy.run().catch(() => undefined) };
    this.#restoreThreadPool();
  }

  /** Closes the socket after the worker's last message has been forwarded. */
  async close(): Promise<void> {
    this.#isLeaving = true;
    await this.#reading;
    if (this.#forwarding === undefined) {
      this.#outside.close();
      this.#inside.close();
    } else {
      await this.#finalMessages.receive().catch(() => undefined);
      this.#forwarding.proxy.terminate();
      await this.#forwarding.done;
    }
    this.#finalMessages.close();
    this.#restoreThreadPool();
  }

  async #read(context: KernelInfoContext): Promise<void> {
    while (!this.#isLeaving) {
      // A receive that fails immediately must not use the processor.
      const frames = await this.#outside.receive().catch(() => sleep(readMs));
      if (frames !== undefined) await this.#take(frames, context).catch(() => undefined);
    }
  }

  // Everything else, including invalid messages, is left to the worker.
  async #take(frames: Buffer[], { encoder, version, onReplied }: KernelInfoContext): Promise<void> {
    const decoded = decodeMessage(frames, this.#connection);
    if (!decoded.ok || decoded.message.header.msg_type !== "kernel_info_request") return this.#inside.send(frames);
    if (!this.#replays.admit(decoded.signature)) return;
    const { header, identities } = decoded.message;
    const content = JSON.stringify(kernelInfo(version));
    await this.#outside.send(
      encoder.frames({ prefix: identities, type: "kernel_info_reply", parent: header, content }),
    );
    onReplied(header);
    this.#markReplied();
  }
}

// The proxy occupies one of libuv's four threads, so one more is started for files, DNS and ciphers. The variable is
// read when the first thread starts, and must not be inherited by child processes.
function enlargeThreadPool(): () => void {
  if (process.env[poolSize] !== undefined) return () => undefined;
  process.env[poolSize] = "5";
  return () => delete process.env[poolSize];
}
