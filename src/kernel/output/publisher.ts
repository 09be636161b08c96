/** Sends the messages for all clients: one at a time, in order, without losing any for a client that reads. */
import { type ReadableSocket, receiveAll } from "../wire/receive.js";
import type { Frame } from "../wire/wire.js";

/**
 * Milliseconds to wait for the first subscription; a client that subscribes later would miss the idle of its first
 * request.
 */
const subscriptionTimeoutMs = 500;

/** A client that reads nothing for this time is considered gone. */
const stalledMs = 10_000;
/** Retry interval, since a socket does not report when a full client has room again. */
const retryMs = 2;
/** Time limit for pending messages on close. */
const closeTimeoutMs = 500;

type QueuedWork = () => Promise<void>;

/** A publishing socket that also receives subscriptions. */
export interface PublishSocket extends ReadableSocket {
  /** Rejects immediately if a client cannot take the message and `noDrop` is set. */
  send(frames: Frame[]): Promise<void>;
  /** Whether messages that a client cannot take are kept. */
  noDrop: boolean;
  close(): void;
}

/** Sends the messages for all clients. */
export class Publisher {
  readonly #socket: PublishSocket;
  readonly #onSubscribe: (topic: string) => void;
  #queue: QueuedWork[] = [];
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
      (frames) => this.#handleSubscription(frames),
      () => undefined,
    ).catch(() => undefined);
  }

  /** Sends frames after all earlier ones. */
  send(frames: Frame[], onSent?: () => void): void {
    this.after(async () => {
      await this.#sendNow(frames);
      onSent?.();
    });
  }

  /** Sends frames before all pending ones. */
  sendFirst(frames: Frame[]): void {
    this.#queue.unshift(() => this.#sendNow(frames));
    this.#pumping ??= this.#pump();
  }

  /** Runs `work` after everything before it was sent. */
  after(work: QueuedWork): void {
    this.#queue.push(work);
    this.#pumping ??= this.#pump();
  }

  /** Sends pending messages within a time limit, then closes the socket. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.race([this.#pumping, sleep(closeTimeoutMs)]);
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
    await Promise.race([this.#subscribed, sleep(subscriptionTimeoutMs)]);
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
    // A client that stopped reading must not block the others. It loses output until a client subscribes again.
    this.#setDropping(true);
    await this.#socket.send(frames);
  }

  // Set only on change, since the binding warns each time, although the option takes effect.
  #setDropping(isDropping: boolean): void {
    if (isDropping === this.#isDropping) return;
    this.#isDropping = isDropping;
    this.#socket.noDrop = !isDropping;
  }

  #handleSubscription([frame]: readonly Buffer[]): void {
    if (frame?.[0] !== 1) return;
    this.#setDropping(false);
    this.#onSubscribe(frame.subarray(1).toString());
    this.#isSubscribed();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
