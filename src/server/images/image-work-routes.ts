import { encodeForm } from "../../base/multipart.js";
import { fields, id, record, some, textUpTo } from "../http/fields.js";
import { Bytes, type Methods, method } from "../http/method.js";
import { forbidden, found } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";

/** `images.bulk.set-custom-sort` and `images.bulk.download-by-hash`. */
export function imageWorkRoutes({ stores, access, randomBytes }: ServerContext): Methods {
  const { images, database, activity } = stores;

  return {
    "images.bulk.set-custom-sort": method(
      fields({ images: some(record(fields({ id, customSort: textUpTo(255) })), 10_000) }),
      (call, input) => {
        const places = input.images.map((image) => access.image(call.account, image.id, "edit"));
        database.atomic(() => {
          for (const [index, { id: imageId, teamId, projectId, datasetId }] of places.entries()) {
            images.setCustomSort(imageId, input.images[index]?.customSort ?? "", call.now());
            activity.log(call, { teamId, projectId, datasetId, imageId, action: "update_image" });
          }
        });
        return { success: true };
      },
    ),

    "images.bulk.download-by-hash": method(fields({ hashes: some(textUpTo(255), 1000) }), (call, input) => {
      const parts = [...new Set(input.hashes)].map((hash) => {
        // Hashes are not secret, so the account must see an image with this content.
        const isSeen = images.idsOfHash(hash).some((imageId) => access.sees(call.account, imageId));
        const picture = found("picture of hash", hash, images.bytesByHash(hash));
        if (!isSeen) throw forbidden("you cannot see any image with this hash");
        return { name: hash, ...picture };
      });
      // The official SDK parses everything after the name as the hash, so the parts have no file name.
      const { body, contentType } = encodeForm(parts, randomBytes(24).toString("hex"));
      return new Bytes(contentType, body);
    }),
  };
}
