import { DefaultRole, RoleInfo, roleSchema } from "../../domain/records/team.js";
import type { Caller } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** The roles of the instance: `api.role`. */
export class RoleApi {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Role ids by name: `api.role.DefaultRole.ANNOTATOR` is 3. */
  get DefaultRole(): typeof DefaultRole {
    return DefaultRole;
  }

  /** Lists the roles that a team member can have. */
  getList(options?: CallOptions): Listing<RoleInfo> {
    return this.#caller.list("roles.list", { label: "roles", body: {}, schema: roleSchema, record: RoleInfo }, options);
  }
}
