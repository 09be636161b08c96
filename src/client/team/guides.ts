import { GuideInfo, guideSchema } from "../../domain/records/guide.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** Guides for annotators: `api.guides`. */
export class GuidesApi extends ApiGroup {
  /** Lists the guides of a team. */
  getList(teamId: number, filter: readonly Filter[] = [], options?: CallOptions): Listing<GuideInfo> {
    const query = { label: `guides of team ${teamId}`, body: { teamId }, filter };
    return this.caller.list("guides.list", { ...query, schema: guideSchema, record: GuideInfo }, options);
  }

  /** Returns one guide. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<GuideInfo> {
    return this.caller.read("guides.info", { id }, guideSchema, options);
  }
}
