import { z } from "zod";
import { columnsOf, type RowOf } from "../db/columns.js";
import type { Command, Database } from "../db/database.js";
import { objectColumn } from "../db/rows.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, type ListSpec, type Page } from "../http/listing.js";

const taskColumns = columnsOf("t", {
  id: { type: z.int(), filter: "number" },
  type: { type: z.string(), filter: "text" },
  teamId: { type: z.int() },
  workspaceId: { type: z.int() },
  createdBy: { type: z.int() },
  userLogin: { type: z.string(), sql: "u.login" },
  status: { type: z.string(), filter: "text" },
  meta: { type: objectColumn },
  createdAt: { type: z.string(), filter: "text" },
  startedAt: { type: z.string().nullable() },
  finishedAt: { type: z.string().nullable() },
});

/** A task in the API's format. */
export type TaskWire = RowOf<typeof taskColumns> & { readonly userId: number };

const tasks: ListSpec<RowOf<typeof taskColumns>, TaskWire> = {
  columns: taskColumns,
  from: "tasks t",
  joins: "JOIN users u ON u.id = t.createdBy",
  key: "t.id",
  wire: (row) => ({ ...row, userId: row.createdBy }),
};

/** Stores tasks, which clients wait for with `tasks.info`. Here all tasks finish before their id is returned. */
export class TaskStore {
  readonly #listing: ListReader<RowOf<typeof taskColumns>, TaskWire>;
  readonly #insert: Command;

  constructor(database: Database) {
    this.#listing = new ListReader(database, tasks);
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
