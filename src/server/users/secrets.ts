import { createHmac, scrypt, timingSafeEqual } from "node:crypto";
import { SerialQueue } from "./serial-queue.js";

/** Returns `count` random bytes. Injected, so that tests can be reproducible. */
export type RandomBytes = (count: number) => Buffer;

/** The default `N` of scrypt, which its paper recommends for interactive logins: about 40 ms and 16 MB. */
export const defaultPasswordCost = 16_384;
const keyBytes = 32;

/** A password hash that matches no password. */
export const noPassword = "none";

// Known users and unknown clients each use at most one of the four pool threads: two remain for files and DNS, and guessing
// passwords does not slow down known users.
const hashing = new SerialQueue(1000, "new passwords");
const checking = new SerialQueue(100, "password checks");

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const parameters = { N: cost, r: 8, p: 1 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyBytes, parameters, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Hashes a password for storage; `cost` is the `N` of scrypt. */
export async function hashPassword(
  password: string,
  randomBytes: RandomBytes,
  cost = defaultPasswordCost,
): Promise<string> {
  const salt = randomBytes(16);
  const key = await hashing.run(() => derive(password, salt, cost));
  return `scrypt:${salt.toString("hex")}:${key.toString("hex")}`;
}

/** Whether `password` matches the hash `stored`, made at the same `cost`. Takes the same time for {@link noPassword}. */
export async function isPassword(password: string, stored: string, cost = defaultPasswordCost): Promise<boolean> {
  const [, salt = "00", key = ""] = stored.split(":");
  const derived = await checking.run(() => derive(password, Buffer.from(salt, "hex"), cost));
  return equalsInConstantTime(derived.toString("hex"), key);
}

/** Compares in constant time. */
export function equalsInConstantTime(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left);
  const rightBytes = Buffer.from(right);
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

const tokenPattern = /^[0-9a-f]{128}$/;

/** Creates an API token: 128 hex characters. */
export function newToken(randomBytes: RandomBytes): string {
  return randomBytes(64).toString("hex");
}

/** Whether text has the format of a token. */
export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Creates a JSON Web Token, signed with HMAC-SHA256. */
export function signJwt(claims: object, key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${content}.${createHmac("sha256", key).update(content).digest("base64url")}`;
}
