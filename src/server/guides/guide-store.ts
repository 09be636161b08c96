import { z } from "zod";
import type { Command, Database } from "../db/database.js";
import { type Condition, Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";

const guideRow = z.object({
  id: z.int(),
  teamId: z.int(),
  name: z.string(),
  description: z.string(),
  filePath: z.string(),
  createdBy: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** A guide in the API's format. */
export type GuideWire = z.output<typeof guideRow> & { videoId: null; disabledBy: null; disabledAt: null };

const guides: Plan<typeof guideRow.shape, GuideWire> = {
  select: "SELECT g.id, g.teamId, g.name, g.description, g.filePath, g.createdBy, g.createdAt, g.updatedAt",
  from: "guides g",
  key: "g.id",
  fields: {
    id: { sql: "g.id", kind: "number" },
    name: { sql: "g.name", kind: "text" },
    filePath: { sql: "g.filePath", kind: "text" },
    createdBy: { sql: "g.createdBy", kind: "number" },
    createdAt: { sql: "g.createdAt", kind: "text" },
    updatedAt: { sql: "g.updatedAt", kind: "text" },
  },
  row: guideRow,
  wire: (row) => ({ ...row, videoId: null, disabledBy: null, disabledAt: null }),
};

/** Stores labeling guides. Their text is a team file. */
export class GuideStore {
  readonly #listing: Listing<typeof guideRow.shape, GuideWire>;
  readonly #insert: Command;
  readonly #remove: Command;

  constructor(database: Database) {
    this.#listing = new Listing(database, guides);
    this.#insert = database.command(
      `INSERT INTO guides (teamId, name, description, filePath, createdBy, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#remove = database.command("DELETE FROM guides WHERE id = ?");
  }

  find(id: number): GuideWire | undefined {
    return this.#listing.one(id);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<GuideWire> {
    return this.#listing.page(scope, request);
  }

  add(guide: Pick<GuideWire, "teamId" | "name" | "description" | "filePath" | "createdBy">, now: string): number {
    const { teamId, name, description, filePath, createdBy } = guide;
    return this.#insert.run(teamId, name, description, filePath, createdBy, now, now).id;
  }

  remove(id: number): void {
    this.#remove.run(id);
  }
}
