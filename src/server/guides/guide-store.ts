import { z } from "zod";
import type { RowOf } from "../db/columns.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";

const guides = listOf(
  "guides g",
  {
    id: { type: z.int(), filter: "number" },
    teamId: { type: z.int() },
    name: { type: z.string(), filter: "text" },
    description: { type: z.string() },
    filePath: { type: z.string(), filter: "text" },
    createdBy: { type: z.int(), filter: "number" },
    createdAt: { type: z.string(), filter: "text" },
    updatedAt: { type: z.string(), filter: "text" },
  },
  {
    wire: (row) => ({ ...row, videoId: null, disabledBy: null, disabledAt: null }),
  },
);

/** A guide in the API's format. */
export type GuideWire = RowOf<typeof guides> & { videoId: null; disabledBy: null; disabledAt: null };

/** Stores labeling guides. Their text is a team file. */
export class GuideStore extends Store {
  readonly #listing = new ListReader(this.database, guides);

  find(id: number): GuideWire | undefined {
    return this.#listing.one(id);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<GuideWire> {
    return this.#listing.page(scope, request);
  }

  add(guide: Pick<GuideWire, "teamId" | "name" | "description" | "filePath" | "createdBy">, now: string): number {
    const { teamId, name, description, filePath, createdBy } = guide;
    const row = { teamId, name, description, filePath, createdBy };
    return this.database.insert("guides", { ...row, createdAt: now, updatedAt: now });
  }

  remove(id: number): void {
    this.database.remove("guides", id);
  }
}
