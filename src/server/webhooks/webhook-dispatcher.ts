import { setTimeout as sleep } from "node:timers/promises";
import { busy } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { type DeliveryOutcome, isTaken, postWebhook, type WebhookRequest } from "./webhook-delivery.js";
import type { WebhookHosts } from "./webhook-hosts.js";
import type { Delivery, HookAction } from "./webhook-store.js";

// Deliveries under way at a time: in all, and of one webhook, so that a slow receiver does not keep the others waiting.
const mostOpen = 16;
const mostOpenOfOne = 4;
// What setTimeout takes.
const longestTimer = 2 ** 31 - 1;

/** Told of a failure of the instance itself. */
type OnFailure = (error: unknown, what: string) => void;

/** Delivers webhooks: each until it is taken or its retries are used up, also after a restart. */
export class WebhookDispatcher {
  readonly #stores: Stores;
  readonly #hosts: WebhookHosts;
  readonly #onFailure: OnFailure;
  /** Deliveries under way. */
  readonly #open = new Set<number>();
  #tests = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;

  constructor(stores: Stores, hosts: WebhookHosts, onFailure: OnFailure = () => {}) {
    this.#stores = stores;
    this.#hosts = hosts;
    this.#onFailure = onFailure;
  }

  /** Begins with what an earlier process left. */
  open(): void {
    this.#isOpen = true;
    if (this.#stores.webhooks.hasDeliveries()) {
      this.#stores.webhooks.makeAllDue();
      this.#deliver();
    }
  }

  /** Stops; what is not told yet is told by the next process. */
  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  /** Puts down what happened, in the transaction of what happened, and sends it when that is done. */
  tell(teamId: number, action: HookAction, now: string, data: object): void {
    const body = JSON.stringify({ event: action, timestamp: now, team_id: teamId, data });
    if (this.#stores.webhooks.enqueue(teamId, action, body) > 0) this.#deliverIn(0);
  }

  /** Sends something once and now, without keeping it. @throws {Problem} too many are under way */
  async send(post: WebhookRequest): Promise<DeliveryOutcome> {
    if (this.#tests >= mostOpen) throw busy("too many webhooks are being tested", 1);
    this.#tests += 1;
    try {
      return await postWebhook(post, this.#hosts);
    } finally {
      this.#tests -= 1;
    }
  }

  #deliverIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#deliver(), Math.min(ms, longestTimer)).unref();
  }

  /** Sends what is due, as much of it as may be under way, and comes back when more is due. */
  #deliver(): void {
    if (!this.#isOpen) return;
    const { webhooks } = this.#stores;
    // Read once: a delivery that came due between two readings would be neither due nor next.
    const now = Date.now();
    try {
      const due = this.#open.size >= mostOpen ? [] : webhooks.due(now, mostOpenOfOne, mostOpen);
      for (const delivery of due) {
        if (this.#open.has(delivery.id) || this.#open.size >= mostOpen) continue;
        this.#open.add(delivery.id);
        // Never rejects, see there.
        void this.#attempt(delivery);
      }
      const next = webhooks.nextDue(now);
      if (next !== undefined) this.#deliverIn(Math.max(0, next - Date.now()));
    } catch (error) {
      this.#onFailure(error, "webhooks");
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { id, url, body, meta } = delivery;
    try {
      const outcome = await postWebhook({ ...meta, url, body }, this.#hosts);
      if (this.#isOpen) this.#settle(delivery, outcome);
    } catch (error) {
      this.#onFailure(error, `webhook ${delivery.webhookId}`);
      // What cannot be written now is tried again later, and not at once and for ever.
      await sleep(1000, undefined, { ref: false });
    } finally {
      this.#open.delete(id);
      this.#deliver();
    }
  }

  #settle(delivery: Delivery, outcome: DeliveryOutcome): void {
    const { webhooks, database } = this.#stores;
    const attempts = delivery.attempts + 1;
    const isDone = isTaken(outcome) || "isFinal" in outcome || delivery.attempts >= delivery.meta.retriesCount;
    database.atomic(() => {
      const status = isTaken(outcome) ? "delivered" : isDone ? "failed" : "retrying";
      const about = "status" in outcome ? { httpStatus: outcome.status } : { error: outcome.error };
      const date = new Date().toISOString();
      webhooks.recordDelivery(delivery.webhookId, { status, date, event: delivery.event, attempts, ...about });
      if (isDone) webhooks.settle(delivery.id);
      else webhooks.retry(delivery.id, Date.now() + delivery.meta.retriesDelay * 1000);
    });
  }
}
