/** The messages and shared memory between the main thread, which runs cells, and the sockets' worker. */
import type { Header, Message, StreamName } from "../requests/messages.js";
import type { Connection } from "./connection.js";

/** Returns the address at which the worker receives the shell's messages from the main thread's socket. */
export function internalShellAddress({ ports }: Connection): string {
  return `inproc://shell-${ports.shell}`;
}

/** The address of the worker's last message: when it arrives, all replies before it have been forwarded. */
export const finalMessageAddress = "slylab: final message";

/** The sockets that receive requests. */
export type Channel = "shell" | "control";

/** A request, and the channel for its reply. */
export interface Request {
  readonly channel: Channel;
  /** 1-based, in the order of arrival. */
  readonly number: number;
  readonly message: Message;
}

/** Messages to the worker. Contents are JSON text. */
export type ToWorker =
  | { readonly kind: "stream"; readonly parent: Header; readonly name: StreamName; readonly text: string }
  | { readonly kind: "publish"; readonly parent: Header; readonly type: string; readonly content: string }
  | {
      readonly kind: "reply";
      readonly channel: Channel;
      readonly identities: readonly Uint8Array[];
      readonly parent: Header;
      readonly type: string;
      readonly content: string;
    }
  | {
      readonly kind: "ask";
      readonly id: string;
      readonly identities: readonly Uint8Array[];
      readonly parent: Header;
      readonly content: string;
    }
  /** The descriptors from which the output of child processes is read. */
  | { readonly kind: "pipes"; readonly stdout: number; readonly stderr: number }
  /** Output of child processes that the main thread has read. */
  | { readonly kind: "bytes"; readonly name: StreamName; readonly bytes: Uint8Array }
  /** The request to which output of child processes is attributed; undefined drops it. */
  | { readonly kind: "children"; readonly owner: Header | undefined }
  /** The shared memory by which any thread can stop the running cell. */
  | { readonly kind: "interrupt-flag"; readonly memory: SharedArrayBuffer }
  | { readonly kind: "close" };

/** Messages from the worker. */
export type FromWorker =
  | { readonly kind: "request"; readonly request: Request }
  /** The user's answer; `id` is the question's, if the client sent it. */
  | { readonly kind: "answer"; readonly id: string | undefined; readonly value: string }
  /** Stop the cell of this request if it is still running. */
  | { readonly kind: "interrupt"; readonly request: number }
  | { readonly kind: "shutdown" }
  /** All sockets listen. */
  | { readonly kind: "bound" }
  /** All sockets are closed. */
  | { readonly kind: "closed" }
  | { readonly kind: "failed"; readonly reason: string };

/** The worker's start data. */
export interface WorkerStart {
  readonly connection: Connection;
  readonly connectionFile: string;
  /** The kernel's session id, which every header contains. */
  readonly session: string;
  readonly version: string;
  readonly shared: SharedArrayBuffer;
}

const slots = { waiting: 0, received: 1, running: 2 } as const;

/** Maximum length of text in transit to clients, in UTF-16 units; above it, a printing cell is paused. */
const maxWaiting = 4_194_304;

/** Counters in shared memory, visible to both threads even while a cell is busy. */
export class SharedCounters {
  readonly memory: SharedArrayBuffer;
  readonly #slots: Int32Array;

  constructor(memory = new SharedArrayBuffer(4 * Object.keys(slots).length)) {
    this.memory = memory;
    this.#slots = new Int32Array(memory);
  }

  /** The number of requests that the worker has received. */
  get received(): number {
    return Atomics.load(this.#slots, slots.received);
  }

  /** The request whose cell is running, 0 for none. */
  get running(): number {
    return Atomics.load(this.#slots, slots.running);
  }

  set running(request: number) {
    Atomics.store(this.#slots, slots.running, request);
  }

  /** Returns the number of a request that has just arrived. */
  countReceived(): number {
    return Atomics.add(this.#slots, slots.received, 1) + 1;
  }

  /** Adds text in transit to the worker; blocks the caller while there is too much. */
  sending(length: number): void {
    // In short waits, since an interrupt ends the cell between them.
    for (let waiting = this.#waiting(); waiting > maxWaiting; waiting = this.#waiting()) {
      Atomics.wait(this.#slots, slots.waiting, waiting, 100);
    }
    Atomics.add(this.#slots, slots.waiting, length);
  }

  /** Adds text that the sockets' thread sends; returns whether too much is in transit. */
  count(length: number): boolean {
    return Atomics.add(this.#slots, slots.waiting, length) + length > maxWaiting;
  }

  /** Subtracts text that a socket has taken. */
  sent(length: number): void {
    Atomics.sub(this.#slots, slots.waiting, length);
    Atomics.notify(this.#slots, slots.waiting);
  }

  #waiting(): number {
    return Atomics.load(this.#slots, slots.waiting);
  }
}
