import { z } from "zod";
import type { Command, Database } from "../db/database.js";
import { objectColumn } from "../db/rows.js";
import { type Condition, Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";

const taskRow = z.object({
  id: z.int(),
  type: z.string(),
  teamId: z.int(),
  workspaceId: z.int(),
  createdBy: z.int(),
  userLogin: z.string(),
  status: z.string(),
  meta: objectColumn,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});

/** A task in the API's format. */
export type TaskWire = z.output<typeof taskRow> & { readonly userId: number };

const tasks: Plan<typeof taskRow.shape, TaskWire> = {
  select: `SELECT t.id, t.type, t.teamId, t.workspaceId, t.createdBy, u.login AS userLogin, t.status, t.meta, t.createdAt,
    t.startedAt, t.finishedAt`,
  from: "tasks t",
  joins: "JOIN users u ON u.id = t.createdBy",
  key: "t.id",
  fields: {
    id: { sql: "t.id", kind: "number" },
    type: { sql: "t.type", kind: "text" },
    status: { sql: "t.status", kind: "text" },
    createdAt: { sql: "t.createdAt", kind: "text" },
  },
  row: taskRow,
  wire: (row) => ({ ...row, userId: row.createdBy }),
};

/** Stores tasks, which clients wait for with `tasks.info`. Here all tasks finish before their id is returned. */
export class TaskStore {
  readonly #listing: Listing<typeof taskRow.shape, TaskWire>;
  readonly #insert: Command;

  constructor(database: Database) {
    this.#listing = new Listing(database, tasks);
    this.#insert = database.command(
      `INSERT INTO tasks (type, teamId, workspaceId, createdBy, status, meta, createdAt, startedAt, finishedAt)
       VALUES (?, ?, ?, ?, 'finished', ?, ?, ?, ?)`,
    );
  }

  find(id: number): TaskWire | undefined {
    return this.#listing.one(id);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<TaskWire> {
    return this.#listing.page(scope, request);
  }

  /** Adds a finished task with its output; returns its id. */
  addFinished(
    task: { type: string; teamId: number; workspaceId: number; userId: number; output: object },
    now: string,
  ): number {
    const { type, teamId, workspaceId, userId, output } = task;
    return this.#insert.run(type, teamId, workspaceId, userId, JSON.stringify({ output }), now, now, now).id;
  }
}
