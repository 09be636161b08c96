import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { idRow, jsonColumn } from "../db/rows.js";
import { Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";

/** What can be told to a webhook. */
export const hookActions = [
  "labeling_job.completed",
  "labeling_queue.job.completed",
  "labeling_queue.completed",
] as const;
export type HookAction = (typeof hookActions)[number];

/** How a webhook is delivered. Delays in seconds. */
export const hookMeta = z.object({
  retriesCount: z.int(),
  retriesDelay: z.number(),
  headers: z.record(z.string(), z.string()),
  followRedirect: z.boolean(),
  rejectUnauthorized: z.boolean(),
});
export type WebhookMeta = z.output<typeof hookMeta>;

/** What became of the last delivery of a webhook. */
const lastDelivery = z.object({
  /** `failed`: given up, with the reason in `error` or `httpStatus`; `retrying`: it will be tried again. */
  status: z.enum(["delivered", "failed", "retrying"]),
  date: z.string(),
  event: z.string(),
  attempts: z.int(),
  httpStatus: z.int().optional(),
  error: z.string().optional(),
});
export type LastDelivery = z.output<typeof lastDelivery>;

const hookRow = z.object({
  id: z.int(),
  teamId: z.int(),
  action: z.enum(hookActions),
  url: z.string(),
  meta: jsonColumn(hookMeta),
  // The real API has no such field; how it tells of a delivery that failed is not known.
  lastDelivery: jsonColumn(lastDelivery).nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Webhook = z.output<typeof hookRow>;

const webhooks: Plan<typeof hookRow.shape, Webhook> = {
  select: "SELECT w.id, w.teamId, w.action, w.url, w.meta, w.lastDelivery, w.createdAt, w.updatedAt",
  from: "webhooks w",
  key: "w.id",
  fields: {
    id: { sql: "w.id", kind: "number" },
    action: { sql: "w.action", kind: "text" },
    url: { sql: "w.url", kind: "text" },
    createdAt: { sql: "w.createdAt", kind: "time" },
  },
  row: hookRow,
  wire: (row) => row,
};

const deliveryRow = z.object({
  id: z.int(),
  webhookId: z.int(),
  event: z.string(),
  body: z.string(),
  attempts: z.int(),
  url: z.string(),
  meta: jsonColumn(hookMeta),
});

/** Something that is still to be told. */
export type Delivery = z.output<typeof deliveryRow>;

/** Webhooks, and what is still to be told to them: written with what happened, so that neither is without the other. */
export class WebhookStore {
  readonly #listing: Listing<typeof hookRow.shape, Webhook>;
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

  /** Puts `body` down for every webhook of the team that waits for the action; answers how many. */
  enqueue(teamId: number, action: HookAction, body: string): number {
    return this.#enqueue.run(body, teamId, action).changes;
  }

  /** What is to be told by `now` (milliseconds), oldest first; of one webhook at most `mostOfOne`, under way or not. */
  due(now: number, mostOfOne: number, most: number): Delivery[] {
    return this.#due.all(now, mostOfOne, most);
  }

  /** When the next delivery after `now` is due, in milliseconds; undefined when none is. */
  nextDue(now: number): number | undefined {
    return this.#nextDue.first(now)?.dueAt;
  }

  hasDeliveries(): boolean {
    return this.#any.first() !== undefined;
  }

  /** After a restart nobody waits any longer. */
  makeAllDue(): void {
    this.#makeAllDue.run();
  }

  /** Counts an attempt that failed; the next one is due at `dueAt`, in milliseconds. */
  retry(deliveryId: number, dueAt: number): void {
    this.#retry.run(dueAt, deliveryId);
  }

  recordDelivery(webhookId: number, last: LastDelivery): void {
    this.#recordDelivery.run(JSON.stringify(last), webhookId);
  }

  /** Told, or given up. */
  settle(deliveryId: number): void {
    this.#settle.run(deliveryId);
  }
}
