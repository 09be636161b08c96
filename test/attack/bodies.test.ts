import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Limits } from "../../src/server/http/limits.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { openSocket, sendRaw } from "./raw-socket.js";
import { rounds } from "./rounds.js";

const megabyte = 2 ** 20;

function head(server: TestServer, method: string, lines: readonly string[], token = server.token): string {
  const all = ["host: 127.0.0.1", `x-api-key: ${token}`, "content-type: application/json", ...lines];
  return `POST /public/api/v3/${method} HTTP/1.1\r\n${all.join("\r\n")}\r\n\r\n`;
}

const limited = (limits: Partial<Limits>) => startTestServer({ limits });

describe("a body", () => {
  it("is not read if the token is unknown, the permission is missing, or the method takes no body", async () => {
    const server = await startTestServer();
    await server.must("users.add", { login: "idle", password: "x", isRestricted: true });
    const idle = server.tokenOf("idle") ?? "";
    // The body is never sent: a server that waited for it would not answer.
    const length = `content-length: ${33 * megabyte}`;
    const cases = [
      [head(server, "users.me", [length], "0".repeat(128)), 401],
      [head(server, "annotations.bulk.add", [length], ""), 401],
      [head(server, "annotations.bulk.add", [length], idle), 403],
      [head(server, "figures.bulk.add", [length], idle), 403],
      [head(server, "jobs.add", ["transfer-encoding: chunked"], idle), 403],
      [head(server, "images.bulk.upload", [length], idle), 403],
      [head(server, "instance.version", [length], ""), 200],
      [head(server, "no.such.method", [length]), 404],
      [head(server, "jobs.list", [length]), 413],
    ] as const;
    for (const [bytes, status] of cases) {
      expect([bytes.split("\r\n")[0], (await sendRaw(server.address, [bytes], 5000)).statuses]).toEqual([
        bytes.split("\r\n")[0],
        [status],
      ]);
    }
  });

  it("is limited to 1 MB, or to more in methods for annotations", async () => {
    const server = await startTestServer();
    const note = "x".repeat(2 * megabyte);
    for (const method of ["users.me", "teams.list", "projects.editInfo", "images.bulk.add", "webhooks.add"]) {
      expect([method, (await server.ask(method, { note })).status]).toEqual([method, 413]);
    }
    const annotations = [{ imageId: 283001, annotation: { objects: [], note } }];
    expect((await server.ask("annotations.bulk.add", { datasetId: 10555, annotations })).status).toBe(200);
    const over = { datasetId: 10555, annotations, note: "x".repeat(33 * megabyte) };
    expect((await server.ask("annotations.bulk.add", over)).status).toBe(413);
  });

  it("with a list that is too long is rejected before its items are checked", async () => {
    const server = await startTestServer();
    const ids = Array.from({ length: 200_000 }, () => "x");
    const { status, body } = await server.ask("jobs.bulk.archive", { ids });
    expect(status).toBe(400);
    expect(JSON.stringify(body).length).toBeLessThan(2000);
  });

  it.each([
    ["of very many keys", `{${Array.from({ length: 60_000 }, (_, at) => `"k${at}":1`).join(",")}}`],
    ["of very many lists", `{"id":[${"[],".repeat(200_000)}[]]}`],
    ["of a very long number", `{"id":${"9".repeat(500_000)}}`],
    ["of very many escapes", `{"id":"${"\\u0000".repeat(100_000)}"}`],
    ["of one key many times", `{${'"id":1,'.repeat(100_000)}"id":1}`],
    ["with a prototype", '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"id":5555}'],
  ])("%s is answered, and changes nothing", async (_what, body) => {
    const server = await startTestServer();
    const headers = { "x-api-key": server.token, "content-type": "application/json" };
    const url = `${server.address}/public/api/v3/projects.info`;
    const response = await fetch(url, { method: "POST", headers, body });
    expect([200, 400, 404]).toContain(response.status);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect((await server.ask("users.me")).status).toBe(200);
  });
});

