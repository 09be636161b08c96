import { describe, expect, it } from "vitest";
import { takeUnawaited } from "../../../src/chain/core/unawaited.js";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";

/** A job of six images, of which the first `done` are marked done. */
async function withJob(done: number, isSubmitted = false) {
  const local = await startLocal();
  for (const login of ["ana", "ben", "cyn"]) await local.server.hire(login, role.annotator);
  await local.team(8).job({ name: "nov", dataset: 10555, classes: "lemon", assign: "ana" }).create();
  const ids = (await local.job(37).images()).map(({ id }) => id);
  const ana = local.as("ana", { password: "ana secret" }).start(37);
  const marked = done === 0 ? ana : ana.mark(37, "done", ids.slice(0, done));
  await (isSubmitted ? marked.submit(37) : marked);
  local.forget();
  return { ...local, ids, marks: async (id = 37) => (await local.job(id).images()).map((image) => image.reviewStatus) };
}

describe("restart({ unmarked: true })", () => {
  it("restarts images with the mark none, not those marked done", async () => {
    const { job, ids, marks } = await withJob(2);
    const chain = () => job(37).restart({ unmarked: true });
    const plan = await chain().plan();
    expect(plan.steps.map(({ action, what, note }) => [action, what, note])).toEqual([
      ["read", "job 37 'nov'", "in_progress"],
      ["change", "4 images of job 37 'nov'", "none → rejected: fruits_03.png, fruits_04.png, fruits_05.png and 1 more"],
      ["create", "job 'nov' for ana", "4 rejected images: fruits_03.png, fruits_04.png, fruits_05.png and 1 more"],
      ["change", "job 37 'nov'", "in_progress → completed"],
    ]);
    const [made] = await chain();
    expect(made).toMatchObject({ imagesCount: 4, assignedToLogin: "ana", classesToLabel: ["lemon"] });
    expect((await job(made!.id).images()).map(({ id }) => id)).toEqual(ids.slice(2));
    expect(await marks()).toEqual(["done", "done", "rejected", "rejected", "rejected", "rejected"]);
    expect(await job(37).status()).toBe("completed");
  });

  it("creates nothing when run again, and returns the same job", async () => {
    const { job, writes, forget } = await withJob(2);
    const [made] = await job(37).restart({ unmarked: true, assign: "ben" });
    forget();
    expect((await job(37).restart({ unmarked: true, assign: "ben" })).map(({ id }) => id)).toEqual([made!.id]);
    expect(writes()).toEqual([]);
    const actions = (await job(37).restart({ unmarked: true }).plan()).steps.map(({ action }) => action);
    expect(actions).toEqual(["read", "reuse"]);
  });

  it("rejects no image and completes nothing if the new job cannot be created", async () => {
    const { job, server, marks, writes } = await withJob(2);
    const [members] = [await server.must("members.list", { teamId: 8 })] as [
      { entities: { id: number; login: string }[] },
    ];
    const [anaId, cynId] = ["ana", "cyn"].map((login) => members.entities.find((one) => one.login === login)!.id);
    await server.must("users.disable", { id: cynId, disable: true });
    const unmarked = ["done", "done", "none", "none", "none", "none"];
    for (const assign of ["cyn", cynId!]) {
      const error = await failureOf(job(37).restart({ unmarked: true, assign }));
      expect(error).toMatchObject({ message: expect.stringContaining("account cyn is disabled") });
      expect(await failureOf(job(37).handOver([assign]))).toMatchObject({
        message: expect.stringContaining("is disabled"),
      });
    }
    expect(await failureOf(job(37).reassign(999))).toMatchObject({
      message: expect.stringContaining("no member 999 in team 8"),
    });
    expect(writes()).toEqual([]);
    await server.must("users.disable", { id: anaId, disable: true });
    await failureOf(job(37).restart({ unmarked: true }));
    expect(await marks()).toEqual(unmarked);
    expect(await job(37).status()).toBe("in_progress");
  });

  it("skips jobs of several that have nothing to restart", async () => {
    const { job, team } = await withJob(6, true);
    await job(37).review();
    expect(await team(8).jobs().restart({ unmarked: true })).toHaveLength(0);
  });
});

