/** What is in the datasets that pictures come to, before and during an upload. */
import type { Api } from "../../client/api.js";
import { nameKey } from "../../domain/names.js";
import type { ImageTag } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";

/** An image that is there, or that the upload makes. */
export interface Held {
  readonly name: string;
  /** Null for one that the upload makes, until it is made. */
  imageId: number | null;
  hash: string | null;
  /** The hash of the file that was turned upright to make it. */
  uprightOf: string | null;
  readonly tags: readonly ImageTag[];
  /** The file that the image is of, where one of this upload is. */
  path?: string | undefined;
}

/** The images of one dataset by name. */
export class DatasetIndex {
  /** Undefined in a plan, for a dataset that is not there yet. */
  readonly datasetId: number | undefined;
  readonly #byName = new Map<string, Held>();

  constructor(datasetId: number | undefined) {
    this.datasetId = datasetId;
  }

  /** Reads the images of a dataset. Tags are read where they are asked for. */
  static async read(
    datasetId: number | undefined,
    withTags: boolean,
    { api, signal }: ReadContext,
  ): Promise<DatasetIndex> {
    const index = new DatasetIndex(datasetId);
    if (datasetId === undefined) return index;
    const client: Api = await api();
    const query = withTags ? {} : { fields: ["hash", "meta"] };
    for await (const { id, name, hash, meta, tags } of client.image.getList(datasetId, query, { signal })) {
      index.put({ name, imageId: id, hash, uprightOf: uprightOf(meta), tags });
    }
    return index;
  }

  /** The image of a name. */
  find(name: string): Held | undefined {
    return this.#byName.get(nameKey(name));
  }

  /** Adds an image, in the place of one that has its name. */
  put(held: Held): void {
    this.#byName.set(nameKey(held.name), held);
  }
}

/** The `meta` of an image that was turned upright: a later upload knows its file again. */
export function uprightMeta(hash: string): Readonly<Record<string, unknown>> {
  return { slylab: { uprightOf: hash } };
}

function uprightOf(meta: Readonly<Record<string, unknown>>): string | null {
  const { slylab } = meta;
  if (typeof slylab !== "object" || slylab === null || !("uprightOf" in slylab)) return null;
  return typeof slylab.uprightOf === "string" ? slylab.uprightOf : null;
}
