/** Reads annotations of many images, a few at a time, and who drew them. */
import type { ImageAnnotation } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";

// Four concurrent requests of 50 images each are in memory.
const imagesAtOnce = 200;

/** Yields the annotations of images of a dataset, with 200 in memory at a time. Cost: one request per 50 images. */
export async function* eachAnnotation(
  datasetId: number,
  imageIds: readonly number[],
  context: ReadContext,
): AsyncGenerator<ImageAnnotation, void, undefined> {
  const api = await context.api();
  for (let at = 0; at < imageIds.length; at += imagesAtOnce) {
    const ids = imageIds.slice(at, at + imagesAtOnce);
    yield* await api.annotation.downloadBatch(datasetId, ids, context);
  }
}

/** Returns the login of the author of an object or tag; empty if the server does not send it. */
export function authorOf(thing: Readonly<Record<string, unknown>>): string {
  const login = thing.labelerLogin;
  return typeof login === "string" ? login : "";
}

/** Returns when an object was created, in milliseconds since 1970; undefined if the server does not send it. */
export function creationTimeOf({ createdAt }: Readonly<Record<string, unknown>>): number | undefined {
  const time = typeof createdAt === "string" ? Date.parse(createdAt) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
