import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { ConflictError, InvalidError, NotFoundError } from "../../../src/domain/errors.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let api: Api;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
});
afterAll(async () => {
  await api?.close();
  await proxy?.close();
  await instance?.close();
});

it("creates, fills, changes and removes collections, and creates queues from them", async () => {
  const made = await api.entitiesCollection.create(5555, "good", { description: "d" });
  expect(made).toMatchObject({ projectId: 5555, name: "good", description: "d", type: "default", aiSearchKey: null });
  const added = await api.entitiesCollection.addItems(made.id, [283_001, 283_002, 7]);
  expect([added.items.map(({ entityId }) => entityId), added.missing]).toEqual([[283_001, 283_002], [7]]);
  const names = async () => (await await api.entitiesCollection.getItems(made.id)).map(({ id }) => id);
  expect(await names()).toEqual([283_001, 283_002]);
  const queue = { name: "q", collectionId: made.id, userIds: [7], reviewerIds: [7] };
  const id = await api.labelingQueue.create(queue);
  expect(await api.labelingQueue.getInfoById(id)).toMatchObject({ collectionId: made.id, datasetId: null });
  await api.entitiesCollection.removeItems(made.id, [283_001]);
  expect(await names()).toEqual([283_002]);
  expect(await api.entitiesCollection.update(made.id, { name: "better" })).toMatchObject({ name: "better" });
  expect(await api.entitiesCollection.getInfoByName(5555, "better")).toMatchObject({ id: made.id });
  await expect(api.entitiesCollection.create(5555, "better")).rejects.toBeInstanceOf(ConflictError);
  await api.entitiesCollection.remove(made.id);
  await expect(api.entitiesCollection.getInfoById(made.id)).rejects.toBeInstanceOf(NotFoundError);
});

it("stores the search of a collection", async () => {
  const made = await api.entitiesCollection.create(5555, "found", { type: "aiSearch", aiSearchKey: "lemon" });
  expect(made).toMatchObject({ type: "aiSearch", aiSearchKey: "lemon" });
  expect((await api.entitiesCollection.getList(5555, { type: "aiSearch" })).map(({ id }) => id)).toEqual([made.id]);
  await expect(api.entitiesCollection.create(5555, "x", { type: "aiSearch" })).rejects.toBeInstanceOf(InvalidError);
});

it("creates one collection when the response is lost", async () => {
  proxy.play(faultOn("entities-collections.add", [1], { kind: "drop-reply" }));
  const made = await api.entitiesCollection.create(5555, "once");
  proxy.play(() => undefined);
  expect(await api.entitiesCollection.getInfoByName(5555, "once")).toMatchObject({ id: made.id });
});
