import { TagInfo, tagInfoSchema } from "../../domain/records/meta-info.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** Tags of projects: `api.tag`. Change them with `api.project.updateMeta`, tag images with `api.image.addTag`. */
export class TagApi extends ApiGroup {
  /** Lists the tags of a project. */
  getList(projectId: number, filter: readonly Filter[] = [], options?: CallOptions): Listing<TagInfo> {
    const query = { label: `tags of project ${projectId}`, body: { projectId }, filter };
    return this.caller.list("tags.list", { ...query, schema: tagInfoSchema, record: TagInfo }, options);
  }

  /** Returns the ids of a project's tags by name. */
  async getNameToIdMap(projectId: number, options?: CallOptions): Promise<ReadonlyMap<string, number>> {
    return new Map((await this.getList(projectId, [], options)).map(({ name, id }) => [name, id]));
  }
}
