import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { encodeForm } from "../../../src/base/multipart.js";
import { defaultLimits } from "../../../src/server/http/limits.js";
import { MemoryBudget } from "../../../src/server/http/memory-budget.js";
import { receiveUpload, type Upload } from "../../../src/server/http/upload.js";

const files = [
  { name: "0-file", mime: "image/png", bytes: randomBytes(200_000) },
  { name: "1-file", mime: "image/png", bytes: Buffer.from("\r\n--b0undar\r\n--b0undaryx\r\n") },
  { name: "2-file", mime: "image/png", bytes: Buffer.alloc(0) },
  { name: "3-file", mime: "image/png", bytes: randomBytes(300_000) },
];

/** Sends `files` to `receiveUpload` over a socket, in pieces, and passes the received parts to `look`. */
async function upload(
  limits: Partial<typeof defaultLimits>,
  memoryBytes: number,
  look: (upload: Upload, folder: string) => unknown,
) {
  const folder = join(await mkdtemp(join(tmpdir(), "slylab-upload-")), "waiting");
  onTestFinished(() => rm(join(folder, ".."), { recursive: true, force: true }));
  const budget = new MemoryBudget(memoryBytes);
  let failure: unknown;
  const server = createServer(async (incoming, outgoing) => {
    const memory = budget.share();
    try {
      const options = { limits: { ...defaultLimits, ...limits }, memory, folder };
      const received = await receiveUpload(incoming, options);
      await look(received, folder);
      received.discard();
    } catch (error) {
      failure = error;
    }
    memory.release();
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { body: bytes, contentType: mime } = encodeForm(
    files.map((file) => ({ ...file, fileName: file.name })),
    "b0undary",
  );
  await new Promise<void>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const sending = request({ port, method: "POST", headers: { "content-type": mime } }, (response) => {
      response.resume();
      response.on("end", resolve);
    });
    sending.on("error", reject);
    for (let at = 0; at < bytes.length; at += 33_333) sending.write(bytes.subarray(at, at + 33_333));
    sending.end();
  });
  server.close();
  const left = await readdir(folder).catch(() => []);
  return { failure, left, used: budget.used };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

describe("an upload", () => {
  it.each([
    ["in memory", 10_000_000, 0],
    ["on disk where memory is short", 250_000, 1],
    ["on disk where there is no memory at all", 0, 3],
  ])("waits %s with the same bytes, and is removed after the response", async (_where, memoryBytes, onDisk) => {
    let waiting: string[] = [];
    const seen: unknown[] = [];
    const { failure, left, used } = await upload({}, memoryBytes, async ({ parts }, folder) => {
      for (const { name, fileName, size, hash, bytes } of parts) {
        seen.push({ name, fileName, size, hash, isSame: sha256(bytes) === hash });
      }
      waiting = await readdir(folder).catch(() => []);
    });
    expect(failure).toBeUndefined();
    expect(seen).toEqual(
      files.map(({ name, bytes }) => ({
        name,
        fileName: name,
        size: bytes.length,
        hash: sha256(bytes),
        isSame: true,
      })),
    );
    expect([waiting.length, left, used]).toEqual([onDisk, [], 0]);
  });

  it.each([
    ["too large as a whole", { uploadBytes: 400_000 }, /the body is larger than 400000 bytes/],
    ["too large in one part", { partBytes: 250_000 }, /a part of the body is larger than 250000 bytes/],
    ["of too many parts", { parts: 3 }, /more than 3 parts/],
  ])("that is %s is rejected, and no part of it is kept", async (_what, limits, message) => {
    const { failure, left, used } = await upload(limits, 0, () => {});
    expect(String(failure)).toMatch(message);
    expect([left, used]).toEqual([[], 0]);
  });

  it("is moved to a file, from memory and from disk", async () => {
    for (const memoryBytes of [0, 10_000_000]) {
      const { failure } = await upload({}, memoryBytes, async ({ parts }, folder) => {
        const path = join(folder, "..", "kept");
        await (parts[0]?.saveAs(path) ?? Promise.reject(new Error("no part")));
        expect(sha256(await readFile(path))).toBe(parts[0]?.hash);
      });
      expect(failure).toBeUndefined();
    }
  });
});
