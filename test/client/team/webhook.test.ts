import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import type { WebhookApi } from "../../../src/client/team/webhook.js";
import { NotFoundError } from "../../../src/domain/errors.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let api: Api;
let webhooks: WebhookApi;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
  webhooks = api.webhook;
});
afterAll(async () => {
  await api.close();
  await proxy.close();
  await instance.close();
});

it("creates, changes and removes a webhook", async () => {
  const url = "http://127.0.0.1:9/hook";
  const made = await webhooks.create(8, url, "labeling_job.completed", { headers: { "x-secret": "1" } });
  expect(made).toMatchObject({ teamId: 8, url, action: "labeling_job.completed", retriesCount: 5, retriesDelay: 10 });
  expect(await webhooks.update(made.id, { retriesCount: 2 })).toMatchObject({ url, retriesCount: 2, retriesDelay: 10 });
  expect((await webhooks.getList(8)).map(({ id }) => id)).toEqual([made.id]);
  await webhooks.remove(made.id);
  await expect(webhooks.getInfoById(made.id)).rejects.toBeInstanceOf(NotFoundError);
});

it("creates one webhook when the response is lost", async () => {
  proxy.play(faultOn("webhooks.add", [1, 2], { kind: "drop-reply" }));
  const made = await webhooks.create(8, "http://127.0.0.1:9/once", "labeling_queue.completed");
  proxy.play(() => undefined);
  expect((await webhooks.getList(8)).map(({ id }) => id)).toEqual([made.id]);
  await webhooks.remove([made.id]);
});

it("sends a payload at once for testing", async () => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { id } = await webhooks.create(8, url, "labeling_job.completed");
  await webhooks.test(8, id, { hello: "world" });
  await expect.poll(() => bodies).toHaveLength(1);
  expect(bodies[0]).toContain("world");
  await webhooks.remove(id);
  server.closeAllConnections();
  server.close();
});
