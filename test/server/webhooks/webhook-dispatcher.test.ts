import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { postWebhook } from "../../../src/server/webhooks/webhook-delivery.js";
import { isLoopback, WebhookHosts } from "../../../src/server/webhooks/webhook-hosts.js";
import { openTestServer, startTestServer, type TestServer } from "../../support/server.js";

interface Told {
  readonly body: { readonly event: string; readonly data: object };
  readonly headers: IncomingHttpHeaders;
}

/** A receiver that answers with the given statuses, and repeats the last one. */
async function receiver(...statuses: (number | { status: number; location: string })[]) {
  const told: Told[] = [];
  const server: Server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    told.push({ body: JSON.parse(text) as Told["body"], headers: request.headers });
    const answer = statuses[Math.min(told.length, statuses.length) - 1] ?? 200;
    const { status, location } = typeof answer === "number" ? { status: answer, location: undefined } : answer;
    response.writeHead(status, location === undefined ? {} : { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    told,
    async until(count: number) {
      while (told.length < count) await sleep(5);
    },
  };
}

async function completeAJob(server: TestServer): Promise<number> {
  const [job] = (await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [7] })) as { id: number }[];
  await server.must("jobs.set-status", { id: job?.id, status: "completed" });
  return job?.id ?? 0;
}

/** The outcome of the last delivery of a webhook; waits for the first one. */
async function lastDelivery(server: TestServer, id: number): Promise<{ status: string }> {
  for (;;) {
    const hook = (await server.must("webhooks.info", { id })) as { lastDelivery: { status: string } | null };
    if (hook.lastDelivery !== null) return hook.lastDelivery;
    await sleep(5);
  }
}

const completed = { teamId: 8, action: "labeling_job.completed" };

describe("webhooks", () => {
  it("report a completed job, with the given headers", async () => {
    const server = await startTestServer();
    const hook = await receiver();
    await server.must("webhooks.add", { ...completed, url: hook.url, meta: { headers: { "x-mine": "yes" } } });
    const id = await completeAJob(server);
    await hook.until(1);
    expect(hook.told[0]?.headers).toMatchObject({ "x-mine": "yes", "content-type": "application/json" });
    expect(hook.told[0]?.body).toEqual({
      event: "labeling_job.completed",
      timestamp: expect.stringMatching(/^2026-01-05T.*\.\d{3}Z$/),
      team_id: 8,
      data: {
        job_id: id,
        job_name: "j",
        project_id: 5555,
        dataset_id: 10555,
        status: "completed",
        completed_by: { user_id: 7, user_login: "my_username" },
      },
    });
  });

  it("are sent again until they are accepted", async () => {
    const server = await startTestServer();
    const hook = await receiver(500, 503, 200);
    await server.must("webhooks.add", { ...completed, url: hook.url, meta: { retriesDelay: 0.01 } });
    await completeAJob(server);
    await hook.until(3);
    await sleep(60);
    expect(hook.told).toHaveLength(3);
  });

  it("fail when their retries are used up", async () => {
    const server = await startTestServer();
    const hook = await receiver(500);
    await server.must("webhooks.add", { ...completed, url: hook.url, meta: { retriesCount: 2, retriesDelay: 0.01 } });
    await completeAJob(server);
    await hook.until(3);
    await sleep(60);
    expect(hook.told).toHaveLength(3);
  });

  it("that were not sent when the instance ended are sent by the next", async () => {
    const data = await mkdtemp(join(tmpdir(), "slylab-hooks-"));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    const first = await openTestServer({ data });
    const hook = await receiver(500, 200);
    await first.must("webhooks.add", { ...completed, url: hook.url, meta: { retriesDelay: 3600 } });
    await completeAJob(first);
    await hook.until(1);
    await sleep(20);
    await first.close();
    await startTestServer({ data });
    await hook.until(2);
  });

  it("are not sent for rolled-back changes, other actions and other teams", async () => {
    const server = await startTestServer();
    const hook = await receiver();
    await server.must("webhooks.add", { ...completed, action: "labeling_queue.completed", url: hook.url });
    await completeAJob(server);
    const [job] = (await server.must("jobs.add", { name: "k", datasetId: 10555, userIds: [7] })) as { id: number }[];
    await server.ask("jobs.set-status", { id: job?.id, status: "on_review" });
    await sleep(50);
    expect(hook.told).toEqual([]);
  });

  it("can be tested, listed, changed and removed", async () => {
    const server = await startTestServer();
    const hook = await receiver();
    const made = (await server.must("webhooks.add", { ...completed, url: hook.url })) as { id: number };
    expect(made).toMatchObject({
      teamId: 8,
      meta: { retriesCount: 5, retriesDelay: 10, headers: {}, followRedirect: true, rejectUnauthorized: true },
    });
    const { id } = made;
    expect(await server.must("webhooks.test", { teamId: 8, id, payload: { a: 1 } })).toEqual({
      success: true,
      status: 200,
    });
    expect(hook.told[0]?.body).toMatchObject({ event: "labeling_job.completed", data: { a: 1 } });
    await server.must("webhooks.update", { id, meta: { retriesCount: 1 } });
    expect(await server.must("webhooks.info", { id })).toMatchObject({
      url: hook.url,
      meta: { retriesCount: 1, retriesDelay: 10 },
    });
    expect(await server.must("webhooks.list", { teamId: 8 })).toMatchObject({ total: 1 });
    await server.must("webhooks.bulk.remove", { ids: [id] });
    expect((await server.ask("webhooks.info", { id })).status).toBe(404);
    await completeAJob(server);
    await sleep(30);
    expect(hook.told).toHaveLength(1);
  });

  it.each([
    [{ "a b": "x" }],
    [{ mine: "line\nbreak" }],
    [{ mine: "日本" }],
    [{ Host: "a" }],
    [{ "content-length": "3" }],
    [{ "Transfer-Encoding": "chunked" }],
    [{ connection: "upgrade" }],
    [{ UPGRADE: "websocket" }],
    [{ expect: "100-continue" }],
    [{ "keep-alive": "timeout=9" }],
    [{ te: "trailers" }],
  ])("are rejected with headers that are invalid in HTTP or frame the message: %j", async (headers) => {
    const server = await startTestServer();
    const url = "http://127.0.0.1:9/hook";
    expect(await server.ask("webhooks.add", { ...completed, url, meta: { headers } })).toMatchObject({
      status: 400,
      body: { details: [{ path: `meta.headers.${Object.keys(headers)[0]}` }] },
    });
    expect(await server.must("webhooks.list", { teamId: 8 })).toMatchObject({ total: 0 });
  });

  it.each([
    ["any host, by default this machine only", false, "this instance only delivers to its own machine"],
    ["a host that the operator does not name", ["hooks.example.com"], "not allowed"],
  ] as const)(
    "are registered for %s, and their record has the reason why nothing is sent",
    async (_what, trustedHooks, reason) => {
      const server = await startTestServer({ trustedHooks });
      const { id } = (await server.must("webhooks.add", { ...completed, url: "https://example.com/hook" })) as {
        id: number;
      };
      expect(await server.must("webhooks.info", { id })).toMatchObject({ lastDelivery: null });
      await completeAJob(server);
      expect(await lastDelivery(server, id)).toMatchObject({
        status: "failed",
        attempts: 1,
        event: "labeling_job.completed",
        error: expect.stringContaining(reason),
      });
      expect(await server.must("webhooks.test", { teamId: 8, id })).toMatchObject({ success: false });
    },
  );

  it("have the outcome of the last delivery in their record", async () => {
    const server = await startTestServer();
    const hook = await receiver(500, 200);
    const { id } = (await server.must("webhooks.add", {
      ...completed,
      url: hook.url,
      meta: { retriesCount: 0 },
    })) as { id: number };
    await completeAJob(server);
    expect(await lastDelivery(server, id)).toMatchObject({ status: "failed", attempts: 1, httpStatus: 500 });
    await completeAJob(server);
    await hook.until(2);
    while ((await lastDelivery(server, id)).status !== "delivered") await sleep(5);
    expect(await lastDelivery(server, id)).toMatchObject({ httpStatus: 200 });
  });

  it.each([["ftp://127.0.0.1/x"], ["nonsense"], [""]])("are rejected with the address %j", async (url) => {
    const server = await startTestServer();
    expect(await server.ask("webhooks.add", { ...completed, url })).toMatchObject({
      status: 400,
      body: { details: [{ path: "url" }] },
    });
  });
});

