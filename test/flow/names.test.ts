/** Names in all Unicode forms, from the client and the chain through a proxy to the instance. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { apiSourceOf } from "../../src/chain/core/api-source.js";
import { TeamChain } from "../../src/chain/people/team.js";
import { Api } from "../../src/client/api.js";
import { type Instance, startInstance } from "../../src/server/instance.js";
import { useOwnHome } from "../chain/own-home.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../support/fault-proxy.js";

const composed = "piñata ünd".normalize("NFC");
const decomposed = composed.normalize("NFD");

useOwnHome();

let instance: Instance;
let proxy: FaultProxy;
let api: Api;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
});
beforeEach(() => proxy.play(() => undefined));
afterAll(async () => {
  await api.close();
  await proxy.close();
  await instance.close();
});

const team = () =>
  TeamChain.start(
    apiSourceOf(async () => api),
    8,
  );
/** The response to the first request of `method` is lost; the server stores the name that `keep` returns. */
function lose(method: string, keep: (name: string) => string = (name) => name): void {
  let isFirst = true;
  proxy.play((request) => {
    if (request.method !== method || !isFirst) return undefined;
    isFirst = false;
    const rewrite = (body: string) => JSON.stringify({ ...JSON.parse(body), name: keep(JSON.parse(body).name) });
    return { kind: "drop-reply", rewrite };
  });
}

/** A name as it is sent, and as the server stores it. */
const kept: readonly (readonly [what: string, sent: string, keep: (name: string) => string])[] = [
  ["padded", "  lost padded ", (name) => name],
  ["decomposed", `${decomposed} a`, (name) => name.normalize("NFC")],
  ["composed", `${composed} b`, (name) => name.normalize("NFD")],
];

it.each([...kept, ["numbered", "lost numbered", (name: string) => `${name} (#18)`] as const])(
  "creates one job when the response is lost and the name is %s",
  async (_what, name, keep) => {
    lose("jobs.add", keep);
    const jobs = await api.labelingJob.create({ name, datasetId: 10_555, userIds: [7] });
    expect(jobs.length).toBe(1);
    const there = await api.labelingJob.getList(8, { names: [name] });
    expect(there.map(({ id }) => id)).toEqual([jobs[0]!.id]);
    expect((await team().jobs({ name })).map(({ id }) => id)).toEqual([jobs[0]!.id]);
  },
);

it.each(kept)(
  "creates one dataset, project, workspace and team when responses are lost and the name is %s",
  async (_what, name, keep) => {
    lose("datasets.add", keep);
    const dataset = await api.dataset.create(5555, name);
    expect((await api.dataset.getInfoByName(5555, name))?.id).toBe(dataset.id);
    lose("projects.add", keep);
    const project = await api.project.create(7, name);
    expect((await api.project.getInfoByName(7, name))?.id).toBe(project.id);
    expect((await team().project(name)).id).toBe(project.id);
    lose("workspaces.add", keep);
    const workspace = await api.workspace.create(8, name);
    expect((await api.workspace.getInfoByName(8, name))?.id).toBe(workspace.id);
    lose("teams.add", keep);
    const made = await api.team.create(name);
    expect((await api.team.getInfoByName(name))?.id).toBe(made.id);
  },
);

it("creates one queue when the response is lost and the name is padded", async () => {
  lose("labeling-queues.add");
  const id = await api.labelingQueue.create({ name: " queue ", datasetId: 10_555, userIds: [7], reviewerIds: [7] });
  expect((await api.labelingQueue.getList(8, { names: ["queue"] })).map((queue) => queue.id)).toEqual([id]);
});

it("finds a login and an image under another Unicode form", async () => {
  const user = await api.user.create({ login: `${composed}.1`, password: "11111abc" });
  expect((await api.user.getInfoByLogin(`${decomposed}.1 `))?.id).toBe(user.id);
  const hash = (await api.image.getList(10_555))[0]!.hash;
  const [image] = await api.image.upload(10_555, [{ name: `${decomposed}.png`, hash: hash! }]);
  expect((await api.image.getList(10_555, { names: [`${composed}.png`] })).map(({ id }) => id)).toEqual([image!.id]);
});

it("both Unicode forms of a name are one dataset", async () => {
  const dataset = await api.dataset.create(5555, `${composed}!`);
  await expect(api.dataset.create(5555, `${decomposed}!`)).rejects.toMatchObject({ code: "conflict" });
  expect((await api.dataset.getInfoByName(5555, `${decomposed}!`))?.id).toBe(dataset.id);
  expect((await api.dataset.getInfoByName(5555, `${composed}!`))?.id).toBe(dataset.id);
});

it("does not mistake a job of another name for the one with the lost response", async () => {
  proxy.play(faultOn("jobs.add", [1], { kind: "response", status: 502, commit: false }));
  const [first] = await api.labelingJob.create({ name: "lemons 2", datasetId: 10_555, userIds: [7] });
  const [second] = await api.labelingJob.create({ name: "lemons", datasetId: 10_555, userIds: [7] });
  expect(second!.id).not.toBe(first!.id);
  expect((await api.labelingJob.getList(8, { names: ["lemons"] })).length).toBe(1);
});

it("finds classes, tags and people of a job under every Unicode form", async () => {
  await team()
    .project(5555)
    .ensureClasses({ [composed]: "bitmap" })
    .ensureTags({ [`${composed} tag`]: null });
  const meta = await api.project.getMeta(5555);
  const tagId = meta.tags.find(({ name }) => name === `${composed} tag`)?.id ?? 0;
  const [first] = await api.image.getList(10_555);
  await api.image.addTag(first?.id ?? 0, tagId);
  const login = `${composed}_1`.replaceAll(" ", "_");
  await team().ensureAnnotator(login);
  const spelled = login.normalize("NFD");
  expect(await team().ensureAnnotator([spelled, ` ${login}`])).toMatchObject([{ login }]);

  const spec = {
    name: "spelled",
    dataset: 10_555,
    classes: [` ${decomposed}`],
    includeTagged: [`${decomposed} tag `],
    assign: spelled,
  };
  for (const draft of [team().job(spec), team().split({ ...spec, name: "dealt", weights: { [login]: 2 } })]) {
    expect((await draft.ensure().plan()).problems).toEqual([]);
    const made = await draft.ensure();
    expect(made).toMatchObject([{ assignedToLogin: login, imagesCount: 1 }]);
    expect((await draft.ensure()).map(({ id }) => id)).toEqual(made.map(({ id }) => id));
  }
  await api.project.updateMeta(5555, { remove: { classes: [decomposed] } });
  expect((await api.project.getMeta(5555)).classes.some(({ name }) => name === composed)).toBe(false);
});
