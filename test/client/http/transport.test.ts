import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { afterEach, expect, it } from "vitest";
import { Aborted, ExchangeFailure, openTransport, type Transport } from "../../../src/client/http/transport.js";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(handle: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function open(origin: string, connections = 2): Transport {
  const transport = openTransport({ origin, connections, connectLimitMs: 1000 });
  closers.push(() => transport.close());
  return transport;
}

function post(transport: Transport, signal = new AbortController().signal) {
  return transport.exchange({ path: "/x", headers: { "x-api-key": "k" }, body: "{}", signal });
}

it("the transport posts a body and reads the complete response", async () => {
  const { origin } = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader("x-seen", `${request.method} ${request.url} ${request.headers["x-api-key"]}`);
    response.write("a");
    response.end(Buffer.concat(chunks));
  });
  const response = await post(open(origin));
  expect([response.status, response.headers["x-seen"], response.body.toString()]).toEqual([200, "POST /x k", "a{}"]);
});

it("the transport reuses connections and opens at most the configured number", async () => {
  let connections = 0;
  const { origin, server } = await serve((_request, response) => setTimeout(() => response.end("{}"), 2));
  server.on("connection", () => {
    connections += 1;
  });
  const transport = open(origin, 3);
  await Promise.all(Array.from({ length: 30 }, () => post(transport)));
  expect(connections).toBe(3);
});

it("a refused connection is reported as unsent", async () => {
  const error = await post(open("http://127.0.0.1:1")).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExchangeFailure);
  expect(error).toMatchObject({ sent: false, reason: "ECONNREFUSED" });
});

it("a broken connection is reported as sent", async () => {
  const { origin } = await serve((request) => request.socket.destroy());
  expect(await post(open(origin)).catch((reason: unknown) => reason)).toMatchObject({ sent: true });
});

it("a truncated body is not a response", async () => {
  const { origin } = await serve((request, response) => {
    response.writeHead(200, { "content-length": "10" });
    response.write("half");
    setTimeout(() => request.socket.destroy(), 5);
  });
  expect(await post(open(origin)).catch((reason: unknown) => reason)).toMatchObject({ sent: true });
});

it("a response that is not HTTP is rejected", async () => {
  const server = createTcpServer((socket) => socket.end("hello, this is another protocol\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const error = await post(open(`http://127.0.0.1:${port}`)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ reason: "HTTPParserError" });
});

it("a signal cancels a request at once, also while it waits for a connection", async () => {
  const { origin } = await serve(() => undefined);
  const transport = open(origin, 1);
  const first = new AbortController();
  const second = new AbortController();
  const running = post(transport, first.signal).catch((reason: unknown) => reason);
  const waiting = post(transport, second.signal).catch((reason: unknown) => reason);
  await new Promise((resolve) => setTimeout(resolve, 50));
  second.abort("second");
  expect(await waiting).toMatchObject({ reason: "second", sent: false });
  first.abort("first");
  const error = await running;
  expect(error).toBeInstanceOf(Aborted);
  expect(error).toMatchObject({ reason: "first", sent: true });
});

it("a closed transport rejects requests", async () => {
  const { origin } = await serve((_request, response) => response.end("{}"));
  const transport = open(origin);
  await post(transport);
  await transport.close();
  expect(await post(transport).catch((reason: unknown) => reason)).toMatchObject({ sent: false });
});
