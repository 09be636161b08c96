import { encodeForm } from "../../base/multipart.js";
import type { Condition } from "../http/conditions.js";
import { fields, flag, id, one, some, unread } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { Bytes, type Call, type Methods, method } from "../http/method.js";
import { found, invalid, missing } from "../http/problem.js";
import { imagesWithin } from "../jobs/job-scope.js";
import type { JobFacts } from "../jobs/job-store.js";
import { datasetWithNested } from "../projects/dataset-store.js";
import type { ServerContext } from "../server-context.js";
import { imageFilters } from "./image-filters.js";
import type { FullImageWire } from "./image-store.js";
import { withUrls } from "./storage-urls.js";

/** `images.*` that read images. */
export function imageRoutes({ stores, access, storageUrls, links, randomBytes }: ServerContext): Methods {
  /** Returns the scope of a list: a dataset, a project, or the job of the request. */
  const scopeOf = (
    call: Call,
    job: JobFacts | undefined,
    request: { datasetId?: number | null | undefined; projectId?: number | null | undefined; recursive: boolean },
  ): { teamId: number; conditions: readonly Condition[] } => {
    if (request.datasetId != null) {
      const { teamId } = access.dataset(call.account, request.datasetId, "see");
      const sql = request.recursive ? `i.datasetId IN (${datasetWithNested})` : "i.datasetId = ?";
      return { teamId, conditions: [{ sql, values: [request.datasetId] }] };
    }
    if (request.projectId != null) {
      const { teamId } = access.project(call.account, request.projectId, "see");
      const sql = "i.datasetId IN (SELECT id FROM datasets WHERE projectId = ? AND archived = 0)";
      return { teamId, conditions: [{ sql, values: [request.projectId] }] };
    }
    if (job === undefined) throw invalid("datasetId", "is required", "any.required");
    return { teamId: job.teamId, conditions: [] };
  };

  /** Returns the content of an image; retries a link that failed when the image was added. */
  const pictureOf = async (imageId: number) => {
    const here = stores.images.bytes(imageId);
    const link = here === undefined ? stores.images.find(imageId)?.link : undefined;
    const fetched = link == null ? undefined : await links.fetch(link);
    if (fetched !== undefined) stores.images.setPicture(imageId, fetched);
    return here ?? stores.images.bytes(imageId);
  };

  return {
    "images.list": method(
      fields({
        datasetId: id.nullish(),
        projectId: id.nullish(),
        recursive: flag.default(false),
        forceMetadataForLinks: unread,
        extraFields: unread,
        filters: imageFilters,
        ...listFields,
      }),
      (call, input) => {
        const job = access.jobOf(call);
        const { teamId, conditions } = scopeOf(call, job, input);
        const shown = access.shownImages(call.account, teamId);
        const hasUrls = input.fields?.some((field) => field === "fullStorageUrl" || field === "pathOriginal") ?? true;
        const complete = hasUrls ? withUrls<FullImageWire>(storageUrls, call) : undefined;
        // Lists of several datasets are sorted by id by default, which does not mix the datasets.
        const isOne = input.datasetId != null && !input.recursive;
        const request = isOne ? input : { ...input, sort: input.sort ?? "id" };
        return stores.images.list([...conditions, ...imagesWithin(job), ...input.filters, ...shown], request, complete);
      },
    ),

    "images.info": method(fields({ id, forceMetadataForLinks: unread }), (call, input) => {
      access.image(call.account, input.id, "see");
      const image = stores.images.find(input.id);
      return image === undefined ? undefined : withUrls<FullImageWire>(storageUrls, call)(image);
    }),

    "images.download": method(one, async (call, input) => {
      access.image(call.account, input.id, "see");
      const picture = found("picture of image", input.id, await pictureOf(input.id));
      return new Bytes(picture.mime, picture.bytes);
    }),

    "images.bulk.download": method(fields({ datasetId: id, imageIds: some(id, 1000) }), async (call, input) => {
      access.dataset(call.account, input.datasetId, "see");
      const parts = [];
      for (const imageId of input.imageIds) {
        const { datasetId } = access.image(call.account, imageId, "see");
        const picture =
          datasetId !== input.datasetId ? undefined : (stores.images.bytes(imageId) ?? (await pictureOf(imageId)));
        if (picture === undefined) throw missing(`picture in dataset ${input.datasetId} of image`, imageId);
        parts.push({ name: String(imageId), fileName: String(imageId), ...picture });
      }
      const { body, contentType } = encodeForm(parts, randomBytes(24).toString("hex"));
      return new Bytes(contentType, body);
    }),
  };
}
