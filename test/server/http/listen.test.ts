import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as tlsConnect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.js";

/** Sends bytes; returns the answer up to the server's close, and the milliseconds until then. */
function sendRaw(server: TestServer, bytes: Uint8Array | string): Promise<{ text: string; ms: number }> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve) => {
    const started = performance.now();
    let text = "";
    const socket: Socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve({ text, ms: performance.now() - started }));
  });
}

describe("the HTTP listener", () => {
  it("closes a connection with a TLS greeting at once, without a response", async () => {
    const server = await startTestServer();
    const { text, ms } = await sendRaw(server, Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1]));
    expect(text).toBe("");
    expect(ms).toBeLessThan(1000);
  });

  it("fails the handshake of a real TLS client", async () => {
    const server = await startTestServer();
    const { hostname, port } = new URL(server.address);
    const outcome = await new Promise<string>((resolve) => {
      const socket = tlsConnect({ host: hostname, port: Number(port), rejectUnauthorized: false });
      socket.on("secureConnect", () => resolve("connected"));
      socket.on("error", ({ message }) => resolve(message));
    });
    expect(outcome).toMatch(/ECONNRESET|disconnected before secure/);
  });

  it("answers invalid HTTP with 400, and keeps running", async () => {
    const server = await startTestServer();
    expect((await sendRaw(server, "nonsense\r\n\r\n")).text).toMatch(/^HTTP\/1\.1 400 /);
    expect((await server.ask("users.me")).status).toBe(200);
  });

  it("keeps running when clients disconnect in the middle of a request", async () => {
    const server = await startTestServer();
    const { hostname, port } = new URL(server.address);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `POST /public/api/v3/users.me HTTP/1.1\r\nhost: x\r\nx-api-key: ${server.token}\r\ncontent-length: 50\r\n\r\n{`;
        socket.write(head, () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    expect((await server.ask("users.me")).status).toBe(200);
  });

  it("counts requests and connections", async () => {
    const server = await startTestServer();
    await server.must("users.me");
    await server.must("users.me");
    expect(server.stats.requests).toBe(2);
    expect([1, 2]).toContain(server.stats.connections);
  });

  it("listens on loopback unless told otherwise, and at an address of the other family", async () => {
    const server = await startTestServer();
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const six = await startTestServer({ host: "::1" });
    expect(six.address).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await six.ask("users.me")).status).toBe(200);
  });

  it("reports that a port is taken", async () => {
    const server = await startTestServer();
    const { port } = new URL(server.address);
    await expect(startTestServer({ port: Number(port) })).rejects.toThrow(/EADDRINUSE/);
  });
});

it.each([
  ["file-storage.bulk.upload?teamId=8", 10],
  ["file-storage.bulk.upload?teamId=8", 2_000_000],
  ["file-storage.upload?teamId=8", 300_000],
])("a connection stays open after a rejected upload: %s, %i bytes", async (method, bytes) => {
  const server = await startTestServer();
  const { hostname, port } = new URL(server.address);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const before = server.stats.connections;
  const ask = async (path: string, type: string, body: Buffer): Promise<number | undefined> => {
    const headers = { "content-type": type, "content-length": body.length, "x-api-key": server.token };
    const sent = request({ hostname, port, method: "POST", path: `/public/api/v3/${path}`, agent, headers });
    sent.end(body);
    const [answer] = await once(sent, "response");
    answer.resume();
    await once(answer, "end");
    return answer.statusCode;
  };
  // The path is rejected before the content is read.
  const path = '--b\r\ncontent-disposition: form-data; name="path"\r\n\r\n/a/../b\r\n';
  const file = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n${"x".repeat(bytes)}\r\n`;
  const upload = Buffer.from(`${path}${file}${file}--b--\r\n`);
  expect(await ask(method, "multipart/form-data; boundary=b", upload)).not.toBe(200);
  // Longer than the rest of a body is awaited.
  await sleep(700);
  expect(await ask("teams.list", "application/json", Buffer.from("{}"))).toBe(200);
  expect(server.stats.connections - before).toBe(1);
});
