import { z } from "zod";
import { fields, flag, id, record, some, text, unread } from "../http/fields.js";
import { listFields, pick } from "../http/listing.js";
import { type Methods, method, nothing } from "../http/method.js";
import { invalid, missing } from "../http/problem.js";
import type { FullImageWire } from "../images/image-store.js";
import { imagesWithin, isClassWithin } from "../jobs/job-scope.js";
import type { JobFacts } from "../jobs/job-store.js";
import type { ServerContext } from "../server-context.js";
import { objectInput, tagInput } from "./annotation-input.js";
import type { FigureRow } from "./figure-store.js";
import { inPixels } from "./geometry.js";
import { rejectInlineShapes } from "./separate-shapes.js";

const annotation = record(
  z.looseObject({
    description: text.optional(),
    tags: z.array(tagInput).default([]),
    objects: z.array(objectInput).max(50_000).default([]),
  }),
);

// Whether to return whole pixels instead of the stored subpixel coordinates.
const integerCoords = flag.default(false);
const reading = { integerCoords, withCustomBigData: unread, forceMetadataForLinks: unread };

function objectOf({ extra, geometry, classTitle, ...figure }: FigureRow, image: FullImageWire, inWhole: boolean) {
  const { width, height } = image;
  const isWhole = inWhole && width != null && height != null;
  const shape = isWhole ? inPixels(figure.geometryType, geometry, width, height) : geometry;
  return {
    ...{ description: "", ...extra, ...shape },
    ...{ id: figure.id, classId: figure.classId, classTitle, geometryType: figure.geometryType },
    ...{ labelerLogin: figure.labelerLogin, createdAt: figure.createdAt, updatedAt: figure.updatedAt },
    tags: figure.tags,
  };
}

function annotationOf(image: FullImageWire, figures: readonly FigureRow[], inWhole: boolean) {
  return {
    imageId: image.id,
    imageName: image.name,
    datasetId: image.datasetId,
    annotation: {
      description: image.description,
      tags: image.tags,
      size: { width: image.width ?? 0, height: image.height ?? 0 },
      objects: figures.filter(({ imageId }) => imageId === image.id).map((figure) => objectOf(figure, image, inWhole)),
    },
    createdAt: image.createdAt,
    updatedAt: image.updatedAt,
  };
}

/** `annotations.*`: tags and objects of whole images. */
export function annotationRoutes({ stores, access, marking, annotating }: ServerContext): Methods {
  const { images, figures, metas, database } = stores;

  const read = (found: readonly FullImageWire[], job: JobFacts | undefined, inWhole: boolean) => {
    const drawn = figures.ofImages(found.map((image) => image.id));
    const shown = drawn.filter(({ classId }) => isClassWithin(job, classId));
    return found.map((image) => annotationOf(image, shown, inWhole));
  };

  return {
    "annotations.info": method(fields({ imageId: id, ...reading }), (call, input) => {
      access.image(call.account, input.imageId, "see");
      const job = access.jobOf(call);
      const [found] = images.all([{ sql: "i.id = ?", values: [input.imageId] }, ...imagesWithin(job)]);
      if (found === undefined) throw missing(`image of labeling job ${job?.id}`, input.imageId);
      return read([found], job, input.integerCoords)[0];
    }),

    "annotations.bulk.info": method(
      fields({
        datasetId: id,
        imageIds: some(id, 100, "must contain less than or equal to 100 items"),
        ...reading,
      }),
      (call, input) => {
        access.dataset(call.account, input.datasetId, "see");
        for (const imageId of input.imageIds) access.image(call.account, imageId, "see");
        const job = access.jobOf(call);
        const found = images.all([
          { sql: "i.datasetId = ?", values: [input.datasetId] },
          { sql: "i.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(input.imageIds)] },
          ...imagesWithin(job),
        ]);
        return read(found, job, input.integerCoords);
      },
    ),

    "annotations.list": method(fields({ datasetId: id, ...reading, ...listFields }), (call, input) => {
      const { teamId } = access.dataset(call.account, input.datasetId, "see");
      const job = access.jobOf(call);
      const scope = [
        { sql: "i.datasetId = ?", values: [input.datasetId] },
        ...imagesWithin(job),
        ...access.shownImages(call.account, teamId),
      ];
      const { fields: wanted, ...request } = input;
      const { entities, ...page } = images.list(scope, request);
      const ids = entities.flatMap((image) => (image.id === undefined ? [] : [image.id]));
      const found = images.all([{ sql: "i.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(ids)] }]);
      const byId = new Map(read(found, job, input.integerCoords).map((each) => [each.imageId, each]));
      // Annotations have the id of their image instead of their own.
      const shown = wanted?.map((field) => (field === "id" ? "imageId" : field)).concat("imageId");
      return { ...page, entities: ids.flatMap((each) => byId.get(each) ?? []).map((each) => pick(each, shown)) };
    }),

    "annotations.bulk.add": method(
      fields({
        datasetId: id,
        annotations: some(record(fields({ imageId: id, annotation }))),
        skipBoundsValidation: flag.default(false),
      }),
      (call, input) => {
        const dataset = access.dataset(call.account, input.datasetId, "annotate");
        const meta = metas.index(dataset.projectId);
        database.atomic(() => {
          for (const [index, { imageId, annotation }] of input.annotations.entries()) {
            const target = marking.image(call, imageId);
            if (target.datasetId !== dataset.id) {
              const path = `annotations.${index}.imageId`;
              throw invalid(path, `image ${imageId} is not in dataset ${dataset.id}`, "any.only");
            }
            const path = `annotations.${index}.annotation`;
            rejectInlineShapes(annotation.objects, meta, `${path}.objects`);
            annotating.replace(call, target, annotation, meta, { path, checksBounds: !input.skipBoundsValidation });
          }
        });
        return nothing;
      },
      { body: "annotation", admit: (account) => access.annotates(account) },
    ),
  };
}
