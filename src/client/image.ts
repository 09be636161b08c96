import { ImageInfo, imageSchema } from "../domain/image.js";
import type { Filter } from "../domain/wire.js";
import type { Caller } from "./caller.js";
import type { Listing } from "./listing.js";
import type { CallOptions } from "./send.js";

/** Images of datasets: `api.image`. */
export class ImageApi {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** The images of a dataset, with their tags. */
  getList(
    datasetId: number,
    query: { readonly filter?: readonly Filter[] } = {},
    options?: CallOptions,
  ): Listing<ImageInfo> {
    const { signal, limitMs } = options ?? {};
    return this.#caller.list("images.list", {
      signal,
      limitMs,
      label: `images of dataset ${datasetId}`,
      body: { datasetId, projectId: null, forceMetadataForLinks: true },
      filter: query.filter ?? [],
      schema: imageSchema,
      record: ImageInfo,
    });
  }

  /** One image. @throws {NotFoundError} no such image, or none that this account sees */
  getInfoById(id: number, options?: CallOptions): Promise<ImageInfo> {
    return this.#caller.read("images.info", { id, forceMetadataForLinks: true }, imageSchema, options);
  }
}
