import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { jsonColumn } from "../db/rows.js";
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
export type HookMeta = z.output<typeof hookMeta>;

const hookRow = z.object({
  id: z.int(),
  teamId: z.int(),
  action: z.enum(hookActions),
  url: z.string(),
  meta: jsonColumn(hookMeta),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Webhook = z.output<typeof hookRow>;

const webhooks: Plan<typeof hookRow.shape, Webhook> = {
  select: "SELECT w.id, w.teamId, w.action, w.url, w.meta, w.createdAt, w.updatedAt",
  from: "webhooks w",
  key: "w.id",
  fields: {
    id: { sql: "w.id", kind: "number" },
    action: { sql: "w.action", kind: "text" },
    url: { sql: "w.url", kind: "text" },
    createdAt: { sql: "w.createdAt", kind: "text" },
  },
  row: hookRow,
  wire: (row) => row,
};

const deliveryRow = z.object({
  id: z.int(),
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
  readonly #pending: Query<Delivery>;
  readonly #insert: Command;
  readonly #update: Command;
  readonly #remove: Command;
  readonly #enqueue: Command;
  readonly #countAttempt: Command;
  readonly #settle: Command;

  constructor(database: Database) {
    this.#listing = new Listing(database, webhooks);
    this.#pending = database.query(
      `SELECT d.id, d.body, d.attempts, w.url, w.meta FROM deliveries d JOIN webhooks w ON w.id = d.webhookId
       ORDER BY d.id`,
      deliveryRow,
    );
    this.#insert = database.command(
      "INSERT INTO webhooks (teamId, action, url, meta, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#update = database.command("UPDATE webhooks SET action = ?, url = ?, meta = ?, updatedAt = ? WHERE id = ?");
    this.#remove = database.command("DELETE FROM webhooks WHERE id = ?");
    this.#enqueue = database.command(
      "INSERT INTO deliveries (webhookId, body) SELECT id, ? FROM webhooks WHERE teamId = ? AND action = ?",
    );
    this.#countAttempt = database.command("UPDATE deliveries SET attempts = attempts + 1 WHERE id = ?");
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

  pending(): Delivery[] {
    return this.#pending.all();
  }

  countAttempt(deliveryId: number): void {
    this.#countAttempt.run(deliveryId);
  }

  /** Told, or given up. */
  settle(deliveryId: number): void {
    this.#settle.run(deliveryId);
  }
}
