import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../support/server.js";
import { sendRaw } from "./raw-socket.js";
import { repeatable, rounds } from "./rounds.js";

let server: TestServer;
const failures: unknown[] = [];

beforeAll(async () => {
  server = await openTestServer({ onFailure: (error) => failures.push(error) });
});
afterAll(async () => {
  // After any input the server answers, without internal errors.
  expect((await server.ask("users.me")).status).toBe(200);
  expect(failures).toEqual([]);
  await server.close();
});

const path = "/public/api/v3/users.me";
const head = (lines: readonly string[], target = path, method = "POST") =>
  `${method} ${target} HTTP/1.1\r\n${["host: 127.0.0.1", `x-api-key: ${server.token}`, ...lines].join("\r\n")}\r\n\r\n`;
/** A second request, hidden in the body of the first: it must not be answered with rights that it does not have. */
const hidden = () => `GET /public/api/v3/instance.version HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;

/** Requests whose end a proxy and a server could see differently: each is rejected, and the connection closed. */
const smuggling: readonly (readonly [string, () => string])[] = [
  ["both lengths", () => `${head(["content-length: 6", "transfer-encoding: chunked"])}0\r\n\r\n${hidden()}`],
  ["two lengths that differ", () => `${head(["content-length: 0", "content-length: 50"])}${hidden()}`],
  ["a list of lengths", () => `${head(["content-length: 0, 50"])}${hidden()}`],
  ["a length with a sign", () => `${head(["content-length: +2"])}{}${hidden()}`],
  ["a length below zero", () => `${head(["content-length: -1"])}${hidden()}`],
  ["a length in hex", () => `${head(["content-length: 0x2"])}{}${hidden()}`],
  ["a length of words", () => `${head(["content-length: two"])}{}${hidden()}`],
  ["a length beyond all numbers", () => `${head(["content-length: 99999999999999999999999"])}{}`],
  ["an unknown encoding", () => `${head(["transfer-encoding: xchunked"])}0\r\n\r\n${hidden()}`],
  ["an encoding after chunked", () => `${head(["transfer-encoding: chunked, identity"])}0\r\n\r\n${hidden()}`],
  ["a tab before the colon", () => `${head(["transfer-encoding\t: chunked"])}0\r\n\r\n${hidden()}`],
  ["a space before the colon", () => `${head(["content-length : 2"])}{}${hidden()}`],
  ["a folded header", () => `${head(["x-a: 1\r\n content-length: 50"])}${hidden()}`],
  ["a bare line feed in a header", () => `${head(["x-a: 1\ncontent-length: 50"])}${hidden()}`],
  ["a bare carriage return in a header", () => `${head(["x-a: 1\rcontent-length: 50"])}${hidden()}`],
  ["a NUL in a header", () => `${head(["x-a: \0"])}`],
  ["a chunk size with a sign", () => `${head(["transfer-encoding: chunked"])}+2\r\n{}\r\n0\r\n\r\n`],
  ["a chunk size without end", () => `${head(["transfer-encoding: chunked"])}${"f".repeat(40)}\r\n`],
  ["a chunk that is no number", () => `${head(["transfer-encoding: chunked"])}zz\r\n{}\r\n0\r\n\r\n`],
  ["a chunk longer than it says", () => `${head(["transfer-encoding: chunked"])}2\r\n{}xxxx\r\n0\r\n\r\n`],
  ["a chunk extension without end", () => `${head(["transfer-encoding: chunked"])}2;${"x".repeat(100_000)}`],
];

const refused: readonly (readonly [string, () => string])[] = [
  ["no HTTP", () => "hello\r\n\r\n"],
  ["HTTP/2 without asking", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["an unknown version", () => head([]).replace("HTTP/1.1", "HTTP/9.9")],
  ["no host", () => `GET ${path} HTTP/1.1\r\n\r\n`],
  ["two hosts", () => head(["host: evil.example.com"]).replace("host: 127.0.0.1", "host: evil.example.com")],
  ["another host", () => head([]).replace("127.0.0.1", "evil.example.com")],
  ["an unknown method", () => head([]).replace("POST", "BREW")],
  ["a head of 64 KB", () => head([`x-long: ${"x".repeat(65_536)}`])],
  ["ten thousand headers", () => head(Array.from({ length: 10_000 }, (_, at) => `x-${at}: 1`))],
  ["an address of 64 KB", () => head([], `${path}?${"x".repeat(65_536)}`)],
  ["an upgrade", () => `${head(["connection: upgrade", "upgrade: websocket", "content-length: 9"])}not json!`],
  ["a path out of the API", () => head(["content-length: 0"], "/public/api/v3/../../etc/passwd")],
  [
    "an encoded path out of the API",
    () => head(["content-length: 0"], "/public/api/v3/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
  ],
  ["a broken escape", () => head(["content-length: 0"], "/public/api/v3/%zz")],
  ["a method named like a part of every object", () => head(["content-length: 0"], "/public/api/v3/__proto__")],
  ["an address of another server", () => head(["content-length: 0"], "http://evil.example.com/")],
  ["a tunnel", () => head([], "evil.example.com:80", "CONNECT")],
];

describe("a request with", () => {
  it.each(smuggling)("%s cannot smuggle a second request", async (_what, bytes) => {
    const { statuses, text } = await sendRaw(server.address, [bytes()]);
    expect(statuses.length).toBeLessThanOrEqual(1);
    expect(text).not.toContain("6.18");
    if (statuses.length > 0) expect(statuses[0]).toBeGreaterThanOrEqual(400);
  });

  it.each(refused)("%s is rejected", async (_what, bytes) => {
    const { statuses, text } = await sendRaw(server.address, [bytes()]);
    for (const status of statuses) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(text).not.toContain("my_username");
  });
});

describe("a valid request", () => {
  it("gets the same response however it is split", async () => {
    const body = JSON.stringify({ id: 5555 });
    const chunked = `${head(["transfer-encoding: chunked"], "/public/api/v3/projects.info")}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const whole = `${head([`content-length: ${body.length}`], "/public/api/v3/projects.info")}${body}`;
    const random = repeatable(1);
    for (let round = 0; round < rounds(6, 200); round += 1) {
      const bytes = Buffer.from(round % 2 === 0 ? whole : chunked);
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = 1 + Math.floor(random() * (round < 2 ? 3 : 40));
        pieces.push(bytes.subarray(at, at + size));
        at += size;
      }
      const { statuses, text } = await sendRaw(server.address, pieces, 5000);
      expect(statuses).toEqual([200]);
      expect(text).toContain("tutorial_project");
    }
  });

  it("can follow another one on the same connection, and each is answered once, in order", async () => {
    const one = (id: number) => {
      const body = JSON.stringify({ id });
      return `${head([`content-length: ${body.length}`], "/public/api/v3/projects.info")}${body}`;
    };
    const { statuses } = await sendRaw(server.address, [one(5555) + one(1) + one(5555)], 5000);
    expect(statuses).toEqual([200, 404, 200]);
  });
});

describe("random bytes", () => {
  it("do not stop the server", async () => {
    const random = repeatable(7);
    const good = Buffer.from(`${head(["content-length: 2"])}{}`);
    let tried = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let round = 0; round < rounds(10, 500); round += 1) {
          const bytes = Buffer.from(good);
          const changes = 1 + Math.floor(random() * 6);
          for (let change = 0; change < changes; change += 1) {
            bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
          }
          const { statuses } = await sendRaw(server.address, [bytes], 200);
          for (const status of statuses) expect(status).toBeLessThan(500);
          tried += 1;
        }
      }),
    );
    console.info(`raw HTTP: ${tried} changed requests, none of them a failure of the server`);
  });
});
