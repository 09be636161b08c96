import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { RecordClass } from "../../domain/display/record-display.js";
import { badArgument } from "../../domain/errors.js";
import { type ImageAnnotation, imageAnnotationSchema } from "../../domain/records/image.js";
import { type Filter, idSchema } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { type BulkOptions, inBatches } from "../http/bulk.js";
import { createdId } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";
import { FigureApi, type FigureInput, type FigureQuery } from "./figure.js";
import { type NewAnnotation, sentAnnotation, splitAnnotation } from "./sent-annotation.js";
import { withClassIds } from "./separate-shapes.js";

/** Selects the objects to read. */
export interface AnnotationReadOptions extends CallOptions {
  /** Only objects that match these conditions, for example `{ type: "objects_class", data: { classId } }`. Default: all. */
  readonly figureFilters?: FigureQuery["filters"];
}

const batchSize = 50;

const querySchema = z.strictObject({ filter: kinds.list }).partial();
const readSchema = z.object({ figureFilters: kinds.listOfFields }).partial();
const annotationsSchema = z.array(z.object({ imageId: kinds.id, annotation: kinds.fields })).min(1);

const annotationRecord: RecordClass<ImageAnnotation> = {
  plural: "annotations",
  columns: [
    { title: "Image", kind: "id", value: ({ imageId }) => imageId },
    { title: "Name", kind: "text", value: ({ imageName }) => imageName },
    { title: "Objects", kind: "count", value: ({ annotation }) => annotation.objects.length },
    { title: "Tags", kind: "count", value: ({ annotation }) => annotation.tags.length },
  ],
};

/** Keeps fractional coordinates, so that annotations are read back as they were sent. */
const reading = { withCustomBigData: true, forceMetadataForLinks: true, integerCoords: false };

const placedSchema = imageAnnotationSchema.extend({ datasetId: idSchema.optional() });

/** Annotations of images: `api.annotation`. */
export class AnnotationApi extends ApiGroup {
  /**
   * Lists the annotations of a dataset, in the order of image names.
   * @example
   * await api.annotation.getList(10555, { filter: [{ field: "name", operator: "=", value: "a.png" }] });
   */
  getList(
    datasetId: number,
    query: { readonly filter?: readonly Filter[] | undefined } = {},
    options?: CallOptions,
  ): Listing<ImageAnnotation> {
    parseArgument("annotation.getList", "query", querySchema, query);
    return this.caller.numberedList(
      "annotations.list",
      {
        label: `annotations of dataset ${datasetId}`,
        body: { datasetId, ...reading },
        filter: query.filter,
        schema: imageAnnotationSchema,
        record: annotationRecord,
      },
      options,
    );
  }

