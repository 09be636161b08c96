import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadKey, TokenCipher } from "../../../src/server/users/token-cipher.js";

const token = "ab".repeat(64);

describe("TokenCipher", () => {
  it("decrypts what it encrypted, and nothing else", () => {
    const tokenCipher = new TokenCipher();
    const sealed = tokenCipher.seal(token);
    expect(sealed).not.toContain(token.slice(0, 16));
    expect(tokenCipher.seal(token)).not.toBe(sealed);
    expect(tokenCipher.open(sealed)).toBe(token);
    expect(new TokenCipher(randomBytes(32)).open(sealed)).toBeUndefined();
    for (const other of ["", "sealed:", "sealed:AAAA", sealed.slice(0, -8), token]) {
      expect(tokenCipher.open(other)).toBeUndefined();
    }
  });

  it("finds tokens by a hash that does not depend on the key", () => {
    expect(new TokenCipher().hash(token)).toBe(new TokenCipher().hash(token));
    expect(new TokenCipher().hash(token)).not.toContain(token.slice(0, 16));
  });
});

describe("loadKey", () => {
  it("creates a key that only its owner can read, and loads it again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-key-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "instance.key");
    const key = loadKey(file);
    expect(loadKey(file)).toEqual(key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, "utf8")).trim()).toBe(key.toString("hex"));
    await writeFile(file, "");
    expect(() => loadKey(file)).toThrow(`${file} has no valid key`);
  });
});
