import { z } from "zod";
import { flag, id, one } from "../fields.js";
import type { House } from "../house.js";
import { type Condition, listFields } from "../listing.js";
import { BytesAnswer, type Methods, method } from "../method.js";
import { invalid, missing } from "../problem.js";

/** `images.*` that read. */
export function imageRoutes({ stores, access }: House): Methods {
  return {
    "images.list": method(
      z.object({ datasetId: id.nullish(), projectId: id.nullish(), recursive: flag.default(false), ...listFields }),
      (call, input) => {
        if (input.datasetId != null) {
          const { teamId } = access.dataset(call.account, input.datasetId, "see");
          const scope: Condition = { sql: "i.datasetId = ?", values: [input.datasetId] };
          return stores.images.list([scope, ...access.shownImages(call.account, teamId)], input);
        }
        if (input.projectId == null) throw invalid("datasetId", "is required", "any.required");
        const { teamId } = access.project(call.account, input.projectId, "see");
        const scope: Condition = {
          sql: "i.datasetId IN (SELECT id FROM datasets WHERE projectId = ? AND archived = 0)",
          values: [input.projectId],
        };
        return stores.images.list([scope, ...access.shownImages(call.account, teamId)], input);
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
      return new BytesAnswer(picture.mime, picture.bytes);
    }),
  };
}
