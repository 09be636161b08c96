/** Annotations of many images, a few at a time, and who drew what is on them. */
import type { ImageAnnotation } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";

// Four requests at once, of 50 images each, is what is held.
const imagesAtOnce = 200;

/** Walks what is on images of a dataset; holds 200 annotations at a time. Cost: one request per 50 images. */
export async function* eachAnnotation(
  datasetId: number,
  imageIds: readonly number[],
  context: ReadContext,
): AsyncGenerator<ImageAnnotation, void, undefined> {
  const api = await context.api();
  for (let at = 0; at < imageIds.length; at += imagesAtOnce) {
    const ids = imageIds.slice(at, at + imagesAtOnce);
    yield* await api.annotation.downloadBatch(datasetId, ids, { signal: context.signal });
  }
}

/** The login of whoever drew an object or put a tag; empty where the server does not say. */
export function authorOf(thing: Readonly<Record<string, unknown>>): string {
  const login = thing.labelerLogin;
  return typeof login === "string" ? login : "";
}
