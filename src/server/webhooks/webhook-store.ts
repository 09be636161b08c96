import { z } from "zod";
import { type WebhookAction, webhookActions, webhookMetaSchema } from "../../domain/records/webhook.js";
import type { RowOf } from "../db/columns.js";
import { idRow, jsonColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";

/** The outcome of the last delivery of a webhook. */
const lastDelivery = z.object({
  /** `failed` means after the last retry; the reason is in `error` or `httpStatus`. */
  status: z.enum(["delivered", "failed", "retrying"]),
  date: z.string(),
  event: z.string(),
  attempts: z.int(),
  httpStatus: z.int().optional(),
  error: z.string().optional(),
});
export type LastDelivery = z.output<typeof lastDelivery>;

const webhooks = listOf("webhooks w", {
  id: { type: z.int(), filter: "number" },
  teamId: { type: z.int() },
  action: { type: z.enum(webhookActions), filter: "text" },
  url: { type: z.string(), filter: "text" },
  meta: { type: jsonColumn(webhookMetaSchema) },
  // Specific to local instances; it is unknown how a real server reports failed deliveries.
  lastDelivery: { type: jsonColumn(lastDelivery).nullable() },
  createdAt: { type: z.string(), filter: "time" },
  updatedAt: { type: z.string() },
});
export type Webhook = RowOf<typeof webhooks>;

const deliveryRow = z.object({
  id: z.int(),
  webhookId: z.int(),
  event: z.string(),
  body: z.string(),
  attempts: z.int(),
  url: z.string(),
  meta: jsonColumn(webhookMetaSchema),
});

/** A pending delivery. */
export type Delivery = z.output<typeof deliveryRow>;

/** Stores webhooks and their pending deliveries, which are written in the transaction of their event. */
export class WebhookStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, webhooks),
    due: this.database.query(
      `SELECT d.id, d.webhookId, d.body, d.attempts, w.action AS event, w.url, w.meta FROM
       (SELECT *, row_number() OVER (PARTITION BY webhookId ORDER BY id) AS place FROM deliveries WHERE dueAt <= ?) d
       JOIN webhooks w ON w.id = d.webhookId WHERE d.place <= ? ORDER BY d.id LIMIT ?`,
      deliveryRow,
    ),
    nextDue: this.database.query(
      "SELECT dueAt FROM deliveries WHERE dueAt > ? ORDER BY dueAt LIMIT 1",
      z.object({ dueAt: z.number() }),
    ),
    any: this.database.query("SELECT id FROM deliveries LIMIT 1", idRow),
    enqueue: this.database.command(
      "INSERT INTO deliveries (webhookId, body) SELECT id, ? FROM webhooks WHERE teamId = ? AND action = ?",
    ),
    retry: this.database.command("UPDATE deliveries SET attempts = attempts + 1, dueAt = ? WHERE id = ?"),
    makeAllDue: this.database.command("UPDATE deliveries SET dueAt = 0"),
  };

  find(id: number): Webhook | undefined {
    return this.#sql.listing.one(id);
  }

  list(teamId: number, request: ListRequest): Page<Webhook> {
    return this.#sql.listing.page([{ sql: "w.teamId = ?", values: [teamId] }], request);
  }

  add(hook: Pick<Webhook, "teamId" | "action" | "url" | "meta">, now: string): number {
    const { teamId, action, url, meta } = hook;
    return this.database.insert("webhooks", { teamId, action, url, meta, createdAt: now, updatedAt: now });
  }

  update(hook: Webhook, now: string): void {
    const { id, action, url, meta } = hook;
    this.database.update("webhooks", id, { action, url, meta, updatedAt: now });
  }

  remove(id: number): void {
    this.database.remove("webhooks", id);
  }

  /** Adds a delivery for every webhook of the team with this action; returns their number. */
  enqueue(teamId: number, action: WebhookAction, body: string): number {
    return this.#sql.enqueue.run(body, teamId, action).changes;
  }

  /** Returns the deliveries that are due at `now` (milliseconds), oldest first, at most `maxPerWebhook` per webhook. */
  due(now: number, maxPerWebhook: number, max: number): Delivery[] {
    return this.#sql.due.all(now, maxPerWebhook, max);
  }

  /** Returns the time of the next due delivery after `now`, in milliseconds; undefined if there is none. */
  nextDue(now: number): number | undefined {
    return this.#sql.nextDue.first(now)?.dueAt;
  }

  hasDeliveries(): boolean {
    return this.#sql.any.first() !== undefined;
  }

  /** Marks all pending deliveries as due, for a restart. */
  makeAllDue(): void {
    this.#sql.makeAllDue.run();
  }

  /** Counts a failed attempt and schedules the next one at `dueAt`, in milliseconds. */
  retry(deliveryId: number, dueAt: number): void {
    this.#sql.retry.run(dueAt, deliveryId);
  }

  recordDelivery(webhookId: number, last: LastDelivery): void {
    this.database.update("webhooks", webhookId, { lastDelivery: last });
  }

  /** Removes a delivery that succeeded or failed finally. */
  settle(deliveryId: number): void {
    this.database.remove("deliveries", deliveryId);
  }
}
