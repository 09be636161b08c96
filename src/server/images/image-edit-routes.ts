import { z } from "zod";
import { InvalidImageError } from "../../base/pictures/image-file.js";
import { readImageFormat } from "../../base/pictures/image-format.js";
import { fields, flag, id, name, record, some, text, textUpTo, unread } from "../http/fields.js";
import { type Call, type Methods, method, multipartMethod, nothing } from "../http/method.js";
import { found, invalid, nameTaken } from "../http/problem.js";
import { rejectDuplicates } from "../projects/meta-input.js";
import type { ServerContext } from "../server-context.js";
import { archiveFields, readArchivedImage } from "./archive-images.js";
import { imageLink } from "./image-link-routes.js";
import type { FullImageWire, NewImageRow, Picture } from "./image-store.js";
import { withUrls } from "./storage-urls.js";

const newImage = record(
  fields({
    title: name.optional(),
    name: name.optional(),
    hash: z.string().optional(),
    link: imageLink.optional(),
    imageId: id.optional(),
    ...archiveFields,
    meta: record(z.record(z.string(), z.unknown())).nullish(),
    parentId: id.nullish(),
  }),
);
type NewImageInput = z.output<typeof newImage>;

/** `images.*` that upload, change and remove images. */
export function imageEditRoutes(context: ServerContext): Methods {
  const { stores, access, storageUrls, links } = context;
  const { images, datasets, database, activity } = stores;

  /** Returns the source of a new image: uploaded content, a link, or another image. */
  const sourceOf = (
    call: Call,
    image: NewImageInput,
    usable: ReadonlySet<string>,
    path: string,
    fetched: ReadonlyMap<string, Picture>,
  ): { link: string | null; picture: Picture | undefined } => {
    if (image.hash !== undefined) {
      const picture = usable.has(image.hash) ? images.picture(image.hash) : undefined;
      if (picture === undefined) throw invalid(`${path}.hash`, "no content with this hash was uploaded", "any.only");
      return { link: null, picture };
    }
    if (image.link !== undefined) return { link: image.link, picture: fetched.get(image.link) };
    if (image.imageId === undefined) throw invalid(path, "needs a hash, a link or an imageId", "object.missing");
    access.image(call.account, image.imageId, "see");
    const source = found("image", image.imageId, images.find(image.imageId));
    return { link: source.link ?? null, picture: source.hash == null ? undefined : images.picture(source.hash) };
  };

  /** Fetches the links to allowed hosts; images with other links have no content here. */
  const fetchLinks = async (inputs: readonly NewImageInput[]): Promise<ReadonlyMap<string, Picture>> => {
    const fetched = new Map<string, Picture>();
    for (const link of new Set(inputs.flatMap((image) => (image.hash === undefined ? (image.link ?? []) : [])))) {
      const picture = links.isAllowed(link) ? await links.fetch(link) : undefined;
      if (picture !== undefined) fetched.set(link, picture);
    }
    return fetched;
  };

  /** Reads the images inside archives, by their position in the request. */
  const readArchives = async (call: Call, inputs: readonly NewImageInput[]): Promise<ReadonlyMap<number, Picture>> => {
    const read = new Map<number, Picture>();
    for (const [index, image] of inputs.entries()) {
      if (image.teamFileId === undefined && image.sourceBlob === undefined) continue;
      const picture = await readArchivedImage(context, call, image, `images.${index}`);
      if (picture !== undefined) read.set(index, picture);
    }
    return read;
  };

  return {
    // The body is the list itself.
    "images.internal.hashes.list": method(z.array(textUpTo(255)).max(10_000), (call, input) =>
      access.pictures(call.account, input),
    ),

    "images.bulk.upload": multipartMethod(
      (call, parts) =>
        database.atomic(() =>
          parts.map(({ hash, bytes }) => {
            try {
              images.keep({ hash, ...readImageFormat(bytes) }, bytes, call.account.id);
              return { hash };
            } catch (error) {
              if (error instanceof InvalidImageError) return { errors: [error.message] };
              throw error;
            }
          }),
        ),
      (account) => access.edits(account),
    ),

    "images.bulk.add": method(
      fields({ datasetId: id, images: some(newImage, 1000), skipValidation: unread, forceMetadataForLinks: unread }),
      async (call, input) => {
        access.dataset(call.account, input.datasetId, "edit");
        const fetched = await fetchLinks(input.images);
        const archived = await readArchives(call, input.images);
        // Checks again, since permissions may change during the fetch.
        const { id: datasetId, teamId, projectId } = access.dataset(call.account, input.datasetId, "edit");
        const hashes = input.images.flatMap(({ hash }) => (hash === undefined ? [] : [hash]));
        const usable = new Set(hashes.length === 0 ? [] : access.pictures(call.account, hashes));
        const drafts = input.images.map((image, index): NewImageRow => {
          const title = image.title ?? image.name;
          if (title === undefined) throw invalid(`images.${index}.title`, "is required", "any.required");
          const picture = archived.get(index);
          const source =
            picture === undefined ? sourceOf(call, image, usable, `images.${index}`, fetched) : { link: null, picture };
          const { meta, parentId } = image;
          const createdBy = call.account.id;
          return { ...source, datasetId, name: title, meta: meta ?? {}, parentId: parentId ?? null, createdBy };
        });
        rejectDuplicates(
          drafts.map((draft) => draft.name),
          (index) => `images.${index}.title`,
        );
        const owners = images.nameOwners(
          datasetId,
          drafts.map((draft) => draft.name),
        );
        if (owners.length > 0) throw nameTaken("image", ...owners);
        return database.atomic(() => {
          const added = drafts.map((draft) => images.add(draft, call.now()));
          datasets.recount(datasetId);
          for (const imageId of added) {
            activity.log(call, { teamId, projectId, datasetId, imageId, action: "create_image" });
          }
          const found = images.all([
            { sql: "i.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(added)] },
          ]);
          // The order of ids is the order of the request.
          return found.map(withUrls<FullImageWire>(storageUrls, call));
        });
      },
    ),

    "images.editInfo": method(
      fields({
        id,
        name: name.optional(),
        description: text.optional(),
        meta: record(z.record(z.string(), z.unknown())).optional(),
      }),
      (call, input) => {
        const { datasetId, projectId, teamId } = access.image(call.account, input.id, "edit");
        if (input.name !== undefined) {
          const others = images.nameOwners(datasetId, [input.name]).filter((owner) => owner.id !== input.id);
          if (others.length > 0) throw nameTaken("image", ...others);
        }
        database.atomic(() => {
          images.update(input.id, input, call.now());
          activity.log(call, { teamId, projectId, datasetId, imageId: input.id, action: "update_image" });
        });
        const image = images.find(input.id);
        return image === undefined ? undefined : withUrls<FullImageWire>(storageUrls, call)(image);
      },
    ),

    "images.bulk.remove": method(
      fields({ imageIds: some(id).optional(), ids: some(id).optional(), permanent: flag.optional() }),
      (call, input) => {
        const wanted = input.imageIds ?? input.ids;
        if (wanted === undefined) throw invalid("imageIds", "is required", "any.required");
        const places = wanted.map((imageId) => access.image(call.account, imageId, "edit"));
        database.atomic(() => {
          const jobIds = new Set(places.flatMap((place) => stores.jobImages.jobsOf(place.id)));
          for (const { id: imageId, teamId, projectId, datasetId } of places) {
            images.remove(imageId);
            activity.log(call, { teamId, projectId, datasetId, imageId, action: "disable_image" });
          }
          for (const datasetId of new Set(places.map((place) => place.datasetId))) datasets.recount(datasetId);
          for (const jobId of jobIds) stores.jobImages.recount(jobId);
        });
        return nothing;
      },
    ),
  };
}