describe("restart()", () => {
  it("works after the review completed the job, and again if the new job is rejected too", async () => {
    const { job, team, ids, as } = await withJob(6, true);
    await job(37).review(({ id }) => (id === ids[0] ? "rejected" : "accepted"));
    expect(await job(37).status()).toBe("completed");
    const [second] = await job(37).restart();
    expect(second).toMatchObject({ imagesCount: 1, assignedToLogin: "ana" });
    await as("ana", { password: "ana secret" }).start(second!.id).mark(second!.id).submit(second!.id);
    await job(second!.id).review("rejected");
    expect((await job(37).restart()).map(({ id }) => id)).toEqual([second!.id]);
    const family = await team(8).jobs({ ids: 37 }).lineage().restart();
    expect(family.map(({ id }) => id)).toEqual([second!.id, second!.id + 1]);
    expect((await job(37).lineage()).map(({ id }) => id)).toEqual([37, second!.id, second!.id + 1]);
  });

  it("creates the job again if the new one was archived", async () => {
    const { job, ids } = await withJob(6, true);
    await job(37).review(({ id }) => (id === ids[0] ? "rejected" : "accepted"));
    const [first] = await job(37).restart();
    await job(first!.id).archive();
    const [second] = await job(37).restart();
    expect(second!.id).toBeGreaterThan(first!.id);
  });

  it("run by two processes concurrently has the same result as one run", async () => {
    const { job, ids, server, team } = await withJob(6, true);
    await job(37).review(({ id }) => (id === ids[0] ? "rejected" : "accepted"));
    const { address, token } = server;
    const several = [1, 2, 3].map(() => withApi(new Api({ address, token })));
    const made = await Promise.all(several.map((one) => one.job(37).restart({ assign: "ben" })));
    expect(new Set(made.flat().map(({ id }) => id)).size).toBe(1);
    expect(await team(8).jobs({ assignedTo: "ben" })).toHaveLength(1);
  });
});

