import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { errorCode } from "../../base/error-code.js";

const cipher = "aes-256-gcm";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const mark = "sealed:";

/**
 * Hashes and encrypts API tokens. The database has a token's hash, for the check of requests, and the encrypted token, for
 * logins and for `slylab serve`. The key is in another file, so that a copy of the database gives no access.
 */
export class TokenCipher {
  readonly #key: Buffer;

  /** @param key - 32 bytes; default: a random one, for a database in memory */
  constructor(key: Buffer = randomBytes(keyBytes)) {
    this.#key = key;
  }

  /** Hashes a token for lookups. Tokens are random, so the hash needs neither salt nor stretching. */
  hash(token: string): string {
    return createHash("sha256").update(token).digest("hex");
  }

  seal(token: string): string {
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#key, nonce);
    const content = Buffer.concat([sealing.update(token, "utf8"), sealing.final()]);
    return `${mark}${Buffer.concat([nonce, sealing.getAuthTag(), content]).toString("base64")}`;
  }

  /** Decrypts a token; undefined if it was encrypted with another key. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed.slice(mark.length), "base64");
    try {
      const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, nonceBytes));
      opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString();
    } catch {
      return undefined;
    }
  }
}

/** Reads the key in `file`, creating it with access for its owner only. @throws {Error} the file has no valid key */
export function loadKey(file: string): Buffer {
  try {
    const handle = openSync(file, "wx", 0o600);
    try {
      writeSync(handle, `${randomBytes(keyBytes).toString("hex")}\n`);
      fsyncSync(handle);
    } catch (error) {
      // An empty key, for example after a full disk, would lock all accounts out at the next start.
      rmSync(file, { force: true });
      throw error;
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
  const text = readFileSync(file, "utf8").trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new Error(`${file} has no valid key: remove it, then every account gets a new token`);
  return Buffer.from(text, "hex");
}
