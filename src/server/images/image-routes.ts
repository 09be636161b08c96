import { z } from "zod";
import { flag, id, one, some } from "../http/fields.js";
import { type Condition, listFields } from "../http/listing.js";
import { Bytes, type Methods, method } from "../http/method.js";
import { writeMultipart } from "../http/multipart.js";
import { invalid, missing } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { imageFilters } from "./image-filters.js";

/** `images.*` that read. */
export function imageRoutes({ stores, access, randomBytes }: ServerContext): Methods {
  return {
    "images.list": method(
      z.object({
        datasetId: id.nullish(),
        projectId: id.nullish(),
        recursive: flag.default(false),
        filters: imageFilters,
        ...listFields,
      }),
      (call, input) => {
        if (input.datasetId != null) {
          const { teamId } = access.dataset(call.account, input.datasetId, "see");
          const scope: Condition = { sql: "i.datasetId = ?", values: [input.datasetId] };
          return stores.images.list([scope, ...input.filters, ...access.shownImages(call.account, teamId)], input);
        }
        if (input.projectId == null) throw invalid("datasetId", "is required", "any.required");
        const { teamId } = access.project(call.account, input.projectId, "see");
        const scope: Condition = {
          sql: "i.datasetId IN (SELECT id FROM datasets WHERE projectId = ? AND archived = 0)",
          values: [input.projectId],
        };
        return stores.images.list([scope, ...input.filters, ...access.shownImages(call.account, teamId)], input);
      },
    ),

    "images.info": method(one, (call, input) => {
      access.image(call.account, input.id, "see");
      return stores.images.find(input.id);
    }),

    "images.download": method(one, (call, input) => {
      access.image(call.account, input.id, "see");
      const picture = stores.images.bytes(input.id);
      if (picture === undefined) throw missing("picture of image", input.id);
      return new Bytes(picture.mime, picture.bytes);
    }),

    "images.bulk.download": method(z.object({ datasetId: id, imageIds: some(id, 1000) }), (call, input) => {
      access.dataset(call.account, input.datasetId, "see");
      const parts = input.imageIds.map((imageId) => {
        const { datasetId } = access.image(call.account, imageId, "see");
        const picture = datasetId === input.datasetId ? stores.images.bytes(imageId) : undefined;
        if (picture === undefined) throw missing(`picture in dataset ${input.datasetId} of image`, imageId);
        return { name: String(imageId), ...picture };
      });
      const { mime, bytes } = writeMultipart(parts, randomBytes(24).toString("hex"));
      return new Bytes(mime, bytes);
    }),
  };
}
