/** Jobs are created once: by concurrent scripts, under any spelling of a name, whatever happened to them meanwhile. */
import { describe, expect, it, onTestFinished } from "vitest";
import { type EntryPoints, withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { role } from "../../support/server.js";
import { type Local, startLocal } from "../local.js";

async function withPeople(): Promise<Local> {
  const local = await startLocal();
  for (const login of ["ana", "ben", "dee", "fox"]) await local.server.hire(login, role.annotator);
  return local;
}

/** Runs `work` with several clients at once, like concurrent processes. */
async function atOnce<T>({ server }: Local, count: number, work: (words: EntryPoints) => PromiseLike<T>): Promise<T[]> {
  const apis = Array.from({ length: count }, () => new Api({ address: server.address, token: server.token }));
  onTestFinished(async () => void (await Promise.all(apis.map((api) => api.close()))));
  return Promise.all(apis.map((api) => work(withApi(api))));
}

/** Returns the number of images per person, in jobs that are not archived. */
async function shares({ team }: Local, name: string): Promise<unknown> {
  const jobs = await team(8).jobs({ name });
  return jobs.map(({ assignedToLogin, imagesCount }) => `${assignedToLogin} ${imagesCount}`).sort();
}

const assign = ["ana", "ben"];

describe.each([2, 4])("%i scripts at once", { timeout: 120_000 }, (count) => {
  it("create each job, share, copy and queue once, and all return the same ones", async () => {
    const local = await withPeople();
    const idsOf = (lists: readonly (readonly { readonly id: number }[])[]) =>
      new Set(lists.map((jobs) => jobs.map(({ id }) => id).join()));
    const whole = await atOnce(local, count, ({ team }) =>
      team(8).job({ name: "one", dataset: 10555, assign }).ensure(),
    );
    expect(idsOf(whole).size).toBe(1);
    expect(await shares(local, "one")).toEqual(["ana 6", "ben 6"]);

    const split = { name: "nov", dataset: 10555, assign, shuffle: 7, overlap: 2 };
    const dealt = await atOnce(local, count, ({ team }) => team(8).split(split).ensure());
    expect(idsOf(dealt).size).toBe(1);
    expect(await shares(local, "nov")).toEqual(["ana 6", "ben 6"]);

    const [first] = whole[0]!;
    const copies = await atOnce(local, count, ({ job }) =>
      job(first!.id).clone({ name: "copy", assign: "dee" }).ensure(),
    );
    expect(idsOf(copies).size).toBe(1);
    expect(await shares(local, "copy")).toEqual(["dee 6"]);

    const queue = { name: "line", dataset: 10555, assign };
    const queues = await atOnce(local, count, ({ team }) => team(8).queue(queue).ensure());
    expect(new Set(queues.map(({ id }) => id)).size).toBe(1);
  });

  it("restart and hand over once", async () => {
    const local = await withPeople();
    const [job] = await local.team(8).job({ name: "one", dataset: 10555, assign: "ana" }).ensure();
    await local.as("ana", { password: "ana secret" }).start(job!.id);
    for (const entityId of [283_001, 283_002, 283_003]) {
      await local.server.must(
        "jobs.entities.update-review-status",
        { jobId: job!.id, entityId, status: "done" },
        "ana",
      );
    }
    await local.api.labelingJob.setStatus(job!.id, "on_review");
    await local.job(job!.id).review("rejected", { complete: false });
    const restarted = await atOnce(local, count, ({ job: word }) =>
      word(job!.id).restart({ name: "again", complete: false }),
    );
    expect(new Set(restarted.map((jobs) => jobs.map(({ id }) => id).join())).size).toBe(1);
    expect(await shares(local, "again")).toEqual(["ana 3"]);
    await atOnce(local, count, ({ job: word }) => word(job!.id).handOver(["dee", "fox"]));
    expect(await shares(local, "one")).toEqual(["ana 6", "dee 2", "fox 1"]);
  });
});

describe("an existing job", () => {
  it("is found under every spelling of its name, also with the number that an instance appends", async () => {
    const local = await withPeople();
    const composed = "Stra\u00dfe caf\u00e9";
    const [made] = await local.team(8).job({ name: composed, dataset: 10555, assign: "ana" }).ensure();
    const ensured = async (name: string) =>
      (await local.team(8).job({ name, dataset: 10555, assign: "ana" }).ensure()).map(({ id }) => id);
    for (const name of [composed.normalize("NFD"), `  ${composed} `]) expect(await ensured(name)).toEqual([made!.id]);
    await local.api.labelingJob.edit(made!.id, { name: `${composed} (#18)` });
    for (const name of [composed, composed.normalize("NFD")]) expect(await ensured(name)).toEqual([made!.id]);
    // A job that was requested with such a number is another job.
    const other = await ensured(`${composed} (#19)`);
    expect(other).not.toEqual([made!.id]);
    expect(await ensured(composed)).toEqual([made!.id]);
    expect(await ensured(`${composed} (#19)`)).toEqual(other);
  });

  it("is reused when it is completed or stopped, and created again when it was archived", async () => {
    const local = await withPeople();
    const ensure = async () =>
      (await local.team(8).split({ name: "nov", dataset: 10555, assign }).ensure()).map(({ id }) => id);
    const ids = await ensure();
    await local.api.labelingJob.setStatus(ids[0]!, "completed");
    await local.api.labelingJob.stop(ids[1]!);
    expect(await ensure()).toEqual(ids);
    await local.api.labelingJob.archive(ids[1]!);
    const again = await ensure();
    expect(again[0]).toBe(ids[0]);
    expect(again[1]).toBeGreaterThan(ids[1]!);
    expect(await shares(local, "nov")).toEqual(["ana 3", "ben 3"]);
  });

  it("is unchanged when a picture is added; a split creates a further job for it", async () => {
    const local = await withPeople();
    const whole = () => local.team(8).job({ name: "one", dataset: 10555, assign: "ana" }).ensure();
    const split = () => local.team(8).split({ name: "nov", dataset: 10555, assign }).ensure();
    const [one] = await whole();
    const dealt = await split();
    const [image] = await local.api.image.getList(10555);
    await local.api.image.upload(10555, [{ name: "late.png", hash: image!.hash! }]);
    expect((await whole()).map(({ id, imagesCount }) => [id, imagesCount])).toEqual([[one!.id, 6]]);
    await atOnce(local, 3, ({ team }) => team(8).split({ name: "nov", dataset: 10555, assign }).ensure());
    const after = await split();
    expect(after.slice(0, 2).map(({ id }) => id)).toEqual(dealt.map(({ id }) => id));
    expect(after.map(({ imagesCount }) => imagesCount)).toEqual([3, 3, 1]);
  });

  it("that a killed process created twice is archived by the next run, which the plan shows", async () => {
    const local = await withPeople();
    const split = () => local.team(8).split({ name: "nov", dataset: 10555, assign }).ensure();
    const dealt = await split();
    // Like a concurrent process that was killed before it could search for duplicates.
    for (const { id, customData } of dealt) await local.api.labelingJob.clone(id, { customData });
    expect(await shares(local, "nov")).toEqual(["ana 3", "ana 3", "ben 3", "ben 3"]);
    const plan = await split().plan();
    expect(plan.steps.filter(({ action }) => action === "change").map(({ note }) => note)).toEqual([
      "archived: created twice",
      "archived: created twice",
    ]);
    expect((await split()).map(({ id }) => id)).toEqual(dealt.map(({ id }) => id));
    expect(await shares(local, "nov")).toEqual(["ana 3", "ben 3"]);
    // A job that somebody has started is kept.
    const [twin] = await local.api.labelingJob.clone(dealt[0]!.id, { customData: dealt[0]!.customData });
    await local.as("ana", { password: "ana secret" }).start(twin!.id);
    await split();
    expect(await shares(local, "nov")).toEqual(["ana 3", "ana 3", "ben 3"]);
  });

  it("that is a duplicate clone is archived by the next run; one that clone() created is kept", async () => {
    const local = await withPeople();
    const [first] = await local.team(8).job({ name: "one", dataset: 10555, assign: "ana" }).ensure();
    const clone = () => local.job(first!.id).clone({ name: "copy", assign: ["ben", "dee"] });
    const made = await clone().ensure();
    const { customData } = await local.api.labelingJob.getInfoById(made[0]!.id);
    await local.api.labelingJob.clone(made[0]!.id, { customData });
    await clone();
    const plan = await clone().ensure().plan();
    expect(plan.steps.filter(({ action }) => action === "change").map(({ note }) => note)).toEqual([
      "archived: created twice",
    ]);
    expect((await clone().ensure()).map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(await shares(local, "copy")).toEqual(["ben 6", "ben 6", "dee 6", "dee 6"]);
  });

  it("that is handed over before anything was done is not created again", async () => {
    const local = await withPeople();
    const people = ["ana", "ben"];
    const script = async () => {
      const split = await local.team(8).split({ name: "nov", dataset: 10555, assign: people, overlap: 2 }).ensure();
      await split.where(({ assignedToLogin }) => assignedToLogin === "ben").handOver(["dee", "fox"]);
      const whole = await local.team(8).job({ name: "one", dataset: 10555, assign: people }).ensure();
      await whole.where(({ assignedToLogin }) => assignedToLogin === "ben").handOver("dee");
      return [await shares(local, "nov"), await shares(local, "one")];
    };
    const once = await script();
    expect(once[1]).toEqual(["ana 6", "dee 6"]);
    expect(await script()).toEqual(once);
    const whole = local.team(8).job({ name: "one", dataset: 10555, assign: people }).ensure();
    expect((await whole.plan()).steps.at(-1)).toMatchObject({ action: "reuse", what: "no images for ben" });
    // Handed over once more.
    const [dee] = (await local.team(8).jobs({ name: "one" })).filter((job) => job.assignedToLogin === "dee");
    await local.job(dee!.id).handOver("fox");
    await whole.fresh();
    expect(await shares(local, "one")).toEqual(["ana 6", "fox 6"]);
  });

  it("restarts images once, also if the new job was handed over and archived", async () => {
    const local = await withPeople();
    const [first] = await local.team(8).job({ name: "one", dataset: 10555, assign: "ana" }).ensure();
    await local.as("ana", { password: "ana secret" }).start(first!.id).mark(first!.id).submit(first!.id);
    await local.job(first!.id).review(() => "rejected");
    const [again] = await local.job(first!.id).restart();
    await local.job(again!.id).handOver("fox");
    expect((await local.job(first!.id).restart()).map(({ assignedToLogin }) => assignedToLogin)).toEqual(["fox"]);
    expect(await shares(local, "one")).toEqual(["ana 6", "fox 6"]);
  });
});
