import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { errorCode } from "../../domain/file-error.js";

const cipher = "aes-256-gcm";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const mark = "sealed:";

/**
 * How API tokens are kept. The database has a token's hash, by which requests are checked, and the token sealed with a
 * key that is in another file: a login answers with the token, and `slylab serve` prints it again at each start. A copy
 * of the database alone lets nobody in.
 */
export class TokenCipher {
  readonly #key: Buffer;

  /** @param key - 32 bytes; default: a new one, for a database that lives no longer than the process */
  constructor(key: Buffer = randomBytes(keyBytes)) {
    this.#key = key;
  }

  /** What a token is found by. A token is random, so its hash needs no salt and no time. */
  hash(token: string): string {
    return createHash("sha256").update(token).digest("hex");
  }

  seal(token: string): string {
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#key, nonce);
    const content = Buffer.concat([sealing.update(token, "utf8"), sealing.final()]);
    return `${mark}${Buffer.concat([nonce, sealing.getAuthTag(), content]).toString("base64")}`;
  }

  /** The token; undefined when it was sealed with another key. */
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

  /** Whether this is what {@link seal} gave, and not a token as older versions kept it. */
  static isSealed(text: string): boolean {
    return text.startsWith(mark);
  }
}

/** The key in `file`, which is made for its owner alone if it is not there. @throws {Error} it holds no key */
export function loadKey(file: string): Buffer {
  try {
    const handle = openSync(file, "wx", 0o600);
    try {
      writeSync(handle, `${randomBytes(keyBytes).toString("hex")}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
  const text = readFileSync(file, "utf8").trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new Error(`${file} does not hold a key: remove it, and every account gets a new token`);
  return Buffer.from(text, "hex");
}