  /** Returns the annotation of an image; with `figureFilters` only the matching objects. */
  async download(imageId: number, options: AnnotationReadOptions = {}): Promise<ImageAnnotation> {
    parseArgument("annotation.download", "options", readSchema, options);
    const { figureFilters: chosen, ...call } = options;
    const body = { imageId, ...reading };
    const found = await this.caller.read("annotations.info", body, placedSchema, call);
    const { datasetId, ...downloaded } = found;
    if (chosen === undefined) {
      await this.#addMasks([downloaded], call);
      return downloaded;
    }
    const idOfDataset = datasetId ?? (await this.#datasetOf(imageId, call));
    const [some = downloaded] = await this.#only(idOfDataset, [downloaded], chosen, call);
    await this.#addMasks([some], call);
    return some;
  }

  /**
   * Returns the annotations of images of a dataset, in the order of `imageIds`; with `figureFilters` only the matching objects.
   *
   * Cost: one request per 50 images, two or more with `figureFilters`; one more per 50 alpha masks; several run at a time.
   * @throws {BulkError} some items failed
   */
  async downloadBatch(
    datasetId: number,
    imageIds: readonly number[],
    options: BulkOptions & AnnotationReadOptions = {},
  ): Promise<readonly ImageAnnotation[]> {
    parseArgument("annotation.downloadBatch", "imageIds", kinds.ids, imageIds);
    parseArgument("annotation.downloadBatch", "options", readSchema, options);
    const { figureFilters: chosen } = options;
    const method = "annotations.bulk.info";
    const found = await inBatches(imageIds, { method, size: batchSize, noun: "images" }, options, async (batch) => {
      const body = { datasetId, imageIds: batch, ...reading };
      const annotations = await this.caller.read(method, body, z.array(imageAnnotationSchema), options);
      const read = chosen === undefined ? annotations : await this.#only(datasetId, annotations, chosen, options);
      await this.#addMasks(read, options);
      // The server returns them in any order.
      const byId = new Map(read.map((annotation) => [annotation.imageId, annotation]));
      return Promise.all(batch.map((id) => byId.get(id) ?? this.download(id, options)));
    });
    return found.flat();
  }

  /**
   * Replaces the annotation of an image. Alpha masks and multi-part polygons are sent after the other objects and end
   * on top, like with the official SDK. If the server rejects one of them, the others are still replaced.
   */
  async upload(
    datasetId: number,
    imageId: number,
    annotation: NewAnnotation["annotation"],
    options?: CallOptions,
  ): Promise<void> {
    parseArgument("annotation.upload", "annotation", kinds.fields, annotation);
    return this.#add(datasetId, [{ imageId, annotation }], options);
  }

  /**
   * Replaces the annotations of images of a dataset.
   *
   * Cost: one request per 50 images, up to four with alpha masks or multi-part polygons; several run at a time.
   * @throws {BulkError} some items failed; the others are done
   */
  async uploadBatch(
    datasetId: number,
    annotations: readonly NewAnnotation[],
    options: BulkOptions = {},
  ): Promise<void> {
    parseArgument("annotation.uploadBatch", "annotations", annotationsSchema, annotations);
    const nameOf = ({ imageId }: NewAnnotation) => imageId;
    const batching = { method: "annotations.bulk.add", size: batchSize, noun: "images", nameOf };
    await inBatches(annotations, batching, options, (batch) => this.#add(datasetId, batch, options));
  }

  /**
   * Adds objects to an image and keeps the existing ones. Returns their ids. Objects of another annotation can be passed as they
   * were read.
   *
   * Never retried: after a lost response check the image first.
   */
  append(imageId: number, figures: readonly FigureInput[], options?: CallOptions): Promise<readonly number[]> {
    return new FigureApi(this.caller).createBulk(imageId, figures, options);
  }

  /**
   * Replaces the annotations of images by those of others, pair by pair. Classes and tags are matched by name.
   *
   * Cost: one request per 50 images; several run at a time.
   * @throws {BulkError} some items failed; the others are done
   */
  async copyBatch(
    sourceIds: readonly number[],
    targetIds: readonly number[],
    options: BulkOptions = {},
  ): Promise<void> {
    parseArgument("annotation.copyBatch", "sourceIds", kinds.someIds, sourceIds);
    parseArgument("annotation.copyBatch", "targetIds", kinds.someIds, targetIds);
    if (sourceIds.length !== targetIds.length) {
      const what = `targetIds has ${targetIds.length} ids, expected ${sourceIds.length}: one for each of sourceIds`;
      throw badArgument("annotation.copyBatch", "targetIds", what);
    }
    const method = "annotations.bulk.copy";
    await inBatches(targetIds, { method, size: batchSize, noun: "images" }, options, (destImageIds, index) => {
      const from = index * batchSize;
      const srcImageIds = sourceIds.slice(from, from + destImageIds.length);
      return this.caller.sendIdempotent(method, { srcImageIds, destImageIds, preserveSourceDate: true }, options);
    });
  }

  /** Replaces the annotation of an image by that of another. Classes and tags are matched by name. */
  async copy(sourceId: number, targetId: number, options?: CallOptions): Promise<void> {
    const body = { srcImageIds: [sourceId], destImageIds: [targetId], preserveSourceDate: true };
    parseArgument("annotation.copy", "sourceId", kinds.id, sourceId);
    parseArgument("annotation.copy", "targetId", kinds.id, targetId);
    return this.caller.sendIdempotent("annotations.bulk.copy", body, options);
  }

  /** Reads missing pixels of alpha masks: servers keep them apart from annotations. */
  async #addMasks(read: readonly ImageAnnotation[], { signal, timeout, jobId }: CallOptions): Promise<void> {
    const withoutPixels = read.flatMap(({ annotation }) =>
      annotation.objects.flatMap((figure) =>
        figure.geometryType === "alpha_mask" && figure.bitmap === undefined && figure.id !== null
          ? [{ figure, id: figure.id }]
          : [],
      ),
    );
    if (withoutPixels.length === 0) return;
    const ids = withoutPixels.map(({ id }) => id);
    const masks = await new FigureApi(this.caller).downloadGeometries(ids, { signal, timeout, jobId });
    for (const [at, { figure }] of withoutPixels.entries()) Object.assign(figure, { bitmap: masks[at] });
  }

  /** Adds the dataset id, which a server may omit. */
  async #datasetOf(imageId: number, options: CallOptions): Promise<number> {
    const schema = z.object({ datasetId: idSchema });
    return (await this.caller.read("images.info", { id: imageId }, schema, options)).datasetId;
  }

