import { z } from "zod";
import type { RoleWire } from "../../domain/records/team.js";
import type { Database } from "../db/database.js";
import { Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";

const roleRow = z.object({ id: z.int(), role: z.string(), createdAt: z.string(), updatedAt: z.string() });

const roles: Plan<typeof roleRow.shape, RoleWire> = {
  select: "SELECT r.id, r.role, r.createdAt, r.updatedAt",
  from: "roles r",
  key: "r.id",
  fields: { id: { sql: "r.id", kind: "number" }, role: { sql: "r.role", kind: "text" } },
  row: roleRow,
  wire: (row) => row,
};

/** Stores the roles, which are the same on every instance. */
export class RoleStore {
  readonly #listing: Listing<typeof roleRow.shape, RoleWire>;

  constructor(database: Database) {
    this.#listing = new Listing(database, roles);
  }

  list(request: ListRequest): Page<RoleWire> {
    return this.#listing.page([], request);
  }
}
