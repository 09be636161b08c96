import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withApi } from "../../src/chain/entry-points.js";
import { Api, type ApiOptions } from "../../src/client/api.js";
import {
  ConnectionError,
  ContractError,
  NotFoundError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "../../src/domain/errors.js";
import { type Instance, startInstance } from "../../src/server/instance.js";
import { type Fault, type FaultProxy, faultOn, startFaultProxy } from "../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let straight: Api;
const open: Api[] = [];

beforeEach(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  straight = client({ address: instance.address });
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
  await proxy.close();
  await instance.close();
});

/** A client through the proxy, with short delays. */
function client(options: Partial<ApiOptions> = {}): Api {
  const api = new Api({
    address: proxy.address,
    token: instance.token,
    attemptTimeout: 5_000,
    sleep: (ms, signal) => delay(ms / 20, undefined, signal === undefined ? {} : { signal }),
    ...options,
  });
  open.push(api);
  return api;
}

async function annotators(count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 1; at <= count; at += 1) {
    const user = await straight.user.create({ login: `labeler_${at}`, password: "11111abc", isRestricted: true });
    await straight.user.addToTeam(user.id, 8, straight.role.DefaultRole.ANNOTATOR);
    ids.push(user.id);
  }
  return ids;
}

async function failure(run: PromiseLike<unknown>): Promise<unknown> {
  try {
    return `it gave ${JSON.stringify(await run)}`;
  } catch (error) {
    return error;
  }
}

const lost: readonly (readonly [string, Fault])[] = [
  ["the reply dropped after the commit", { kind: "drop-reply" }],
  ["a reset after the commit", { kind: "reset-after" }],
  ["a 502 after the commit", { kind: "response", status: 502, commit: true }],
  ["a 503 after the commit", { kind: "response", status: 503, commit: true }],
  ["a 504 after the commit", { kind: "response", status: 504, commit: true }],
  ["half a body", { kind: "cut" }],
  ["a garbled body", { kind: "garble" }],
];

const refused: readonly (readonly [string, Fault])[] = [
  ["a reset before the commit", { kind: "reset-before" }],
  ["a 502 before the commit", { kind: "response", status: 502, commit: false }],
  ["a 500", { kind: "response", status: 500, commit: false }],
  ["a 429", { kind: "response", status: 429, commit: false, headers: { "retry-after": "1" } }],
];

