import { z } from "zod";
import { columnsOf, type RowOf } from "../db/columns.js";
import type { Database } from "../db/database.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, type ListSpec, type Page } from "../http/listing.js";

const guideColumns = columnsOf("g", {
  id: { type: z.int(), filter: "number" },
  teamId: { type: z.int() },
  name: { type: z.string(), filter: "text" },
  description: { type: z.string() },
  filePath: { type: z.string(), filter: "text" },
  createdBy: { type: z.int(), filter: "number" },
  createdAt: { type: z.string(), filter: "text" },
  updatedAt: { type: z.string(), filter: "text" },
});

/** A guide in the API's format. */
export type GuideWire = RowOf<typeof guideColumns> & { videoId: null; disabledBy: null; disabledAt: null };

const guides: ListSpec<RowOf<typeof guideColumns>, GuideWire> = {
  columns: guideColumns,
  from: "guides g",
  key: "g.id",
  wire: (row) => ({ ...row, videoId: null, disabledBy: null, disabledAt: null }),
};

/** Stores labeling guides. Their text is a team file. */
export class GuideStore {
  readonly #sql;

  constructor(database: Database) {
    this.#sql = {
      listing: new ListReader(database, guides),
      insert: database.command(
        `INSERT INTO guides (teamId, name, description, filePath, createdBy, createdAt, updatedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ),
      remove: database.command("DELETE FROM guides WHERE id = ?"),
    };
  }

  find(id: number): GuideWire | undefined {
    return this.#sql.listing.one(id);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<GuideWire> {
    return this.#sql.listing.page(scope, request);
  }

  add(guide: Pick<GuideWire, "teamId" | "name" | "description" | "filePath" | "createdBy">, now: string): number {
    const { teamId, name, description, filePath, createdBy } = guide;
    return this.#sql.insert.run(teamId, name, description, filePath, createdBy, now, now).id;
  }

  remove(id: number): void {
    this.#sql.remove.run(id);
  }
}
