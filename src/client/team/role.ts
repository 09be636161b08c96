import { DefaultRole, RoleInfo, roleSchema } from "../../domain/records/team.js";
import { ApiGroup } from "../http/api-group.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** The roles of the instance: `api.role`. */
export class RoleApi extends ApiGroup {
  /** Role ids by name: `api.role.DefaultRole.ANNOTATOR` is 3. */
  get DefaultRole(): typeof DefaultRole {
    return DefaultRole;
  }

  /** Lists the roles that a team member can have. */
  getList(options?: CallOptions): Listing<RoleInfo> {
    return this.caller.list("roles.list", { label: "roles", body: {}, schema: roleSchema, record: RoleInfo }, options);
  }
}
