import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import type { LabelingQueueApi } from "../../../src/client/job/labeling-queue.js";
import { ArgumentError, NotFoundError } from "../../../src/domain/errors.js";
import type { QueueEntity } from "../../../src/domain/records/queue.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let api: Api;
let queues: LabelingQueueApi;
let labeler: number;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
  queues = api.labelingQueue;
  ({ id: labeler } = await api.user.create({ login: "labeler_1", password: "11111abc", isRestricted: true }));
  await api.user.addToTeam(labeler, 8, api.role.DefaultRole.ANNOTATOR);
});
afterAll(async () => {
  await api.close();
  await proxy.close();
  await instance.close();
});

const settings = (name: string) => ({
  ...{ name, datasetId: 10555, userIds: [labeler], reviewerIds: [7] },
  ...{ classesToLabel: ["lemon"], tagsToLabel: ["size"] },
});

it("creates a queue and finds it", async () => {
  const id = await queues.create(settings("pull"));
  const queue = await queues.getInfoById(id);
  expect(queue).toMatchObject({ id, name: "pull", teamId: 8, datasetId: 10555, labelers: [labeler], reviewers: [7] });
  expect((await queues.getList(8, { names: ["pull"] })).map((one) => one.id)).toEqual([id]);
  expect(await queues.getList(8, { ids: [404_404] })).toHaveLength(0);
  expect(await queues.getStatus(id)).toBe(queue.status);
});

it("creates one queue when the response is lost", async () => {
  proxy.play(faultOn("labeling-queues.add", [1, 2], { kind: "reset-after" }));
  const id = await queues.create(settings("once"));
  proxy.play(() => undefined);
  expect((await queues.getList(8, { names: ["once"] })).map((one) => one.id)).toEqual([id]);
});

it("lists the images of a queue and counts them", async () => {
  const id = await queues.create(settings("walk"));
  const list = queues.getEntities(id);
  const seen: QueueEntity[] = [];
  for await (const entity of list) seen.push(entity);
  expect(seen).toHaveLength(6);
  expect(await list).toEqual(seen);
  expect(await queues.getEntities(id, { statuses: ["accepted"] })).toEqual([]);
  expect(await queues.getEntitiesCount(id)).toBe(6);
  expect(await queues.getEntitiesCount(id, { statuses: ["accepted"] })).toBe(0);
});

it("returns the project's meta with only the classes and tags of its jobs, in three requests", async () => {
  const id = await queues.create(settings("narrow"));
  const before = proxy.stats.requests;
  const meta = await queues.getProjectMeta(id);
  expect(meta.classes.map(({ name }) => name)).toEqual(["lemon"]);
  expect(meta.tags.map(({ name }) => name)).toEqual(["size"]);
  expect(proxy.stats.requests - before).toBe(3);
});

it("stops a queue", async () => {
  const id = await queues.create(settings("to stop"));
  await queues.setStatus(id, "stopped");
  expect(await queues.getStatus(id)).toBe("stopped");
  await expect(queues.setStatus(id, "paused" as never)).rejects.toBeInstanceOf(ArgumentError);
});

it("rejects a queue without a dataset or collection, or with both, and an unknown queue", async () => {
  const { datasetId: _datasetId, ...nowhere } = settings("nowhere");
  await expect(queues.create(nowhere)).rejects.toBeInstanceOf(ArgumentError);
  await expect(queues.create({ ...settings("two"), collectionId: 1 })).rejects.toBeInstanceOf(ArgumentError);
  await expect(queues.getInfoById(404_404)).rejects.toBeInstanceOf(NotFoundError);
});
