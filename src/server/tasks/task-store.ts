import { z } from "zod";
import type { RowOf } from "../db/columns.js";
import { objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";

const tasks = listOf(
  "tasks t",
  {
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
  },
  {
    joins: "JOIN users u ON u.id = t.createdBy",
    wire: (row) => ({ ...row, userId: row.createdBy }),
  },
);

/** A task in the API's format. */
export type TaskWire = RowOf<typeof tasks> & { readonly userId: number };

/** Stores tasks, which clients wait for with `tasks.info`. Here all tasks finish before their id is returned. */
export class TaskStore extends Store {
  readonly #listing = new ListReader(this.database, tasks);

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
    const row = { type, teamId, workspaceId, createdBy: userId, status: "finished", meta: { output } };
    return this.database.insert("tasks", { ...row, createdAt: now, startedAt: now, finishedAt: now });
  }
}
