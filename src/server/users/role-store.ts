import { z } from "zod";
import type { RoleWire } from "../../domain/records/team.js";
import { Store } from "../db/store.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";

const roles = listOf("roles r", {
  id: { type: z.int(), filter: "number" },
  role: { type: z.string(), filter: "text" },
  createdAt: { type: z.string() },
  updatedAt: { type: z.string() },
});

/** Stores the roles, which are the same on every instance. */
export class RoleStore extends Store {
  readonly #listing = new ListReader(this.database, roles);

  list(request: ListRequest): Page<RoleWire> {
    return this.#listing.page([], request);
  }
}
