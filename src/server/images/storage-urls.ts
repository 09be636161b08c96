/** Addresses of pictures that a page or a script can load without a token. */
import { hash } from "node:crypto";
import type { ImageWire } from "../../domain/records/image.js";
import type { Call } from "../http/method.js";
import { isSame } from "../users/secrets.js";

/** What an address names: a picture, and the account whose right it carries. */
export interface StoragePlace {
  readonly accountId: number;
  readonly imageId: number;
}

/** Where pictures are served from. */
export const storagePath = "/storage/images/original";

// 128 bits: none can be guessed.
const signatureLength = 22;

/** Makes and reads addresses of pictures. An address works for as long as the account that asked for it sees the image. */
export class StorageUrls {
  readonly #key: string;

  /** @param key - the secret that signs; another one makes all addresses invalid */
  constructor(key: string) {
    this.#key = key;
  }

  /** The path of an image's picture for an account. */
  pathOf(accountId: number, imageId: number, name: string): string {
    return `${storagePath}/${accountId}/${imageId}/${this.#sign(accountId, imageId)}/${encodeURIComponent(name)}`;
  }

  /** The whole address of an image's picture for the caller that asks. */
  urlOf({ origin, account }: Pick<Call, "origin" | "account">, imageId: number, name: string): string {
    return origin + this.pathOf(account.id, imageId, name);
  }

  /** Reads the parts of a path; undefined when the signature is not ours. */
  read(accountId: string, imageId: string, signature: string): StoragePlace | undefined {
    const place = { accountId: Number(accountId), imageId: Number(imageId) };
    return isSame(signature, this.#sign(place.accountId, place.imageId)) ? place : undefined;
  }

  #sign(accountId: number, imageId: number): string {
    // Half of a hash over a secret prefix: it cannot be extended, and costs a quarter of an HMAC on long lists.
    return hash("sha256", `${this.#key} picture ${accountId} ${imageId}`, "base64url").slice(0, signatureLength);
  }
}

type Addressed = Pick<ImageWire, "id" | "name" | "hash" | "pathOriginal" | "fullStorageUrl">;

/** Gives images the addresses of their pictures; one by link without bytes here keeps its link. */
export function addressedFor<T extends Addressed>(urls: StorageUrls, call: Call): (image: T) => T {
  return (image) => {
    if (image.hash == null) return image;
    const pathOriginal = urls.pathOf(call.account.id, image.id, image.name);
    return { ...image, pathOriginal, fullStorageUrl: call.origin + pathOriginal };
  };
}
