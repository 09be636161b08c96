/** Reads images inside archives of the team files, by their offsets, as `image.upload_by_offsets` of the official SDK sends them. */
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { InvalidImageError } from "../../base/pictures/image-file.js";
import { readImageFormat } from "../../base/pictures/image-format.js";
import { count, fields, id, record } from "../http/fields.js";
import type { Call } from "../http/method.js";
import { found, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import type { Picture } from "./image-store.js";

const offset = count.pipe(z.int().nonnegative());

/** The fields of a new image that name its place in an archive. `offsetEnd` is the offset after its last byte. */
export const archiveFields = {
  teamFileId: id.optional(),
  sourceBlob: record(fields({ offsetStart: offset, offsetEnd: offset })).optional(),
};

interface ArchivedImage {
  readonly teamFileId?: number | undefined;
  readonly sourceBlob?: { readonly offsetStart: number; readonly offsetEnd: number } | undefined;
}

const maxBytes = 64 * 1024 * 1024;

/** Reads and stores the content of one image. @throws {Problem} */
export async function readArchivedImage(
  { stores, access, blobs }: Pick<ServerContext, "stores" | "access" | "blobs">,
  call: Call,
  { teamFileId, sourceBlob }: ArchivedImage,
  path: string,
): Promise<Picture | undefined> {
  if (teamFileId === undefined) throw invalid(`${path}.teamFileId`, "is required with sourceBlob", "any.required");
  if (sourceBlob === undefined) throw invalid(`${path}.sourceBlob`, "is required with teamFileId", "any.required");
  const file = found("file", teamFileId, stores.files.find(teamFileId));
  access.team(call.account, file.teamId, "see");
  const { offsetStart, offsetEnd } = sourceBlob;
  if (offsetEnd > file.size) {
    throw invalid(`${path}.sourceBlob.offsetEnd`, `is ${offsetEnd}, but the file has ${file.size} bytes`, "number.max");
  }
  if (offsetEnd <= offsetStart) {
    const message = `is ${offsetEnd}, expected more than offsetStart, which is ${offsetStart}`;
    throw invalid(`${path}.sourceBlob.offsetEnd`, message, "number.min");
  }
  if (offsetEnd - offsetStart > maxBytes) {
    throw invalid(`${path}.sourceBlob`, `spans more than ${maxBytes} bytes`, "number.max");
  }
  const bytes = await buffer(await blobs.read(file.blob, offsetStart, offsetEnd - 1));
  const hash = createHash("sha256").update(bytes).digest("base64");
  try {
    stores.images.keep({ hash, ...readImageFormat(bytes) }, bytes, call.account.id);
  } catch (error) {
    if (error instanceof InvalidImageError) throw invalid(`${path}.sourceBlob`, error.message, "any.invalid");
    throw error;
  }
  return stores.images.picture(hash);
}