describe("handOver()", () => {
  it("moves unmarked images to others and the rest to review; a second run creates nothing", async () => {
    const { job, marks, writes, forget } = await withJob(2);
    const chain = () => job(37).handOver(["ben", "cyn"]);
    expect((await chain().plan()).steps.map(({ action, what }) => `${action} ${what}`)).toEqual([
      "read job 37 'nov'",
      "create job 'nov' for ben",
      "create job 'nov' for cyn",
      "change job 37 'nov'",
    ]);
    const jobs = await chain();
    expect(
      jobs.map(({ assignedToLogin, imagesCount, classesToLabel }) => [assignedToLogin, imagesCount, classesToLabel]),
    ).toEqual([
      ["ben", 2, ["lemon"]],
      ["cyn", 2, ["lemon"]],
    ]);
    expect(await job(37).status()).toBe("on_review");
    expect(await marks()).toEqual(["done", "done", "none", "none", "none", "none"]);
    forget();
    expect((await chain()).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
    expect(writes()).toEqual([]);
    expect(await job(37).review()).toMatchObject({ status: "on_review", acceptedImagesCount: 2 });
  });

  it("archives a job without marked images", async () => {
    const { job } = await withJob(0);
    const [made] = await job(37).handOver("ben");
    expect(made).toMatchObject({ imagesCount: 6, assignedToLogin: "ben" });
    expect((await job(37)).disabled).toBe(true);
    expect((await job(37).handOver("ben")).map(({ id }) => id)).toEqual([made!.id]);
  });

  it("rejects the job's annotator as the only person, and reports that person among others", async () => {
    const { job, writes } = await withJob(2);
    const { assignedToLogin, assignedToId } = await job(37);
    for (const same of [assignedToLogin ?? "", assignedToId ?? 0]) {
      const fault = `${assignedToLogin} already has job 37 'nov'`;
      expect((await job(37).handOver(same).plan()).problems).toEqual([expect.stringContaining(fault)]);
      await expect(job(37).handOver(same).run()).rejects.toMatchObject({ message: expect.stringContaining(fault) });
    }
    const { steps } = await job(37)
      .handOver([assignedToLogin ?? "", "ben"])
      .plan();
    expect(steps.map(({ what }) => what)).toContain(`job 'nov' for ${assignedToLogin}, who also has the old job`);
    expect(writes()).toEqual([]);
  });

  it("rejects an unknown login before anything is created", async () => {
    const { job, writes } = await withJob(2);
    expect((await job(37).handOver("bem").plan()).problems).toEqual([expect.stringContaining("did you mean 'ben'?")]);
    await expect(job(37).handOver("bem").run()).rejects.toMatchObject({ hint: expect.stringContaining("'ben'") });
    expect(writes()).toEqual([]);
  });
});

describe("clone(), add(), edit() and stalled()", () => {
  it("clones once with ensure(), else each time", async () => {
    const { job, writes, forget } = await withJob(0);
    const clone = () => job(37).clone({ name: "second opinion", assign: ["ben", "cyn"] });
    const made = await clone().ensure();
    expect(made.map(({ assignedToLogin, imagesCount }) => [assignedToLogin, imagesCount])).toEqual([
      ["ben", 6],
      ["cyn", 6],
    ]);
    forget();
    expect((await clone().ensure()).map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(writes()).toEqual([]);
    expect((await clone())[0]!.id).toBeGreaterThan(made[1]!.id);
    expect(takeUnawaited()).toEqual([]);
  });

  it("reports a clone with another reviewer as a problem in the plan, and fails at run", async () => {
    const { job, server, writes, forget } = await withJob(0);
    for (const login of ["rita", "ralf"]) await server.hire(login, role.reviewer);
    const clone = (reviewer: string) => job(37).clone({ name: "second opinion", assign: "ben", reviewer }).ensure();
    await clone("rita");
    forget();
    const difference = expect.stringContaining("'second opinion' has reviewer rita, not ralf");
    expect((await clone("ralf").plan()).problems).toEqual([difference]);
    expect(await failureOf(clone("ralf"))).toMatchObject({ message: difference });
    expect(writes()).toEqual([]);
  });

  it("plans a job for its own reviewer with a note", async () => {
    const { job, server } = await withJob(2);
    await server.hire("rita", role.reviewer);
    await job(37).reassign({ reviewer: "rita" });
    for (const chain of [
      job(37).handOver("rita"),
      job(37).clone({ assign: "rita" }),
      job(37).restart({ assign: "rita", unmarked: true }),
    ]) {
      const whats = (await chain.plan()).steps.filter(({ action }) => action === "create").map(({ what }) => what);
      expect(whats).toEqual([expect.stringContaining("for rita, who also reviews it")]);
    }
  });

  it("adds images in a further job once, which the plan shows", async () => {
    const { team, job, ids, writes, forget } = await withJob(0);
    const [small] = await team(8)
      .job({ name: "few", dataset: 10555, images: ids.slice(0, 2), assign: "ben" })
      .create();
    const chain = () => job(small!.id).add(["fruits_02.png", "fruits_03.png"]);
    expect((await chain().plan()).steps.at(-1)).toMatchObject({
      action: "create",
      what: "further job 'few' for ben",
      note: expect.stringContaining("the API cannot add images to a job"),
    });
    const [further] = await chain();
    expect(further).toMatchObject({ name: "few", assignedToLogin: "ben", imagesCount: 1 });
    forget();
    expect((await chain()).map(({ id }) => id)).toEqual([further!.id]);
    expect(writes()).toEqual([]);
  });

  it("edits what the API can change, and rejects other settings", async () => {
    const { job, writes, forget } = await withJob(0);
    const changes = { name: "dec", readme: "Draw.", description: "short" };
    expect(await job(37).edit(changes)).toMatchObject(changes);
    forget();
    await job(37).edit(changes);
    expect(writes()).toEqual([]);
    const wrong: object = { classes: ["kiwi"] };
    expect(() => job(37).edit(wrong)).toThrow("edit: cannot change classes of a job");
    expect(() => job(37).edit({})).toThrow("edit: no changes given, expected at least one of");
    const misspelled: object = { readmee: "x" };
    expect(() => job(37).edit(misspelled)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("'readme'") }),
    );
  });

  it("finds jobs without activity", async () => {
    const { team } = await withJob(2);
    // The test instance's clock is in the past.
    expect((await team(8).jobs().stalled("1h")).map(({ id }) => id)).toEqual([37]);
    expect(await team(8).jobs().stalled("100000d")).toHaveLength(0);
    expect(() => team(8).jobs().stalled(0)).toThrow("stalled: time");
  });
});
