/** What every client sees: one send at a time, in order, nothing lost to a client that reads. */

import { type ReadableSocket, receiveAll } from "../wire/receive.js";
import type { Frame } from "../wire/wire.js";

/** A client that asks before its subscription is through would miss the answer's idle; so long it is waited for. */
const subscriptionPatienceMs = 500;

/** A client that reads nothing for so long is taken for gone. */
const stalledMs = 10_000;
/** The socket does not tell when a full client has room again, so it is tried. */
const retryMs = 2;
/** What clients do not take in this time at the end, they lose. */
const closePatienceMs = 500;

type Work = () => Promise<void>;

/** What is asked of the socket: a publisher that tells who subscribes. */
export interface PublishSocket extends ReadableSocket {
  /** Rejects at once where a client cannot take the message and it may not be dropped. */
  send(frames: Frame[]): Promise<void>;
  /** Whether a message that a client cannot take is waited for. */
  noDrop: boolean;
  close(): void;
}

/** Sends what every client sees. */
export class Publisher {
  readonly #socket: PublishSocket;
  readonly #onSubscribe: (topic: string) => void;
  #queue: Work[] = [];
  #isClosing = false;
  #isDropping = false;
  #pumping: Promise<void> | undefined;
  #isSubscribed: () => void = () => undefined;
  readonly #subscribed = new Promise<void>((resolve) => {
    this.#isSubscribed = resolve;
  });

  constructor(socket: PublishSocket, onSubscribe: (topic: string) => void) {
    this.#socket = socket;
    this.#onSubscribe = onSubscribe;
    receiveAll(
      socket,
      (frames) => this.#hear(frames),
      () => undefined,
    ).catch(() => undefined);
  }

  /** Sends frames when all before them are sent. */
  send(frames: Frame[], onSent?: () => void): void {
    this.after(async () => {
      await this.#sendNow(frames);
      onSent?.();
    });
  }

  /** Sends frames before those that wait. */
  sendFirst(frames: Frame[]): void {
    this.#queue.unshift(() => this.#sendNow(frames));
    this.#pumping ??= this.#pump();
  }

  /** Does something when all that was to be sent before is sent. */
  after(work: Work): void {
    this.#queue.push(work);
    this.#pumping ??= this.#pump();
  }

  /** Sends what waits, as far as clients take it soon, and closes. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.race([this.#pumping, sleep(closePatienceMs)]);
    this.#socket.close();
  }

  async #pump(): Promise<void> {
    await this.#firstSubscription();
    while (this.#queue.length > 0) {
      const works = this.#queue;
      this.#queue = [];
      for (const work of works) await work().catch(() => undefined);
    }
    this.#pumping = undefined;
  }

  async #firstSubscription(): Promise<void> {
    await Promise.race([this.#subscribed, sleep(subscriptionPatienceMs)]);
    this.#isSubscribed();
  }

  async #sendNow(frames: Frame[]): Promise<void> {
    for (const startedAt = performance.now(); performance.now() - startedAt < stalledMs; await sleep(retryMs)) {
      try {
        await this.#socket.send(frames);
        return;
      } catch {
        if (this.#isClosing) return;
      }
    }
    // A client that stopped reading must not hold the others: until somebody subscribes anew it loses output.
    this.#setDropping(true);
    await this.#socket.send(frames);
  }

  // Only when it changes: the binding warns at every change, though it takes effect at once.
  #setDropping(isDropping: boolean): void {
    if (isDropping === this.#isDropping) return;
    this.#isDropping = isDropping;
    this.#socket.noDrop = !isDropping;
  }

  #hear([frame]: readonly Buffer[]): void {
    if (frame?.[0] !== 1) return;
    this.#setDropping(false);
    this.#onSubscribe(frame.subarray(1).toString());
    this.#isSubscribed();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