describe("incomplete bodies", () => {
  it("share one memory limit: further bodies are rejected with an error, and memory is freed when they end", async () => {
    const server = await limited({ memoryBytes: 4 * megabyte });
    const part = Buffer.alloc(megabyte, 0x20);
    const length = `content-length: ${2 * megabyte}`;
    for (let round = 0; round < rounds(2, 10); round += 1) {
      const held = await Promise.all(
        Array.from({ length: rounds(24, 64) }, async () => {
          const socket = await openSocket(server.address);
          let text = "";
          socket.on("data", (chunk: Buffer) => {
            text += chunk.toString();
          });
          socket.write(head(server, "annotations.bulk.add", [length]));
          socket.write(part);
          return { socket, text: () => text };
        }),
      );
      while (held.filter(({ text }) => text().startsWith("HTTP/1.1 503")).length < held.length - 4) await sleep(10);
      expect(held.map(({ text }) => text()).find((text) => text !== "")).toContain("too many large requests");
      // Small requests are accepted, or answered with "try again".
      expect([200, 503]).toContain((await server.ask("users.me")).status);
      for (const { socket } of held) socket.destroy();
      // A body that was read is rejected for its unknown field, and one without memory for it by 503.
      while ((await server.ask("users.me", { note: "x".repeat(megabyte / 2) })).status === 503) await sleep(10);
    }
  });

  it("are closed when no more data comes, and so is a connection that sends nothing", async () => {
    const server = await limited({ headersMs: 200, silentMs: 200, requestMs: 400 });
    const silent = [
      [],
      ["POST /public"],
      [head(server, "annotations.bulk.add", ["content-length: 100"]), "{"],
      [
        head(server, "images.bulk.upload", ["content-length: 100"]).replace(
          "application/json",
          "multipart/form-data; boundary=x",
        ),
        "--x",
      ],
    ];
    const closed = silent.map(async (pieces) => {
      const socket = await openSocket(server.address);
      for (const piece of pieces) socket.write(piece);
      await new Promise<void>((resolve) => {
        socket.resume();
        socket.once("close", () => resolve());
      });
    });
    await Promise.all(closed);
    expect((await server.ask("users.me")).status).toBe(200);
  });

  it("are closed when they take longer than the time limit of a request", async () => {
    const server = await limited({ headersMs: 200, silentMs: 5000, requestMs: 400 });
    const socket = await openSocket(server.address);
    socket.write(head(server, "annotations.bulk.add", ["content-length: 1000000"]));
    const timer = setInterval(() => socket.write(" "), 20);
    await new Promise<void>((resolve) => {
      socket.resume();
      socket.once("close", () => resolve());
    });
    clearInterval(timer);
  });

  it("are limited by the number of connections", async () => {
    const server = await limited({ connections: 20 });
    const sockets = await Promise.all(Array.from({ length: 60 }, () => openSocket(server.address)));
    while (sockets.filter(({ destroyed }) => destroyed).length < 40) {
      for (const socket of sockets) socket.resume();
      await sleep(10);
    }
    for (const socket of sockets) socket.destroy();
    await sleep(50);
    expect((await server.ask("users.me")).status).toBe(200);
  });
});

describe("an upload", () => {
  const upload = (server: TestServer, type: string, body: string | Buffer) => {
    const bytes = Buffer.from(body);
    const lines = [`content-length: ${bytes.length}`];
    return sendRaw(
      server.address,
      [head(server, "images.bulk.upload", lines).replace("application/json", type), bytes],
      10_000,
    );
  };
  const form = "multipart/form-data; boundary=x";

  it.each([
    ["a head of 400 KB", form, `--x\r\ncontent-disposition: form-data; ${'name="'.repeat(66_000)}\r\n\r\n`, 413],
    ["a head without end", form, `--x\r\n${"a".repeat(400_000)}`, 413],
    ["ten thousand parts", form, `${"--x\r\nc: d\r\n\r\n1\r\n".repeat(10_000)}--x--`, 413],
    ["no part", form, "--x--\r\n", 200],
    ["nothing", form, "", 400],
    ["half a part", form, "--x\r\ncontent-disposition: form-data; name=a\r\n\r\nabc", 400],
    ["dashes only", form, "-".repeat(400_000), 400],
    ["half delimiters only", form, "\r\n--".repeat(200_000), 400],
    ["no boundary", "multipart/form-data", "--x--", 400],
    ["a boundary of 10 KB", `multipart/form-data; boundary=${"x".repeat(10_000)}`, "--x--", 400],
    ["very many boundaries", `multipart/form-data${"; boundary=x".repeat(800)}`, "--x--", 200],
  ])("of %s is rejected or stores nothing", async (_what, type, body, status) => {
    const server = await startTestServer();
    expect((await upload(server, type, body)).statuses).toEqual([status]);
    expect((await server.ask("users.me")).status).toBe(200);
  });
});
