import { z } from "zod";
import { type WebhookAction, webhookActions, webhookMetaSchema } from "../../domain/records/webhook.js";
import { columnsOf, type RowOf } from "../db/columns.js";
import type { Command, Database, Query } from "../db/database.js";
import { idRow, jsonColumn } from "../db/rows.js";
import { Listing, type ListRequest, type ListSpec, type Page } from "../http/listing.js";

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

const hookColumns = columnsOf("w", {
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
export type Webhook = RowOf<typeof hookColumns>;

const webhooks: ListSpec<RowOf<typeof hookColumns>, Webhook> = {
  columns: hookColumns,
  from: "webhooks w",
  key: "w.id",
  wire: (row) => row,
};

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
export class WebhookStore {
  readonly #listing: Listing<RowOf<typeof hookColumns>, Webhook>;
  readonly #due: Query<Delivery>;
  readonly #nextDue: Query<{ dueAt: number }>;
  readonly #any: Query<{ id: number }>;
  readonly #insert: Command;
  readonly #update: Command;
  readonly #remove: Command;
  readonly #enqueue: Command;
  readonly #retry: Command;
  readonly #makeAllDue: Command;
  readonly #recordDelivery: Command;
  readonly #settle: Command;

  constructor(database: Database) {
    this.#listing = new Listing(database, webhooks);
    this.#due = database.query(
      `SELECT d.id, d.webhookId, d.body, d.attempts, w.action AS event, w.url, w.meta FROM
       (SELECT *, row_number() OVER (PARTITION BY webhookId ORDER BY id) AS place FROM deliveries WHERE dueAt <= ?) d
       JOIN webhooks w ON w.id = d.webhookId WHERE d.place <= ? ORDER BY d.id LIMIT ?`,
      deliveryRow,
    );
    this.#nextDue = database.query(
      "SELECT dueAt FROM deliveries WHERE dueAt > ? ORDER BY dueAt LIMIT 1",
      z.object({ dueAt: z.number() }),
    );
    this.#any = database.query("SELECT id FROM deliveries LIMIT 1", idRow);
    this.#insert = database.command(
      "INSERT INTO webhooks (teamId, action, url, meta, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#update = database.command("UPDATE webhooks SET action = ?, url = ?, meta = ?, updatedAt = ? WHERE id = ?");
    this.#remove = database.command("DELETE FROM webhooks WHERE id = ?");
    this.#enqueue = database.command(
      "INSERT INTO deliveries (webhookId, body) SELECT id, ? FROM webhooks WHERE teamId = ? AND action = ?",
    );
    this.#retry = database.command("UPDATE deliveries SET attempts = attempts + 1, dueAt = ? WHERE id = ?");
    this.#makeAllDue = database.command("UPDATE deliveries SET dueAt = 0");
    this.#recordDelivery = database.command("UPDATE webhooks SET lastDelivery = ? WHERE id = ?");
    this.#settle = database.command("DELETE FROM deliveries WHERE id = ?");
  }

  find(id: number): Webhook | undefined {
    return this.#listing.one(id);
  }

  list(teamId: number, request: ListRequest): Page<Webhook> {
    return this.#listing.page([{ sql: "w.teamId = ?", values: [teamId] }], request);
  }

  add(hook: Pick<Webhook, "teamId" | "action" | "url" | "meta">, now: string): number {
    return this.#insert.run(hook.teamId, hook.action, hook.url, JSON.stringify(hook.meta), now, now).id;
  }

  update(hook: Webhook, now: string): void {
    this.#update.run(hook.action, hook.url, JSON.stringify(hook.meta), now, hook.id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }

  /** Adds a delivery for every webhook of the team with this action; returns their number. */
  enqueue(teamId: number, action: WebhookAction, body: string): number {
    return this.#enqueue.run(body, teamId, action).changes;
  }

  /** Returns the deliveries that are due at `now` (milliseconds), oldest first, at most `mostOfOne` per webhook. */
  due(now: number, mostOfOne: number, most: number): Delivery[] {
    return this.#due.all(now, mostOfOne, most);
  }

  /** Returns the time of the next due delivery after `now`, in milliseconds; undefined if there is none. */
  nextDue(now: number): number | undefined {
    return this.#nextDue.first(now)?.dueAt;
  }

  hasDeliveries(): boolean {
    return this.#any.first() !== undefined;
  }

  /** Makes all pending deliveries due, for a restart. */
  makeAllDue(): void {
    this.#makeAllDue.run();
  }

  /** Counts a failed attempt and schedules the next one at `dueAt`, in milliseconds. */
  retry(deliveryId: number, dueAt: number): void {
    this.#retry.run(dueAt, deliveryId);
  }

  recordDelivery(webhookId: number, last: LastDelivery): void {
    this.#recordDelivery.run(JSON.stringify(last), webhookId);
  }

  /** Removes a delivery that succeeded or failed finally. */
  settle(deliveryId: number): void {
    this.#settle.run(deliveryId);
  }
}
