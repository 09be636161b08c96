import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { GeometryJson } from "../../domain/geometry/coordinates.js";
import { type Geometry, isGeometry } from "../../domain/geometry/geometry.js";
import { FigureInfo, figureInfoSchema } from "../../domain/records/figure.js";
import type { Figure } from "../../domain/records/image.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { type BulkOptions, chunked, inBatches } from "../http/bulk.js";
import { filters } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import { GarbledResponse, partsOf } from "../http/read-response.js";
import type { CallOptions } from "../http/send.js";
import type { HttpResponse } from "../http/transport.js";
import { figureInput } from "./figure-input.js";
import { isSeparate, separated, withClassIds } from "./separate-shapes.js";

/** An object to create on an image. Its class is given by id or by name. */
export interface NewFigure {
  /** Id of the object class; alternatively give `classTitle`. */
  readonly classId?: number | undefined;
  /** Name of the object class; alternatively give `classId`. */
  readonly classTitle?: string | undefined;
  /** Shape, for example `rectangle`. Default: the type of `geometry`, or the shape of the class. */
  readonly geometryType?: string | undefined;
  /** A shape, for example `rectangle([10, 10], [59, 79])`, or its fields in the format of an instance. */
  readonly geometry: Geometry | GeometryJson;
  /** Tags of the object. Default: none. */
  readonly tags?: readonly { readonly name: string; readonly value?: string | number | undefined }[] | undefined;
  /** Description of the object. Default: empty. */
  readonly description?: string | undefined;
  /** Custom data: any JSON. Default: none. */
  readonly customData?: Readonly<Record<string, unknown>>;
}

/** An object to create, or one that was read: its id, author and times are not sent. */
export type FigureInput = NewFigure | Figure | FigureInfo;

/** Selects objects of a dataset; all given conditions must match. */
export interface FigureQuery {
  /** Conditions on fields. */
  readonly filter?: readonly Filter[] | undefined;
  /** Conditions in the form of the web app, for example `{ type: "objects_class", data: { classId } }`. */
  readonly filters?: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** Only objects on these images. */
  readonly imageIds?: readonly number[] | undefined;
  /** Only objects of these classes. */
  readonly classIds?: readonly number[] | undefined;
}

const figureSchema = z.strictObject({
  classId: kinds.id,
  classTitle: kinds.name,
  geometryType: kinds.name,
  geometry: kinds.fields,
  tags: kinds.listOfFields,
  description: kinds.text,
  customData: kinds.fields,
});
const newFigureSchema = figureSchema.partial().extend({ geometry: kinds.fields });
const changesSchema = figureSchema.partial();
const querySchema = z
  .strictObject({ filter: kinds.list, filters: kinds.listOfFields, imageIds: kinds.ids, classIds: kinds.ids })
  .partial();
const geometriesSchema = z.array(z.object({ id: kinds.id, geometry: kinds.fields })).min(1);
const batchSize = 100;

/** Objects on images: `api.figure`. */
export class FigureApi extends ApiGroup {
  /** Lists the objects on the images of a dataset. */
  getList(datasetId: number, query: FigureQuery = {}, options?: CallOptions): Listing<FigureInfo> {
    parseArgument("figure.getList", "query", querySchema, query);
    const { filter = [], imageIds, classIds } = query;
    return this.caller.list(
      "figures.list",
      {
        label: `objects of dataset ${datasetId}`,
        body: { datasetId, integerCoords: false, ...defined({ filters: query.filters }) },
        filter: [...filter, ...filters({ entityId: imageIds, classId: classIds })],
        schema: figureInfoSchema,
        record: FigureInfo,
      },
      options,
    );
  }

  /** Returns one object. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<FigureInfo> {
    return this.caller.read("figures.info", { id }, figureInfoSchema, options);
  }

  /**
   * Creates an object on an image and keeps the existing ones. Returns its id.
   *
   * Never retried: after a lost response check the image first.
   * @example
   * const geometry = { points: { exterior: [[10, 10], [60, 80]], interior: [] } };
   * await api.figure.create(283001, { classTitle: "car", geometry });
   */
  async create(imageId: number, figure: FigureInput, options?: CallOptions): Promise<number> {
    const [id = 0] = await this.createBulk(imageId, [figure], options);
    return id;
  }

  /**
   * Creates objects on an image, all or none. Returns their ids in the same order. Objects that were read can be passed, also to
   * an image of another project: their ids, authors and times are not sent.
   *
   * Cost: one request; with alpha masks or multi-part polygons up to three more, and one per 100 alpha masks.
   */
  async createBulk(imageId: number, inputs: readonly FigureInput[], options?: CallOptions): Promise<readonly number[]> {
    parseArgument("figure.createBulk", "figures", kinds.someFields, inputs);
    const figures = inputs.map(figureInput);
    parseArgument("figure.createBulk", "figures", z.array(newFigureSchema), figures);
    const schema = z.array(z.object({ id: z.int().positive() })).length(figures.length);
    const split = figures.map((figure) => {
      const sent = sentFigure(figure);
      return isSeparate(sent) ? separated(sent) : { object: sent };
    });
    const isAnyApart = split.some(({ object }) => isSeparate(object));
    const ready = isAnyApart ? await withClassIds(this.caller, { imageId }, split, options) : split;
    const body = { entityId: imageId, figures: ready.map(({ object }) => object) };
    const added = await this.caller.sendOnce("figures.bulk.add", body, schema, options);
    const ids = added.map(({ id }) => id);
    const masks = ready.flatMap(({ mask }, at) => (mask === undefined ? [] : [{ id: ids[at]!, geometry: mask }]));
    if (masks.length === 0) return ids;
    try {
      await this.uploadGeometries(masks, options);
    } catch (error) {
      // Removes the objects, which have no pixels. If that fails too, the first error is more useful.
      await this.removeBatch(ids).catch(() => undefined);
      throw error;
    }
    return ids;
  }

