import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  equalsInConstantTime,
  hashPassword,
  isPassword,
  isToken,
  newToken,
  noPassword,
  signJwt,
} from "../../../src/server/users/secrets.js";

describe("passwords", () => {
  it("are stored salted, and verified", async () => {
    const stored = await hashPassword("correct horse", randomBytes);
    expect(stored).toMatch(/^scrypt:[0-9a-f]{32}:[0-9a-f]{64}$/);
    expect(stored).not.toBe(await hashPassword("correct horse", randomBytes));
    expect(await isPassword("correct horse", stored)).toBe(true);
    expect(await isPassword("correct horsE", stored)).toBe(false);
  });

  it("are hashed at the given cost", async () => {
    const stored = await hashPassword("correct horse", randomBytes, 2);
    expect(await isPassword("correct horse", stored, 2)).toBe(true);
    expect(await isPassword("correct horse", stored)).toBe(false);
  });

  it("are equal in all Unicode forms", async () => {
    expect(await isPassword("n\u0303", await hashPassword("\u00f1", randomBytes))).toBe(true);
  });

  it("never match an account without a password", async () => {
    expect(await isPassword("", noPassword)).toBe(false);
    expect(await isPassword(noPassword, noPassword)).toBe(false);
  });
});

describe("tokens", () => {
  it("are 128 random hex characters; anything else is rejected", () => {
    const token = newToken(randomBytes);
    expect(token).toMatch(/^[0-9a-f]{128}$/);
    expect(isToken(token)).toBe(true);
    for (const other of ["", token.slice(1), `${token}0`, token.toUpperCase().replace(/[0-9]/, "G"), "' OR 1=1 --"]) {
      expect(isToken(other)).toBe(false);
    }
  });

  it("are compared in their full length", () => {
    expect(equalsInConstantTime("abc", "abc")).toBe(true);
    expect(equalsInConstantTime("abc", "abd")).toBe(false);
    expect(equalsInConstantTime("abc", "abcd")).toBe(false);
  });
});

describe("signJwt", () => {
  it("contains its claims and a signature", () => {
    const [header = "", claims = "", signature] = signJwt({ apiToken: "t" }, "key").split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: "HS256", typ: "JWT" });
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({ apiToken: "t" });
    expect(signature).toBe(createHmac("sha256", "key").update(`${header}.${claims}`).digest("base64url"));
  });
});
