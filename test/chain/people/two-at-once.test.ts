import { describe, expect, it } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";

useOwnHome();

/** Several clients of one instance, like concurrent processes. */
async function several(count: number) {
  const local = await startLocal();
  const { address, token } = local.server;
  return { ...local, words: Array.from({ length: count }, () => withApi(new Api({ address, token, isLocal: true }))) };
}

describe("concurrent ensure calls", () => {
  it("create one account in one process and save its password", async () => {
    const { team, as } = await startLocal();
    const all = await Promise.allSettled([1, 2, 3].map(() => team(8).ensureAnnotator("maria")));
    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect(await as("maria")).toMatchObject({ login: "maria" });
    expect(
      await team(8)
        .members()
        .where(({ login }) => login === "maria"),
    ).toHaveLength(1);
  });

  it("create one account for several clients, and keep its saved password", async () => {
    const { words, as } = await several(3);
    const all = await Promise.allSettled(words.map(({ team }) => team(8).ensureAnnotator(["maria", "nora"])));
    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    for (const login of ["maria", "nora"]) expect(await as(login)).toMatchObject({ login });
  });

  it("end with a role that is sufficient for both", async () => {
    const { words, team } = await several(2);
    await Promise.all([words[0]!.team(8).ensureAnnotator("maria"), words[1]!.team(8).ensureReviewer("maria")]);
    const [maria] = await team(8).ensureReviewer("maria");
    expect(maria?.role).toBe("reviewer");
  });

  it("create one team, project, dataset, class and tag", async () => {
    const { words, ensureTeam } = await several(3);
    const build = ({ ensureTeam: ensure }: (typeof words)[number]) =>
      ensure("Road signs")
        .ensureProject("november", { classes: { sign: "rectangle" }, tags: { night: null } })
        .ensureDataset("photos/night");
    const datasets = await Promise.all(words.map(build));
    expect(new Set(datasets.map(({ id }) => id)).size).toBe(1);
    const roads = ensureTeam("Road signs").ensureProject("november");
    expect((await roads.datasets()).map(({ name }) => name)).toEqual(["photos", "night"]);
    expect((await roads.meta()).classes.map(({ name }) => name)).toEqual(["sign"]);
  });

  it("create each job once", async () => {
    const { words, server, team } = await several(3);
    for (const login of ["ana", "ben"]) await server.hire(login, role.annotator);
    const assign = ["ana", "ben"];
    await Promise.all(words.map((one) => one.team(8).job({ name: "nov", dataset: 10555, assign }).ensure()));
    expect((await team(8).jobs({ name: "nov" })).map(({ assignedToLogin }) => assignedToLogin)).toEqual(assign);
    await Promise.all(words.map((one) => one.team(8).split({ name: "dec", dataset: 10555, assign }).ensure()));
    const jobs = await team(8).jobs({ name: "dec" });
    expect(jobs.map(({ assignedToLogin, imagesCount }) => [assignedToLogin, imagesCount])).toEqual([
      ["ana", 3],
      ["ben", 3],
    ]);
  });
});

describe("a plan of split().ensure()", () => {
  it("lists images per annotator before the accounts exist; a second run reuses the jobs", async () => {
    const { team, writes } = await startLocal();
    const split = () =>
      team(8).ensureAnnotator(["ana", "ben", "cyn"]).split({ name: "nov", dataset: 10555, overlap: 2 }).ensure();
    const plan = await split().plan();
    expect(plan.problems).toEqual([]);
    expect(plan.steps.slice(-5).map(({ action, what, note }) => `${action} ${what}: ${note}`)).toEqual([
      "create dataset 'dataset_01 (layer 2)': same pictures, nothing to send",
      "create job 'nov' for ana: 4 images of 'dataset_01'",
      "create job 'nov' for ben: 2 images of 'dataset_01'",
      "create job 'nov' for ben: 2 images of 'dataset_01 (layer 2)'",
      "create job 'nov' for cyn: 4 images of 'dataset_01 (layer 2)'",
    ]);
    expect(writes()).toEqual([]);
    const jobs = await split();
    expect((await split()).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
    await team(8).jobs({ ids: jobs[1]!.id }).archive();
    const again = await split();
    expect(again.map(({ imagesCount }) => imagesCount)).toEqual([4, 2, 2, 4]);
    expect(() => team(8).ensureAnnotator("ana").split({ name: "x", dataset: 10555, overlap: 2 }).ensure()).toThrow(
      "overlap 2 exceeds the number of annotators, 1",
    );
  });
});

describe("people who cannot work", () => {
  it("are problems of the plan: disabled annotators and reviewers, also by id", async () => {
    const { team, server, writes } = await startLocal();
    const id = await server.hire("carol", role.annotator);
    await server.hire("dave", role.annotator);
    await server.must("users.disable", { id, disable: true });
    const ensured = await team(8).ensureAnnotator(["carol", "dave"]).plan();
    expect(ensured.problems).toEqual([expect.stringContaining("account carol is disabled")]);
    expect(ensured.steps.map(({ what }) => what)).toContain("member dave");
    for (const people of [{ assign: "carol" }, { assign: id }, { assign: "dave", reviewer: "carol" }]) {
      const draft = team(8).job({ name: "x", dataset: 10555, ...people });
      expect((await draft.create().plan()).problems).toEqual([expect.stringContaining("account carol is disabled")]);
    }
    const named = team(8).job({ name: "x", dataset: 10555, assign: "carol" }).create();
    expect(await failureOf(named)).toMatchObject({ hint: expect.stringContaining(`api.user.enable(${id})`) });
    expect(writes()).toEqual([]);
  });

  it("are still found by login in the jobs of the team", async () => {
    const { team, server } = await startLocal();
    const id = await server.hire("wim", role.annotator);
    await team(8).job({ name: "x", dataset: 10555, assign: "wim" }).create();
    await server.must("members.remove", { id, teamId: 8 });
    expect((await team(8).jobs({ assignedTo: "wim" })).map(({ name }) => name)).toEqual(["x"]);
    expect(await failureOf(team(8).jobs({ assignedTo: "wimm" }))).toMatchObject({ hint: "did you mean 'wim'?" });
  });
});
