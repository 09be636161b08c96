import { z } from "zod";
import { fields, flag, id, record, some } from "../http/fields.js";
import { type Methods, method, nothing } from "../http/method.js";
import type { ServerContext } from "../server-context.js";
import type { Picture } from "./image-store.js";

/** URL of an image: on the web, or in a cloud storage that only real servers can read. */
export const imageLink = z.url({ protocol: /^(https?|s3|google|azure|minio|fs)$/ });

/** `images.update.links`: changes the links of images. */
export function imageLinkRoutes({ stores, access, links }: ServerContext): Methods {
  const { images, database, activity } = stores;

  return {
    // The SDK ignores the response. With `clearLocalDataSource`, the image loses its stored content but keeps its size, since
    // the new link should have the same content.
    "images.update.links": method(
      fields({
        images: some(record(fields({ id, link: imageLink })), 1000),
        clearLocalDataSource: flag.default(false),
      }),
      async (call, input) => {
        for (const image of input.images) access.image(call.account, image.id, "edit");
        const fetched = new Map<string, Picture | undefined>();
        for (const link of new Set(input.clearLocalDataSource ? input.images.map((image) => image.link) : [])) {
          fetched.set(link, await links.fetch(link));
        }
        // Checks again, since permissions may change during the fetch.
        const places = input.images.map((image) => access.image(call.account, image.id, "edit"));
        database.atomic(() => {
          for (const [index, { id: imageId, teamId, projectId, datasetId }] of places.entries()) {
            const link = input.images[index]?.link ?? "";
            const picture = fetched.get(link);
            images.setLink(imageId, link, input.clearLocalDataSource, call.now());
            if (picture !== undefined) images.setPicture(imageId, picture);
            activity.log(call, { teamId, projectId, datasetId, imageId, action: "update_image" });
          }
        });
        return nothing;
      },
    ),
  };
}