  /** Keeps only the objects that match filters; like the official SDK, it asks `figures.list` which ones do. */
  async #only(
    datasetId: number,
    annotations: readonly ImageAnnotation[],
    filters: NonNullable<FigureQuery["filters"]>,
    { signal, timeout }: CallOptions,
  ): Promise<readonly ImageAnnotation[]> {
    const imageIds = annotations.map(({ imageId }) => imageId);
    const chosen = await new FigureApi(this.caller).getList(datasetId, { filters, imageIds }, { signal, timeout });
    const ids = new Set<unknown>(chosen.map(({ id }) => id));
    return annotations.map(({ annotation, ...rest }) => ({
      ...rest,
      annotation: { ...annotation, objects: annotation.objects.filter(({ id }) => ids.has(id)) },
    }));
  }

  /**
   * Replaces annotations as the official SDK does: alpha masks and multi-part polygons follow as objects of their own, on top
   * of the others.
   */
  async #add(datasetId: number, annotations: readonly NewAnnotation[], options: CallOptions = {}): Promise<void> {
    const { signal, timeout, jobId } = options;
    const call = { signal, timeout, jobId };
    const split = annotations.map(({ imageId, annotation }) => splitAnnotation(imageId, sentAnnotation(annotation)));
    // Replacing twice has no further effect.
    const replace = () =>
      this.caller.sendIdempotent(
        "annotations.bulk.add",
        { datasetId, annotations: split.map(({ sent }) => sent), skipBoundsValidation: false },
        call,
      );
    const apart = await withClassIds(
      this.caller,
      { datasetId },
      split.flatMap((each) => each.apart),
      call,
    );
    await replace();
    if (apart.length === 0) return;
    const figures = apart.map(({ object }) => object);
    const ids = await this.caller.create(
      "figures.bulk.add",
      {
        key: `annotations of images ${annotations.map(({ imageId }) => imageId).join(", ")}`,
        body: { datasetId, figures, skipBoundsValidation: false },
        schema: z.array(createdId).length(figures.length),
        // After a lost response, removes what may have been created, so that it is created once.
        find: async () => {
          await replace();
          return undefined;
        },
      },
      call,
    );
    const masks = apart.flatMap(({ mask }, at) => (mask === undefined ? [] : [{ id: ids[at]!, geometry: mask }]));
    if (masks.length > 0) await new FigureApi(this.caller).uploadGeometries(masks, call);
  }
}
