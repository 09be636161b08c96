/** The iopub socket: one send at a time, in order, nothing lost to a client that reads. Used by the worker alone. */
import { setTimeout as sleep } from "node:timers/promises";
import { XPublisher } from "zeromq";

/** A client that reads nothing for so long is taken for gone: what it does not take is dropped from then on. */
const stalledMs = 30_000;

/** A client that asks before its subscription is through would miss the answer's idle; so long it is waited for. */
const subscriptionPatienceMs = 500;

type Work = () => Promise<void>;

/** Sends what every client sees. */
export class Publisher {
  // Without noDrop a client that is slow for a moment loses output, the idle it waits for included.
  readonly #socket: XPublisher;
  readonly #onSubscribe: (topic: string) => void;
  #queue: Work[] = [];
  #pumping: Promise<void> | undefined;
  #isSubscribed: () => void = () => undefined;
  readonly #subscribed = new Promise<void>((resolve) => {
    this.#isSubscribed = resolve;
  });

  constructor(lingerMs: number, onSubscribe: (topic: string) => void) {
    this.#socket = new XPublisher({ linger: lingerMs, noDrop: true, sendTimeout: stalledMs, verbosity: "allSubs" });
    this.#onSubscribe = onSubscribe;
  }

  async bind(address: string): Promise<void> {
    await this.#socket.bind(address);
    void this.#listen();
  }

  /** Sends frames when all before them are sent. */
  send(frames: Buffer[], onSent?: () => void): void {
    this.after(async () => {
      await this.#sendNow(frames);
      onSent?.();
    });
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
      this.#socket.noDrop = false;
      await this.#socket.send(frames);
    }
  }

  async #listen(): Promise<void> {
    for await (const [frame] of this.#socket) {
      if (frame?.[0] !== 1) continue;
      this.#onSubscribe(frame.subarray(1).toString());
      this.#isSubscribed();
    }
  }
}
