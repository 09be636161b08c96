import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Exchange, Router } from "../../../src/server/http/router.js";
import { startTestServer } from "../../support/server.js";

/** Sends a request over a socket and returns the router's result. */
async function route(method: string, target: string, headers: Record<string, string> = {}) {
  const router = new Router();
  let found: Exchange | undefined;
  for (const path of ["/a/:one/:two", "/only"]) {
    router.on(path === "/only" ? "GET" : "ALL", path, (exchange) => {
      found = exchange;
      exchange.response.end(path);
    });
  }
  const server = createServer((incoming, response) => {
    const { handler, exchange } = router.find(incoming, response);
    if (handler === undefined) response.writeHead(404).end();
    else void handler(exchange);
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: "127.0.0.1", port, method, path: target, headers, agent: false });
  sent.end();
  const [answer] = await once(sent, "response");
  let text = "";
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode, text, found };
}

describe("the router", () => {
  it("decodes the named parts of a path, once, and keeps what cannot be decoded", async () => {
    const { text, found } = await route("POST", "/a/x%2Fy%2541/%E4%BA");
    expect(text).toBe("/a/:one/:two");
    expect(found?.params).toEqual({ one: "x/y%41", two: "%E4%BA" });
    expect(found?.path).toBe("/a/x%2Fy%2541/%E4%BA");
  });

  it("reads the first of repeated parameters of the query", async () => {
    const { found } = await route("GET", "/only?id=1&name=a+b%20c&id=2&q=x?y");
    expect(found?.query).toEqual({ id: "1", name: "a b c", q: "x?y" });
  });

  it("accepts absolute URLs, and answers HEAD like GET without a body", async () => {
    expect((await route("GET", "http://localhost/only?id=7")).found?.query).toEqual({ id: "7" });
    expect(await route("HEAD", "/only")).toMatchObject({ status: 200, text: "" });
  });

  it("finds no handler for other paths and methods", async () => {
    for (const [method, path] of [
      ["POST", "/only"],
      ["GET", "/a/1"],
      ["GET", "/only/"],
      ["GET", "/__proto__"],
    ] as const) {
      expect((await route(method, path)).status).toBe(404);
    }
  });

  it("returns headers by name", async () => {
    const { found } = await route("GET", "/only", { "X-Api-Key": "abc" });
    expect([found?.header("x-api-key"), found?.header("x-job-id")]).toEqual(["abc", undefined]);
  });
});

it("a connection stays usable after a request whose body was not read", async () => {
  const server = await startTestServer();
  const { hostname, port } = new URL(server.address);
  const { Agent } = await import("node:http");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const before = server.stats.connections;
  const statuses: (number | undefined)[] = [];
  for (const body of ["x".repeat(1_000_000), "{}"]) {
    const sent = request({ hostname, port, method: "POST", path: "/public/api/v3/teams.list", agent });
    sent.end(body);
    const [answer] = await once(sent, "response");
    statuses.push(answer.statusCode);
    answer.resume();
    await once(answer, "end");
  }
  expect(statuses).toEqual([401, 401]);
  expect(server.stats.connections - before).toBe(1);
});
