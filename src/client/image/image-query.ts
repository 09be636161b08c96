import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import type { Filter } from "../../domain/records/wire.js";

/** Selects images of a dataset; all given conditions must match. */
export interface ImageQuery {
  /** Conditions on fields. */
  readonly filter?: readonly Filter[] | undefined;
  /** Conditions in the form of the web app, for example `{ type: "images_tag", data: { tagId, include: true } }`. */
  readonly filters?: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** Only images with these ids. */
  readonly ids?: readonly number[] | undefined;
  /** Only images with these names. */
  readonly names?: readonly string[] | undefined;
  /** Only images with at least one object. Default false. */
  readonly onlyLabelled?: boolean | undefined;
  /** Whether images of nested datasets are included. Default false. */
  readonly recursive?: boolean | undefined;
  /** The field to sort by, for example `name` or `customSort`. Default: `id`. */
  readonly sort?: string | undefined;
  /** Sort order. Default: `asc`. */
  readonly sortOrder?: "asc" | "desc" | undefined;
  /** Maximum number of images. Default: all. */
  readonly limit?: number | undefined;
  /** Requests only these fields; others are null, empty or 0. Ids, names, parents and times are always included. */
  readonly fields?: readonly string[] | undefined;
}

/** Checks an {@link ImageQuery}. */
export const querySchema = z
  .strictObject({
    filter: kinds.list,
    filters: kinds.listOfFields,
    ids: kinds.ids,
    names: kinds.names,
    onlyLabelled: kinds.flag,
    recursive: kinds.flag,
    sort: kinds.name,
    sortOrder: z.enum(["asc", "desc"]),
    limit: kinds.aboveZero,
    fields: kinds.names,
  })
  .partial();

/** Fields that every image needs. */
export const ownFields = ["id", "name", "datasetId", "createdAt", "updatedAt"];
