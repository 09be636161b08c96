import { describe, expect, it } from "vitest";
import { Project } from "../../../src/chain/project/project.js";
import { failureOf, startLocal } from "../local.js";

describe("a project", () => {
  it("reads its meta, datasets and images", async () => {
    const { project, calls, forget } = await startLocal();
    const meta = await project(5555).meta();
    expect(meta.classes.map(({ name }) => name)).toEqual(["kiwi", "lemon"]);
    expect(meta.tags.map(({ name }) => name)).toEqual(["origin", "size", "situated"]);
    expect((await project(5555).datasets()).map(({ id }) => id)).toEqual([10555]);
    forget();
    const situated = await project(5555)
      .images()
      .where(({ tags }) => tags.some(({ name }) => name === "situated"));
    expect(situated.map(({ name }) => name)).toEqual(["fruits_02.png", "fruits_04.png", "fruits_06.png"]);
    expect(calls).toEqual(["datasets.list", "images.list"]);
  });

  it("is found by name in a team or in all teams", async () => {
    const { team, project } = await startLocal();
    expect(await project("tutorial_project")).toMatchObject({ id: 5555 });
    expect(await team(8).project("tutorial_project").dataset("dataset_01")).toMatchObject({ id: 10555 });
    expect(await team(8).project(5555).dataset(10555).images()).toHaveLength(6);
  });

  it("that does not exist is reported with similar names, also in a plan", async () => {
    const { team, project } = await startLocal();
    expect(await failureOf(project("tutorial_projekt"))).toMatchObject({
      message: "project 'tutorial_projekt': no project 'tutorial_projekt'",
      hint: expect.stringContaining("did you mean 'tutorial_project'?"),
    });
    expect((await team(8).project(5556).meta().plan()).problems).toEqual([
      "no project 5556 in team 8, there are: 5555 'tutorial_project'",
    ]);
    expect((await project(5555).dataset("dataset_1").images().plan()).problems).toEqual([
      "no dataset 'dataset_1' in project 5555, did you mean 'dataset_01'?",
    ]);
  });

  it("with the id of another team, and a dataset with the id of another project, is reported", async () => {
    const { api, team, project } = await startLocal();
    const other = await api.team.create("other");
    const { id } = await team(other.id).ensureProject("empty");
    const inProject = `dataset 10555: no dataset 10555 in project ${id}`;
    const lost = "dataset 10555: project 999 not found";
    const inTeam = `project 5555: no project 5555 in team ${other.id}`;
    expect(await failureOf(project(id).dataset(10555).images())).toMatchObject({ message: inProject });
    expect(await failureOf(project(id).dataset(10555))).toMatchObject({ message: inProject });
    expect(await failureOf(project(999).dataset(10555).images())).toMatchObject({ message: lost });
    expect(await failureOf(team(other.id).project(5555).meta())).toMatchObject({ message: inTeam });
    expect((await team(other.id).project(5555).meta().plan()).problems).toEqual([
      `no project 5555 in team ${other.id}, there are: ${id} 'empty'`,
    ]);
  });

  it("finds a nested dataset by its path", async () => {
    const { team, project } = await startLocal();
    const rain = await project(5555).ensureDataset("night/rain");
    await project(5555).ensureDataset("day/rain");
    expect(await project(5555).dataset("night/rain")).toMatchObject({ id: rain.id });
    expect(await project(5555).dataset(" night / rain ").images()).toEqual([]);
    expect(await team(8).jobs({ dataset: "night/rain" })).toEqual([]);
    expect(await failureOf(project(5555).dataset("rain"))).toMatchObject({
      message: "dataset 'rain': 2 datasets are named 'rain' in project 5555",
    });
    expect(await failureOf(project(5555).dataset("night/snow"))).toMatchObject({
      message: "dataset 'night/snow': no dataset 'night/snow' in project 5555",
    });
  });

  it("drafts jobs for the people ensured before it", async () => {
    const { team, project } = await startLocal();
    const [byProject] = await team(8)
      .project("tutorial_project")
      .job({ name: "a", dataset: "dataset_01", assign: 7 })
      .create();
    const [byDataset] = await project(5555).dataset("dataset_01").job({ name: "b", assign: "my_username" }).create();
    const shared = await project(5555)
      .dataset(10555)
      .split({ name: "c", assign: [7] })
      .create();
    expect([byProject, byDataset, shared[0]]).toMatchObject([
      { datasetId: 10555 },
      { datasetId: 10555 },
      { imagesCount: 6 },
    ]);
  });

  it("is a frozen record with methods that start chains", async () => {
    const { project } = await startLocal();
    const record = await project(5555);
    expect(record).toBeInstanceOf(Project);
    expect(Object.isFrozen(record)).toBe(true);
    expect((await record.datasets()).map(({ name }) => name)).toEqual(["dataset_01"]);
    expect((await record.meta()).classes).toHaveLength(2);
    expect(await record.dataset("dataset_01").images()).toHaveLength(6);
    expect(await record.images()).toHaveLength(6);
  });

  it("is read again after fresh(), with the chains that extend it", async () => {
    const { project, calls } = await startLocal();
    const chains = [project(5555), project(5555).meta(), project(5555).datasets(), project(5555).dataset(10555)];
    await Promise.all(chains);
    const once = calls.length;
    await Promise.all(chains);
    expect(calls.length).toBe(once);
    await Promise.all(chains.map((chain) => chain.fresh()));
    expect(calls.length).toBe(2 * once);
  });
});
