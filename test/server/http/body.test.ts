import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { startTestServer } from "../../support/server.js";

describe("a body", () => {
  const description = "ä€🍋".repeat(20_000);
  const text = JSON.stringify({ id: 5555, description });

  it.each([
    ["in one piece", [text.length * 2], true],
    ["in small pieces", [777], true],
    ["in a small and a large piece", [1, 200_000], true],
    ["in pieces without a length", [65_536], false],
    ["of one piece without a length", [text.length * 2], false],
  ] as const)("is read whole: %s", async (_what, sizes, hasLength) => {
    const server = await startTestServer();
    const bytes = Buffer.from(text);
    const outgoing = request(`${server.address}/public/api/v3/projects.editInfo`, {
      method: "POST",
      headers: {
        "x-api-key": server.token,
        "content-type": "application/json",
        ...(hasLength ? { "content-length": bytes.length } : {}),
      },
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      outgoing.on("response", (response) => resolve(response.resume().statusCode)).on("error", reject);
    });
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const size = sizes[Math.min(turn, sizes.length - 1)] ?? bytes.length;
      await new Promise((sent) => outgoing.write(bytes.subarray(at, at + size), sent));
      at += size;
    }
    outgoing.end();
    expect(await answered).toBe(200);
    expect(await server.must("projects.info", { id: 5555 })).toMatchObject({ description });
  });
});
