import { setTimeout as sleep } from "node:timers/promises";
import { timerMs } from "../../base/duration.js";
import type { WebhookAction } from "../../domain/records/webhook.js";
import { busy } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { type DeliveryOutcome, isTaken, postWebhook, type WebhookRequest } from "./webhook-delivery.js";
import type { WebhookHosts } from "./webhook-hosts.js";
import type { Delivery } from "./webhook-store.js";

// Maximum number of concurrent deliveries: in total, and per webhook, so that a slow receiver does not delay others.
const maxOpen = 16;
const maxOpenPerWebhook = 4;

/** Receives internal errors. */
type OnDeliveryFailure = (error: unknown, what: string) => void;

/** Delivers webhooks and retries failed deliveries, also after a restart. */
export class WebhookDispatcher {
  readonly #stores: Stores;
  readonly #hosts: WebhookHosts;
  readonly #onFailure: OnDeliveryFailure;
  /** Ids of the deliveries in progress. */
  readonly #open = new Set<number>();
  #tests = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;

  constructor(stores: Stores, hosts: WebhookHosts, onFailure: OnDeliveryFailure = () => {}) {
    this.#stores = stores;
    this.#hosts = hosts;
    this.#onFailure = onFailure;
  }

  /** Starts delivering, first the pending deliveries of an earlier process. */
  open(): void {
    this.#isOpen = true;
    if (this.#stores.webhooks.hasDeliveries()) {
      this.#stores.webhooks.makeAllDue();
      this.#deliver();
    }
  }

  /** Stops; pending deliveries are left for the next process. */
  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  /** Queues deliveries of an event in the current transaction; they are sent after its commit. */
  notify(teamId: number, action: WebhookAction, now: string, data: object): void {
    const body = JSON.stringify({ event: action, timestamp: now, team_id: teamId, data });
    if (this.#stores.webhooks.enqueue(teamId, action, body) > 0) this.#deliverIn(0);
  }

  /** Sends a test delivery once. @throws {Problem} too many tests are in progress */
  async send(post: WebhookRequest): Promise<DeliveryOutcome> {
    if (this.#tests >= maxOpen) throw busy("too many webhooks are being tested", 1);
    this.#tests += 1;
    try {
      return await postWebhook(post, this.#hosts);
    } finally {
      this.#tests -= 1;
    }
  }

  #deliverIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#deliver(), timerMs(ms)).unref();
  }

  /** Starts the due deliveries, up to the limits, and schedules the next run. */
  #deliver(): void {
    if (!this.#isOpen) return;
    const { webhooks } = this.#stores;
    // Read once: a delivery that becomes due between two reads would be missed.
    const now = Date.now();
    try {
      const due = this.#open.size >= maxOpen ? [] : webhooks.due(now, maxOpenPerWebhook, maxOpen);
      for (const delivery of due) {
        if (this.#open.has(delivery.id) || this.#open.size >= maxOpen) continue;
        this.#open.add(delivery.id);
        // Never rejects.
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
      // Delays the retry, so that a database that cannot be written does not cause a busy loop.
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