describe("postWebhook", () => {
  const meta = { headers: {}, followRedirect: true, rejectUnauthorized: true, body: "{}" };
  const here = new WebhookHosts(false);

  it("follows a redirect on this machine, and none to another machine", async () => {
    const end = await receiver();
    const first = await receiver({ status: 307, location: end.url });
    expect(await postWebhook({ ...meta, url: first.url }, here)).toEqual({ status: 200 });
    expect(end.told).toHaveLength(1);
    const away = await receiver({ status: 307, location: "http://example.com/" });
    expect(await postWebhook({ ...meta, url: away.url }, here)).toEqual({
      error: expect.stringContaining("example.com is not allowed"),
      isFinal: true,
    });
  });

  it("follows no redirect unless requested, and only a limited number", async () => {
    const loop = await receiver({ status: 302, location: "/hook" });
    expect(await postWebhook({ ...meta, url: loop.url, followRedirect: false }, here)).toEqual({ status: 302 });
    expect(await postWebhook({ ...meta, url: loop.url }, here)).toEqual({
      error: "more than 5 redirects",
      isFinal: true,
    });
  });

  it("reports why there was no response", async () => {
    expect(await postWebhook({ ...meta, url: "http://127.0.0.1:9/" }, here)).toEqual({
      error: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("recognizes the addresses of this machine", () => {
    for (const url of ["http://127.0.0.1:1/", "http://127.9.9.9/", "https://localhost/", "http://[::1]:8/"]) {
      expect(isLoopback(url)).toBe(true);
    }
    for (const url of [
      "http://10.0.0.1/",
      "http://127.0.0.1.example.com/",
      "http://localhost.example.com/",
      "http://[::2]/",
    ]) {
      expect(isLoopback(url)).toBe(false);
    }
  });
});
