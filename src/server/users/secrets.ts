import { createHmac, scrypt, timingSafeEqual } from "node:crypto";
import { SerialQueue } from "./serial-queue.js";

/** Gives `count` random bytes; an argument, so that the same seed makes the same tokens. */
export type RandomBytes = (count: number) => Buffer;

// Interactive logins: about 40 ms and 16 MB each, the cost that scrypt's paper names for them.
const cost = { N: 16_384, r: 8, p: 1 };
const keyBytes = 32;

/** A password that no text matches: the account cannot log in with one. */
export const noPassword = "none";

// One thread of the pool for those who are known, one for those who are not: the other two are left to files and names,
// and people who guess passwords keep nobody else waiting.
const hashing = new SerialQueue(1000);
const checking = new SerialQueue(100);

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyBytes, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** What is stored in place of a password. */
export async function hashPassword(password: string, randomBytes: RandomBytes): Promise<string> {
  const salt = randomBytes(16);
  const key = await hashing.run(() => derive(password, salt));
  return `scrypt:${salt.toString("hex")}:${key.toString("hex")}`;
}

/** Whether `password` is the one behind `stored`. Takes as long when there is nothing to compare with. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, salt = "00", key = ""] = stored.split(":");
  const derived = await checking.run(() => derive(password, Buffer.from(salt, "hex")));
  return isSame(derived.toString("hex"), key);
}

/** Compares in a time that does not tell where the texts differ. */
export function isSame(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left);
  const rightBytes = Buffer.from(right);
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

const tokenPattern = /^[0-9a-f]{128}$/;

/** A new API token: 128 hex characters. */
export function newToken(randomBytes: RandomBytes): string {
  return randomBytes(64).toString("hex");
}

/** Whether a text has the form of a token. */
export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** A JSON Web Token signed with HMAC-SHA256. */
export function signJwt(claims: object, key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${content}.${createHmac("sha256", key).update(content).digest("base64url")}`;
}
