/** Signed URLs of images, which pages and scripts can load without a token. */
import { hash } from "node:crypto";
import type { ImageWire } from "../../domain/records/image.js";
import type { Call } from "../http/method.js";
import { equalsInConstantTime } from "../users/secrets.js";

/** The image of a URL, and the account whose permissions apply. */
export interface SignedImage {
  readonly accountId: number;
  readonly imageId: number;
}

/** Path of the URLs. */
export const storagePath = "/storage/images/original";

// 128 bits.
const signatureLength = 22;

/** Creates and checks URLs of images. A URL is valid while the account that requested it sees the image. */
export class StorageUrls {
  readonly #key: string;

  /** @param key - secret of the signatures */
  constructor(key: string) {
    this.#key = key;
  }

  /** Returns the path of an image for an account. */
  pathOf(accountId: number, imageId: number, name: string): string {
    return `${storagePath}/${accountId}/${imageId}/${this.#sign(accountId, imageId)}/${encodeURIComponent(name)}`;
  }

  /** Returns the URL of an image for the caller. */
  urlOf({ origin, account }: Pick<Call, "origin" | "account">, imageId: number, name: string): string {
    return origin + this.pathOf(account.id, imageId, name);
  }

  /** Parses the parts of a path; undefined if the signature is invalid. */
  read(accountId: string, imageId: string, signature: string): SignedImage | undefined {
    const signed = { accountId: Number(accountId), imageId: Number(imageId) };
    return equalsInConstantTime(signature, this.#sign(signed.accountId, signed.imageId)) ? signed : undefined;
  }

  #sign(accountId: number, imageId: number): string {
    // A truncated hash with a secret prefix: safe against length extension, at a quarter of the cost of an HMAC.
    return hash("sha256", `${this.#key} picture ${accountId} ${imageId}`, "base64url").slice(0, signatureLength);
  }
}

type ImageFields = Pick<ImageWire, "id" | "name" | "hash" | "pathOriginal" | "fullStorageUrl">;

/** Adds URLs to images; images without stored content keep their link. */
export function withUrls<T extends ImageFields>(urls: StorageUrls, call: Call): (image: T) => T {
  return (image) => {
    if (image.hash == null) return image;
    const pathOriginal = urls.pathOf(call.account.id, image.id, image.name);
    return { ...image, pathOriginal, fullStorageUrl: call.origin + pathOriginal };
  };
}
