import type { Stores } from "../stores.js";
import { isTaken, postHook } from "./webhook-delivery.js";
import type { Delivery, HookAction } from "./webhook-store.js";

/** Delivers webhooks: each until it is taken or its retries are used up, also after a restart. */
export class Hooks {
  readonly #stores: Stores;
  readonly #isTrusted: boolean;
  /** Deliveries that are under way or wait for their next attempt. */
  readonly #waiting = new Map<number, NodeJS.Timeout | undefined>();
  #isOpen = false;

  constructor(stores: Stores, isTrusted: boolean) {
    this.#stores = stores;
    this.#isTrusted = isTrusted;
  }

  /** Whether addresses beyond this machine are told too. */
  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  /** Begins with what an earlier process left. */
  open(): void {
    this.#isOpen = true;
    this.#deliver();
  }

  /** Stops; what is not told yet is told by the next process. */
  close(): void {
    this.#isOpen = false;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  /** Puts down what happened, in the transaction of what happened, and sends it when that is done. */
  tell(teamId: number, action: HookAction, now: string, data: object): void {
    const body = JSON.stringify({ event: action, timestamp: now, team_id: teamId, data });
    if (this.#stores.webhooks.enqueue(teamId, action, body) > 0) setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    if (!this.#isOpen) return;
    for (const delivery of this.#stores.webhooks.pending()) {
      if (!this.#waiting.has(delivery.id)) void this.#attempt(delivery);
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    this.#waiting.set(delivery.id, undefined);
    const { id, url, body, meta } = delivery;
    const outcome = await postHook(url, body, meta, this.#isTrusted);
    if (!this.#isOpen) return;
    if (isTaken(outcome) || delivery.attempts >= meta.retriesCount) {
      this.#stores.webhooks.settle(id);
      this.#waiting.delete(id);
      return;
    }
    this.#stores.webhooks.countAttempt(id);
    const next = { ...delivery, attempts: delivery.attempts + 1 };
    this.#waiting.set(id, setTimeout(() => void this.#attempt(next), meta.retriesDelay * 1000).unref());
  }
}
