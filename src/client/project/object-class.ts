import { ObjectClassInfo, objectClassInfoSchema } from "../../domain/records/meta-info.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** Object classes of projects: `api.objectClass`. Change them with `api.project.updateMeta`. */
export class ObjectClassApi extends ApiGroup {
  /** Lists the object classes of a project. */
  getList(projectId: number, filter: readonly Filter[] = [], options?: CallOptions): Listing<ObjectClassInfo> {
    const query = { label: `object classes of project ${projectId}`, body: { projectId }, filter };
    return this.caller.list(
      "advanced.object_classes.list",
      { ...query, schema: objectClassInfoSchema, record: ObjectClassInfo },
      options,
    );
  }

  /** Returns the ids of a project's object classes by name. */
  async getNameToIdMap(projectId: number, options?: CallOptions): Promise<ReadonlyMap<string, number>> {
    return new Map((await this.getList(projectId, [], options)).map(({ name, id }) => [name, id]));
  }
}
