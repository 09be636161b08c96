/** Keeps track of the images in the target datasets before and during an upload. */
import type { Api } from "../../client/api.js";
import { nameKey } from "../../domain/names.js";
import type { ImageTag } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";

/** An image that exists, or that the upload creates. */
export interface IndexedImage {
  readonly name: string;
  /** Null until the upload has created it. */
  imageId: number | null;
  hash: string | null;
  /** Hash of the original file, if its EXIF orientation was applied. */
  uprightOf: string | null;
  readonly tags: readonly ImageTag[];
  /** The file of this upload that the image is created from. */
  path?: string | undefined;
}

/** The images of one dataset by name. */
export class DatasetIndex {
  /** Undefined in a plan, for a dataset that does not exist yet. */
  readonly datasetId: number | undefined;
  readonly #byName = new Map<string, IndexedImage>();

  constructor(datasetId: number | undefined) {
    this.datasetId = datasetId;
  }

  /** Reads the images of a dataset, with their tags if requested. */
  static async read(datasetId: number | undefined, withTags: boolean, context: ReadContext): Promise<DatasetIndex> {
    const index = new DatasetIndex(datasetId);
    if (datasetId === undefined) return index;
    const client: Api = await context.api();
    const query = withTags ? {} : { fields: ["hash", "meta"] };
    for await (const { id, name, hash, meta, tags } of client.image.getList(datasetId, query, context)) {
      index.put({ name, imageId: id, hash, uprightOf: uprightOf(meta), tags });
    }
    return index;
  }

  /** Finds an image by name. */
  find(name: string): IndexedImage | undefined {
    return this.#byName.get(nameKey(name));
  }

  /** Adds an image; replaces one with the same name. */
  put(indexed: IndexedImage): void {
    this.#byName.set(nameKey(indexed.name), indexed);
  }
}

/** Returns the `meta` of an image whose orientation was applied, by which a later upload recognizes its file. */
export function orientedMeta(hash: string): Readonly<Record<string, unknown>> {
  return { slylab: { uprightOf: hash } };
}

function uprightOf(meta: Readonly<Record<string, unknown>>): string | null {
  const { slylab } = meta;
  if (typeof slylab !== "object" || slylab === null || !("uprightOf" in slylab)) return null;
  return typeof slylab.uprightOf === "string" ? slylab.uprightOf : null;
}