describe.each([...lost, ...refused])("after %s", (_name, fault) => {
  it("a create makes one job for each annotator and returns them", async () => {
    const userIds = await annotators(3);
    proxy.play(faultOn("jobs.add", [1], fault));
    const jobs = await client().labelingJob.create({ name: "lemons", datasetId: 10555, userIds });
    expect(jobs.map(({ name, assignedToId }) => [name, assignedToId])).toEqual(userIds.map((id) => ["lemons", id]));
    expect((await straight.labelingJob.getList(8)).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
  });

  it("one account, one membership and one record of each name exist", async () => {
    proxy.play((request) => (request.ofMethod === 1 && request.method.endsWith(".add") ? fault : undefined));
    const api = client();
    const user = await api.user.create({ login: "labeler_9", password: "11111abc", isRestricted: true });
    await api.user.addToTeam(user.id, 8, 3);
    const team = await api.team.create("second");
    const workspace = await api.workspace.create(team.id, "lab");
    const project = await api.project.create(workspace.id, "fruit");
    const dataset = await api.dataset.create(project.id, "ds");
    expect((await straight.user.getInfoByLogin("labeler_9"))?.id).toBe(user.id);
    expect(await straight.user.getTeamRole(user.id, 8)).toMatchObject({ role: "annotator" });
    expect((await straight.team.getInfoByName("second"))?.id).toBe(team.id);
    expect((await straight.workspace.getInfoByName(team.id, "lab"))?.id).toBe(workspace.id);
    expect((await straight.project.getInfoByName(workspace.id, "fruit"))?.id).toBe(project.id);
    expect((await straight.dataset.getInfoByName(project.id, "ds"))?.id).toBe(dataset.id);
  });

  it("a read returns the records", async () => {
    proxy.play(faultOn("datasets.list", [1], fault));
    expect((await client().dataset.getList(5555)).map(({ id }) => id)).toEqual([10555]);
  });

  it("an update takes effect", async () => {
    const userIds = await annotators(1);
    const [job] = await straight.labelingJob.create({ name: "lemons", datasetId: 10555, userIds });
    proxy.play(faultOn("jobs.stop", [1], fault));
    await client().labelingJob.stop(job!.id);
    expect(await straight.labelingJob.getStatus(job!.id)).toBe("stopped");
  });
});

describe("a create", () => {
  it("returns the record that was created before each of five lost responses", async () => {
    const userIds = await annotators(1);
    proxy.play(faultOn("jobs.add", [1, 2, 3, 4, 5], { kind: "drop-reply" }));
    const api = client();
    const made = [];
    for (let at = 0; at < 5; at += 1) {
      made.push(...(await api.labelingJob.create({ name: "again", datasetId: 10555, userIds })));
    }
    expect(new Set(made.map(({ id }) => id)).size).toBe(5);
    expect(await straight.labelingJob.getList(8)).toHaveLength(5);
  });

  it("makes as many jobs as requested at the same time, all with the same name and all responses lost", async () => {
    const userIds = await annotators(1);
    proxy.play((request) => (request.method === "jobs.add" ? { kind: "drop-reply" } : undefined));
    const api = client();
    const made = await Promise.all(
      Array.from({ length: 6 }, () => api.labelingJob.create({ name: "same", datasetId: 10555, userIds })),
    );
    expect(new Set(made.flat().map(({ id }) => id)).size).toBe(6);
    expect(await straight.labelingJob.getList(8)).toHaveLength(6);
  });

  it("does not return an older job of the same name", async () => {
    const userIds = await annotators(1);
    const [older] = await straight.labelingJob.create({ name: "lemons", datasetId: 10555, userIds });
    await delay(3_100);
    proxy.play(faultOn("jobs.add", [1], { kind: "reset-before" }));
    const [job] = await client().labelingJob.create({ name: "lemons", datasetId: 10555, userIds });
    expect(job!.id).not.toBe(older!.id);
    expect(await straight.labelingJob.getList(8)).toHaveLength(2);
  });

  it("reports that a name is taken, also when that response was lost", async () => {
    await straight.team.create("second");
    await delay(3_100);
    proxy.play(faultOn("teams.add", [1], { kind: "drop-reply" }));
    expect(await failure(client().team.create("second"))).toMatchObject({ code: "conflict" });
  });

  it("reports that it may have succeeded when the server never comes back", async () => {
    const userIds = await annotators(1);
    proxy.play((request) => {
      if (request.method === "jobs.add") return { kind: "drop-reply" };
      return request.method === "users.me" || request.method.startsWith("datasets.")
        ? { kind: "reset-before" }
        : undefined;
    });
    const error = await failure(client().labelingJob.create({ name: "lemons", datasetId: 10555, userIds }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      method: "jobs.add",
      hint: expect.stringContaining("the request may have succeeded"),
    });
    expect(proxy.methods.filter((method) => method === "jobs.add")).toHaveLength(1);
  });

  it("sends two requests for twenty annotators, on at most two connections", async () => {
    const userIds = await annotators(20);
    const api = client();
    await api.dataset.getList(5555);
    const before = { ...proxy.stats };
    const jobs = await api.labelingJob.create({ name: "lemons", datasetId: 10555, userIds });
    expect(jobs.map(({ assignedToId }) => assignedToId)).toEqual(userIds);
    expect(proxy.stats.requests - before.requests).toBe(2);
    expect(proxy.stats.connections).toBeLessThanOrEqual(2);
  });
});

describe("a call", () => {
  it("to a server that does not respond reports the address, the attempts and what to check", async () => {
    await proxy.refuse();
    const error = await failure(client().team.getList());
    expect(error).toBeInstanceOf(ConnectionError);
    const message = expect.stringMatching(
      new RegExp(`^${proxy.address}: connection refused, 5 attempts in [\\d.]+ m?s$`),
    );
    expect(error).toMatchObject({ attempts: 5, message });
  });

  it("continues when the server is back", async () => {
    const api = client();
    await api.team.getInfoById(8);
    await proxy.refuse();
    setTimeout(() => void proxy.accept(), 30);
    expect((await api.team.getInfoById(8)).id).toBe(8);
  });

  it("ends at its timeout if the server never responds", async () => {
    proxy.play(() => ({ kind: "hang", commit: false }));
    const api = client({ timeout: 300, attemptTimeout: 200 });
    const startMs = performance.now();
    const error = await failure(api.team.getInfoById(8));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    // undici replaces an aborted connection by an idle one, which closes with the client.
    await expect.poll(() => proxy.openSockets).toBeLessThanOrEqual(1);
    await api.close();
    await expect.poll(() => proxy.openSockets).toBe(0);
  });

  it("finds the job whose response never came", async () => {
    const userIds = await annotators(1);
    proxy.play(faultOn("jobs.add", [1], { kind: "hang", commit: true }));
    const api = client({ attemptTimeout: 200 });
    const jobs = await api.labelingJob.create({ name: "lemons", datasetId: 10555, userIds });
    expect((await straight.labelingJob.getList(8)).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
  });

  it("ends at its timeout if the body arrives too slowly", async () => {
    proxy.play(() => ({ kind: "trickle", everyMs: 200 }));
    expect(await failure(client({ timeout: 300 }).team.getInfoById(8))).toBeInstanceOf(TimeoutError);
  });

  it("reads the complete body when it comes in pieces", async () => {
    proxy.play(() => ({ kind: "trickle", everyMs: 1 }));
    expect((await client().project.getMeta(5555)).classes.map(({ name }) => name)).toEqual(["kiwi", "lemon"]);
  });

  it("gets the response to its own request when responses come in another order", async () => {
    proxy.play((request) => (request.number % 2 === 1 ? { kind: "behind" } : undefined));
    const api = client();
    const answers = await Promise.all([
      api.team.getInfoById(8),
      api.project.getInfoById(5555),
      api.dataset.getInfoById(10555),
      api.user.getInfoById(7),
    ]);
    expect(answers.map(({ id }) => id)).toEqual([8, 5555, 10555, 7]);
  });

  it("throws the signal's reason while the server does not respond", async () => {
    proxy.play(() => ({ kind: "hang", commit: false }));
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 30);
    expect(await failure(client().team.getInfoById(8, { signal: controller.signal }))).toBe(reason);
  });

  it("fails at once when the server asks for a wait beyond the timeout", async () => {
    proxy.play(() => ({ kind: "response", status: 429, commit: false, headers: { "retry-after": "120" } }));
    const error = await failure(client().team.getInfoById(8));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(proxy.stats.requests).toBe(1);
  });

  it("fails with the server's error when all attempts end with it", async () => {
    proxy.play(() => ({ kind: "response", status: 503, commit: false }));
    expect(await failure(client().team.getInfoById(8))).toBeInstanceOf(ServerError);
    expect(proxy.stats.requests).toBe(5);
  });

  it("does not repeat a rejected request", async () => {
    expect(await failure(client().labelingJob.getInfoById(404_404))).toBeInstanceOf(NotFoundError);
    expect(proxy.stats.requests).toBe(1);
  });

  it("sends no version request and no TLS greeting", async () => {
    await failure(client().labelingJob.getInfoById(404_404));
    expect(proxy.methods).toEqual(["jobs.info"]);
    expect(proxy.stats.connections).toBe(1);
  });

  it("reports that the server is not an instance", async () => {
    const other = new Api({ address: `${instance.address}/nowhere`, token: instance.token });
    open.push(other);
    expect(await failure(other.team.getInfoById(8))).toBeInstanceOf(NotFoundError);
    proxy.play(() => ({ kind: "garble" }));
    expect(await failure(client().team.getInfoById(8))).toBeInstanceOf(ContractError);
  });

  it("opens at most the configured number of connections, however many calls are in progress", async () => {
    const api = client({ connections: 3 });
    await Promise.all(Array.from({ length: 60 }, () => api.team.getInfoById(8)));
    expect(proxy.stats.connections).toBeLessThanOrEqual(3);
  });

  it("leaves no open socket when the client is closed", async () => {
    const api = client();
    await Promise.all([api.team.getInfoById(8), api.team.getInfoById(8)]);
    await api.close();
    await expect.poll(() => proxy.openSockets).toBe(0);
    expect(await failure(api.team.getInfoById(8))).toBeInstanceOf(ConnectionError);
  });
});

describe("jobs that were created, but whose read fails permanently", () => {
  /** Counted from the create. */
  const readsFail = () => {
    let isMade = false;
    proxy.play(({ method }) => {
      isMade ||= method === "jobs.add" || method === "jobs.restart";
      const isRead = method === "jobs.list" || method === "jobs.info";
      return isMade && isRead ? { kind: "response", status: 503, commit: false } : undefined;
    });
  };

  it.each(["clone", "restart"] as const)("%s in a chain creates them once and resumes with them", async (word) => {
    const userIds = await annotators(1);
    const [first] = await straight.labelingJob.create({ name: "first", datasetId: 10555, userIds });
    const id = first?.id ?? 0;
    await straight.labelingJob.setStatus(id, "in_progress");
    await straight.labelingJob.setStatus(id, "on_review");
    await straight.labelingJob.rejectAnnotations(id);
    const api = client();
    const chain = withApi(api).job(id)[word]({ name: "again" }).refresh();
    readsFail();
    expect(await failure(chain)).toMatchObject({ code: "chain" });
    proxy.play(() => undefined);
    const [again] = await chain;
    const there = await straight.labelingJob.getList(8, { names: ["again"], showDisabled: true });
    expect(there.map((job) => job.id)).toEqual([again?.id]);
  });

  it("are named by id in the error, so that nobody creates them again", async () => {
    const userIds = await annotators(1);
    const [first] = await straight.labelingJob.create({ name: "first", datasetId: 10555, userIds });
    readsFail();
    const error = await failure(client().labelingJob.clone(first?.id ?? 0, { name: "again" }));
    const [again] = await straight.labelingJob.getList(8, { names: ["again"] });
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ hint: expect.stringContaining(`job ${again?.id} was created anyway`) });
  });
});
