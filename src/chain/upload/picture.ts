/** Reads a picture: checks its structure, applies its orientation and hashes it. */
import { createHash, webcrypto } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { type ImageFile, InvalidImageError } from "../../base/pictures/image-file.js";
import { readImageFile } from "../../base/pictures/image-format.js";
import { fileErrorText } from "../../domain/file-error.js";
import { missingPackage } from "../../domain/optional-package.js";

/** A picture to send, or the reason it cannot be sent. */
export type CheckedPicture = ReadPicture | { readonly reason: string; readonly size: number | null };

/** A picture that was read. */
export interface ReadPicture {
  readonly size: number;
  readonly bytes: Buffer;
  /** base64(sha256(bytes)). */
  readonly hash: string;
  /** Set if an EXIF orientation must be applied, which changes the hash. */
  readonly file: ImageFile;
}

/** Whether a picture was read. */
export function isRead(picture: CheckedPicture): picture is ReadPicture {
  return "bytes" in picture;
}

// Above this size, hashing in another thread is worth its overhead.
const ownThreadBytes = 64 * 1024;

/** Computes base64(sha256(bytes)); large contents are hashed in another thread. */
export async function hashContent(bytes: Buffer): Promise<string> {
  if (bytes.length < ownThreadBytes) return createHash("sha256").update(bytes).digest("base64");
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toString("base64");
}

/** Reads a picture. Returns the reason if it cannot be read or is damaged. */
export async function readPicture(path: string): Promise<CheckedPicture> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(path);
  } catch (error) {
    const isName = path.includes("\ufffd");
    return { size: null, reason: isName ? "has a name that is not UTF-8" : `cannot be read: ${fileErrorText(error)}` };
  }
  const size = bytes.length;
  if (size === 0) return { size, reason: "is empty" };
  try {
    const file = readImageFile(bytes);
    return { size, bytes, file, hash: await hashContent(bytes) };
  } catch (error) {
    return { size, reason: error instanceof InvalidImageError ? error.message : "is damaged" };
  }
}

async function readWhole(path: string): Promise<Buffer> {
  // Opening a named pipe would wait for a writer.
  if (!(await stat(path)).isFile()) throw new Error("it is not a regular file");
  const file = await open(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Applies the EXIF orientation of a picture. The same input gives the same bytes. */
export async function turnUpright({ bytes, file, size }: ReadPicture): Promise<CheckedPicture> {
  try {
    const { default: sharp } = await import("sharp").catch((error: unknown) => {
      throw missingPackage(error, "sharp", "applying the EXIF orientation of pictures");
    });
    const upright = sharp(bytes).autoOrient().keepMetadata();
    const turned = await encode(upright, file.mime).toBuffer();
    return { size, bytes: turned, file: readImageFile(turned), hash: await hashContent(turned) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { size, reason: `EXIF orientation cannot be applied: ${why}; upload it unchanged with orient: false` };
  }
}

type Sharp = ReturnType<typeof import("sharp")["default"]>;

function encode(picture: Sharp, mime: ImageFile["mime"]): Sharp {
  switch (mime) {
    case "image/jpeg":
      return picture.jpeg({ quality: 95, chromaSubsampling: "4:4:4" });
    case "image/webp":
      return picture.webp({ quality: 95 });
    case "image/tiff":
      return picture.tiff({ compression: "deflate" });
    // BMP files have no orientation.
    case "image/bmp":
    case "image/png":
      return picture.png();
  }
}
