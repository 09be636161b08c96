/** What every client sees: one send at a time, in order, nothing lost to a client that reads. */
import { setTimeout as sleep } from "node:timers/promises";

/** A client that asks before its subscription is through would miss the answer's idle; so long it is waited for. */
const subscriptionPatienceMs = 500;

type Work = () => Promise<void>;

/** What is asked of the socket: a publisher that tells who subscribes. */
export interface PublishSocket extends AsyncIterable<readonly Uint8Array[]> {
  /** Rejects where a client takes nothing for too long, as long as nothing may be dropped. */
  send(frames: Buffer[]): Promise<void>;
  /** Whether a message that a client cannot take is waited for. */
  noDrop: boolean;
  close(): void;
}

/** Sends what every client sees. */
export class Publisher {
  readonly #socket: PublishSocket;
  readonly #onSubscribe: (topic: string) => void;
  #queue: Work[] = [];
  #pumping: Promise<void> | undefined;
  #isSubscribed: () => void = () => undefined;
  readonly #subscribed = new Promise<void>((resolve) => {
    this.#isSubscribed = resolve;
  });

  constructor(socket: PublishSocket, onSubscribe: (topic: string) => void) {
    this.#socket = socket;
    this.#onSubscribe = onSubscribe;
    void this.#listen();
  }

  /** Sends frames when all before them are sent. */
  send(frames: Buffer[], onSent?: () => void): void {
    this.after(async () => {
      await this.#sendNow(frames);
      onSent?.();
    });
  }

  /** Sends frames before those that wait. */
  sendFirst(frames: Buffer[]): void {
    this.#queue.unshift(() => this.#sendNow(frames));
    this.#pumping ??= this.#pump();
  }

  /** Does something when all that was to be sent before is sent. */
  after(work: Work): void {
    this.#queue.push(work);
    this.#pumping ??= this.#pump();
  }

  /** Sends what waits, and closes. */
  async close(): Promise<void> {
    await this.#pumping;
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
    await Promise.race([this.#subscribed, sleep(subscriptionPatienceMs, undefined, { ref: false })]);
    this.#isSubscribed();
  }

  async #sendNow(frames: Buffer[]): Promise<void> {
    try {
      await this.#socket.send(frames);
    } catch {
      // A client that stopped reading must not hold the others: from now on it loses what it does not take.
      this.#socket.noDrop = false;
      await this.#socket.send(frames);
    }
  }

  async #listen(): Promise<void> {
    for await (const [frame] of this.#socket) {
      if (frame?.[0] !== 1) continue;
      this.#onSubscribe(Buffer.from(frame.subarray(1)).toString());
      this.#isSubscribed();
    }
  }
}
