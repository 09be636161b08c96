import type { Filter } from "../../domain/records/wire.js";
import { kinds, listOf, oneOf } from "../http/arguments.js";

/** Which images of a dataset; all conditions must hold. */
export interface ImageQuery {
  /** Conditions on fields. */
  readonly filter?: readonly Filter[] | undefined;
  /** Conditions as the product's own pages send them, as `{ type: "images_tag", data: { tagId, include: true } }`. */
  readonly filters?: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** Only images of these ids. */
  readonly ids?: readonly number[] | undefined;
  /** Only images of these names. */
  readonly names?: readonly string[] | undefined;
  /** Only images with an object on them. Default false. */
  readonly onlyLabelled?: boolean | undefined;
  /** Images of the datasets that lie in this one too. Default false. */
  readonly recursive?: boolean | undefined;
  /** A field that images are ordered by, for example `name` or `customSort`. Default: `id`. */
  readonly sort?: string | undefined;
  /** Default: `asc`. */
  readonly sortOrder?: "asc" | "desc" | undefined;
  /** At most so many images. Default: all. */
  readonly limit?: number | undefined;
  /** Only these fields are asked for; the others are null, empty or 0. Ids, names, places and times always come. */
  readonly fields?: readonly string[] | undefined;
}

/** The kinds of its fields. */
export const queryShape = {
  filter: kinds.list,
  filters: listOf(kinds.fields),
  ids: kinds.ids,
  names: kinds.names,
  onlyLabelled: kinds.flag,
  recursive: kinds.flag,
  sort: kinds.name,
  sortOrder: oneOf("asc", "desc"),
  limit: { expected: "a whole number above 0", fits: kinds.id.fits },
  fields: kinds.names,
};

/** Without these an image is none. */
export const ownFields = ["id", "name", "datasetId", "createdAt", "updatedAt"];
