/** What passes between the thread that runs cells and the worker that holds the sockets. */

import type { Header, Message, StreamName } from "../requests/messages.js";
import type { Connection } from "./connection.js";

/** Where the worker has the shell's messages from: the socket itself is on the other side. */
export function shellWithin({ ports }: Connection): string {
  return `inproc://shell-${ports.shell}`;
}

/** The identity to which the worker sends its last reply: when that arrives, all replies have been delivered. */
export const witness = "slylab: the last word";

/** The sockets that requests come by. */
export type Channel = "shell" | "control";

/** A request, and where its reply goes. */
export interface Request {
  readonly channel: Channel;
  /** Counted from 1 in the order in which they came. */
  readonly number: number;
  readonly message: Message;
}

/** What the worker is told. Contents are JSON text already. */
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
  /** The descriptors that the output of child processes is read from. */
  | { readonly kind: "pipes"; readonly stdout: number; readonly stderr: number }
  /** Output of child processes that was read already. */
  | { readonly kind: "bytes"; readonly name: StreamName; readonly bytes: Uint8Array }
  /** Whose output child processes write from now on; undefined: nobody sees it. */
  | { readonly kind: "children"; readonly owner: Header | undefined }
  /** Where a cell that runs is stopped from any thread. */
  | { readonly kind: "interrupt-flag"; readonly memory: SharedArrayBuffer }
  | { readonly kind: "close" };

/** What the worker tells. */
export type FromWorker =
  | { readonly kind: "request"; readonly request: Request }
  /** What the user typed; `id` names the question, where the client said which. */
  | { readonly kind: "answer"; readonly id: string | undefined; readonly value: string }
  /** The cell of this request is to stop, if it is still the one that runs. */
  | { readonly kind: "interrupt"; readonly request: number }
  | { readonly kind: "shutdown" }
  /** The sockets listen. */
  | { readonly kind: "bound" }
  /** The sockets are closed. */
  | { readonly kind: "closed" }
  | { readonly kind: "failed"; readonly reason: string };

/** What the worker starts with. */
export interface WorkerStart {
  readonly connection: Connection;
  readonly connectionFile: string;
  /** The kernel's session, which every header names. */
  readonly session: string;
  readonly version: string;
  readonly shared: SharedArrayBuffer;
}

const slots = { waiting: 0, received: 1, running: 2 } as const;

/** So much text may be on its way to a client; above it the cell that prints is held. In UTF-16 units. */
const maxWaiting = 4_194_304;

/** Numbers that both threads see at once, also while a cell spins. */
export class Shared {
  readonly memory: SharedArrayBuffer;
  readonly #slots: Int32Array;

  constructor(memory = new SharedArrayBuffer(4 * Object.keys(slots).length)) {
    this.memory = memory;
    this.#slots = new Int32Array(memory);
  }

  /** How many requests the worker has taken in. */
  get received(): number {
    return Atomics.load(this.#slots, slots.received);
  }

  /** The request whose cell runs now, 0 for none. */
  get running(): number {
    return Atomics.load(this.#slots, slots.running);
  }

  set running(request: number) {
    Atomics.store(this.#slots, slots.running, request);
  }

  /** The number of a request that came just now. */
  countReceived(): number {
    return Atomics.add(this.#slots, slots.received, 1) + 1;
  }

  /** Counts text that goes to the worker; holds the caller while too much is on its way. */
  sending(length: number): void {
    // In slices, since an interrupt ends the cell between two of them.
    for (let waiting = this.#waiting(); waiting > maxWaiting; waiting = this.#waiting()) {
      Atomics.wait(this.#slots, slots.waiting, waiting, 100);
    }
    Atomics.add(this.#slots, slots.waiting, length);
  }

  /** Counts text that the sockets' own thread sends; returns whether too much is on its way now. */
  count(length: number): boolean {
    return Atomics.add(this.#slots, slots.waiting, length) + length > maxWaiting;
  }

  /** Counts text that a socket took. */
  sent(length: number): void {
    Atomics.sub(this.#slots, slots.waiting, length);
    Atomics.notify(this.#slots, slots.waiting);
  }

  #waiting(): number {
    return Atomics.load(this.#slots, slots.waiting);
  }
}
