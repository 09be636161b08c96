import { z } from "zod";
import type { RoleWire } from "../../domain/records/team.js";
import { columnsOf, type RowOf } from "../db/columns.js";
import type { Database } from "../db/database.js";
import { ListReader, type ListRequest, type ListSpec, type Page } from "../http/listing.js";

const roleColumns = columnsOf("r", {
  id: { type: z.int(), filter: "number" },
  role: { type: z.string(), filter: "text" },
  createdAt: { type: z.string() },
  updatedAt: { type: z.string() },
});

const roles: ListSpec<RowOf<typeof roleColumns>, RoleWire> = {
  columns: roleColumns,
  from: "roles r",
  key: "r.id",
  wire: (row) => row,
};

/** Stores the roles, which are the same on every instance. */
export class RoleStore {
  readonly #listing: ListReader<RowOf<typeof roleColumns>, RoleWire>;

  constructor(database: Database) {
    this.#listing = new ListReader(database, roles);
  }

  list(request: ListRequest): Page<RoleWire> {
    return this.#listing.page([], request);
  }
}
