import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { type ImageTag, imageTagSchema } from "../../domain/records/image.js";
import { ApiGroup } from "../http/api-group.js";
import type { CallOptions } from "../http/send.js";
import type { TagValue } from "./image.js";

const howSchema = z.strictObject({ replace: kinds.flag }).partial();

/** Tags of objects: `api.advanced`. */
export class AdvancedApi extends ApiGroup {
  /** Lists the tags of an object. */
  getObjectTags(figureId: number, options?: CallOptions): Promise<readonly ImageTag[]> {
    return this.caller.read("figures.tags.list", { id: figureId }, z.array(imageTagSchema), options);
  }

  /**
   * Adds a tag of the project to an object. Returns the id of the tag on that object.
   *
   * Never retried: after a lost response check the object's tags first.
   */
  async addTagToObject(tagId: number, figureId: number, value?: TagValue, options?: CallOptions): Promise<number> {
    const schema = z.object({ id: z.int().positive() });
    const body = { tagId, figureId, ...defined({ value }) };
    return (await this.caller.sendOnce("object-tags.add-to-object", body, schema, options)).id;
  }

  /** Removes a tag from an object; `id` is the `id` of one of its tags. */
  async removeTagFromObject(tagId: number, figureId: number, id: number, options?: CallOptions): Promise<void> {
    parseArgument("advanced.removeTagFromObject", "tagId", kinds.id, tagId);
    parseArgument("advanced.removeTagFromObject", "figureId", kinds.id, figureId);
    parseArgument("advanced.removeTagFromObject", "id", kinds.id, id);
    return this.caller.sendIdempotent("object-tags.remove-from-figure", { tagId, figureId, id }, options);
  }

  /** Merges or replaces the custom data of a tag on an object. */
  updateObjectTagCustomData(
    id: number,
    customData: Readonly<Record<string, unknown>>,
    how: { readonly replace?: boolean | undefined } = {},
    options?: CallOptions,
  ): Promise<void> {
    return this.#custom("object-tags.custom-data.update", id, customData, how, options);
  }

  /** Merges or replaces the custom data of a tag on an image. */
  updateImageTagCustomData(
    id: number,
    customData: Readonly<Record<string, unknown>>,
    how: { readonly replace?: boolean | undefined } = {},
    options?: CallOptions,
  ): Promise<void> {
    return this.#custom("image-tags.custom-data.update", id, customData, how, options);
  }

  async #custom(
    method: string,
    id: number,
    customData: object,
    how: { readonly replace?: boolean | undefined },
    options?: CallOptions,
  ): Promise<void> {
    parseArgument("advanced.updateTagCustomData", "customData", kinds.fields, customData);
    parseArgument("advanced.updateTagCustomData", "how", howSchema, how);
    const updateStrategy = how.replace === true ? "replace" : "merge";
    return this.caller.sendIdempotent(method, { id, customData, updateStrategy }, options);
  }
}