  /** Changes the shape, class or tags of an object; omitted fields are unchanged. */
  async update(id: number, given: Partial<NewFigure> | FigureInput, options?: CallOptions): Promise<FigureInfo> {
    parseArgument("figure.update", "changes", kinds.fields, given);
    const changes = figureInput(given);
    parseArgument("figure.update", "changes", changesSchema, changes);
    const sent = sentFigure(changes);
    const { object, mask } = isSeparate(sent) && sent.geometry !== undefined ? separated(sent) : { object: sent };
    await this.caller.sendIdempotent("figures.editInfo", { id, ...defined({ ...object }) }, options);
    if (mask !== undefined) await this.uploadGeometries([{ id, geometry: mask }], options);
    return this.getInfoById(id, options);
  }

  /** Removes an object. It can be restored. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("figures.bulk.remove", { figureIds: [id] }, options);
  }

  /** Removes objects. They can be restored. @throws {BulkError} some items failed */
  async removeBatch(ids: readonly number[], options: BulkOptions = {}): Promise<void> {
    parseArgument("figure.removeBatch", "ids", kinds.someIds, ids);
    await this.#each(ids, "figures.bulk.remove", options);
  }

  /** Restores removed objects. @throws {BulkError} some items failed */
  async restoreBatch(ids: readonly number[], options: BulkOptions = {}): Promise<void> {
    parseArgument("figure.restoreBatch", "ids", kinds.someIds, ids);
    await this.#each(ids, "figures.bulk.restore", options);
  }

  /** Restores a removed object. */
  restore(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("figures.bulk.restore", { figureIds: [id] }, options);
  }

  /** Sets the stacking priority of an object; higher numbers are drawn on top. */
  async updatePriority(id: number, priority: number, options?: CallOptions): Promise<void> {
    parseArgument("figure.updatePriority", "priority", kinds.count.optional(), priority);
    return this.caller.sendIdempotent("figures.priority.update", { id, priority }, options);
  }

  /** Downloads the shape of an object. An alpha mask is `{ data, origin }`. */
  async downloadGeometry(id: number, options?: CallOptions): Promise<GeometryJson> {
    parseArgument("figure.downloadGeometry", "id", kinds.id, id);
    return (await this.downloadGeometries([id], options))[0]!;
  }

  /** Downloads the shapes of objects, in the order of `ids`. An alpha mask is `{ data, origin }`. */
  async downloadGeometries(ids: readonly number[], options: BulkOptions = {}): Promise<readonly GeometryJson[]> {
    parseArgument("figure.downloadGeometries", "ids", kinds.ids, ids);
    const method = "figures.bulk.download.geometry";
    const found = await inBatches(ids, { method, size: batchSize, noun: "objects" }, options, (batch) => {
      const read = (response: HttpResponse) => partsOf(response, batch).map((bytes) => geometryOf(bytes));
      return this.caller.download(method, { ids: batch }, read, options);
    });
    return found.flat();
  }

  /** Replaces the shape of an object. An alpha mask is `{ data, origin }`. */
  async uploadGeometry(id: number, geometry: GeometryJson, options?: CallOptions): Promise<void> {
    parseArgument("figure.uploadGeometry", "id", kinds.id, id);
    parseArgument("figure.uploadGeometry", "geometry", kinds.fields, geometry);
    return this.uploadGeometries([{ id, geometry }], options);
  }

  /** Replaces the shapes of objects. An alpha mask is `{ data, origin }`. */
  async uploadGeometries(
    geometries: readonly { readonly id: number; readonly geometry: GeometryJson }[],
    options?: CallOptions,
  ): Promise<void> {
    parseArgument("figure.uploadGeometries", "geometries", geometriesSchema, geometries);
    for (const batch of chunked(geometries, batchSize)) {
      const parts = batch.flatMap(({ id, geometry }) => [
        { name: "figureId", fileName: "", mime: "text/plain", bytes: Buffer.from(`${id}`) },
        {
          name: "geometry",
          fileName: `${id}`,
          mime: "application/octet-stream",
          bytes: Buffer.from(JSON.stringify(geometry)),
        },
      ]);
      await this.caller.upload("figures.bulk.upload.geometry", parts, z.unknown(), options);
    }
  }

  async #each(ids: readonly number[], method: string, options: BulkOptions): Promise<void> {
    await inBatches(ids, { method, size: batchSize, noun: "objects" }, options, (figureIds) =>
      this.caller.sendIdempotent(method, { figureIds }, options),
    );
  }
}

/** A figure in the fields of a request. */
type FigureFields = Readonly<Record<string, unknown>>;

/** Converts an object for the API: a typed shape becomes its type and the fields that an instance stores. */
function sentFigure(figure: FigureFields): FigureFields {
  const { geometry } = figure;
  if (!isGeometry(geometry)) return { ...figure };
  return { ...figure, geometryType: figure.geometryType ?? geometry.type, geometry: geometry.toWire() };
}

const geometrySchema = z.record(z.string(), z.unknown());

function geometryOf(bytes: Uint8Array): GeometryJson {
  try {
    return geometrySchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new GarbledResponse(false);
  }
}
