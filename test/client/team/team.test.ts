import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import type { DatasetApi } from "../../../src/client/project/dataset.js";
import type { ProjectApi } from "../../../src/client/project/project.js";
import type { WorkspaceApi } from "../../../src/client/project/workspace.js";
import type { TeamApi } from "../../../src/client/team/team.js";
import { ConflictError, NotFoundError } from "../../../src/domain/errors.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";

let instance: Instance;
let api: Api;
let teams: TeamApi;
let workspaces: WorkspaceApi;
let projects: ProjectApi;
let datasets: DatasetApi;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  api = new Api({ address: instance.address, token: instance.token });
  ({ team: teams, workspace: workspaces, project: projects, dataset: datasets } = api);
});
afterAll(async () => {
  await api.close();
  await instance.close();
});

it("teams, workspaces, projects and datasets are created, renamed, found and archived", async () => {
  const team = await teams.create("lab", { description: "fruit" });
  const workspace = await workspaces.create(team.id, "first");
  const project = await projects.create(workspace.id, "lemons", { description: "yellow", readme: "read me" });
  const dataset = await datasets.create(project.id, "ds", { description: "raw" });
  const nested = await datasets.create(project.id, "ds", { parentId: dataset.id });

  expect(await teams.getInfoByName("lab")).toMatchObject({ id: team.id, description: "fruit" });
  expect(await workspaces.getInfoByName(team.id, "first")).toMatchObject({ id: workspace.id, teamId: team.id });
  expect(await projects.getInfoByName(workspace.id, "lemons")).toMatchObject({ id: project.id, type: "images" });
  expect((await projects.getListOfTeam(team.id)).map(({ id }) => id)).toEqual([project.id]);
  expect(await datasets.getInfoByName(project.id, "ds")).toMatchObject({ id: dataset.id, parentId: null });
  expect(await datasets.getInfoByName(project.id, "ds", { parentId: dataset.id })).toMatchObject({ id: nested.id });
  expect(await datasets.getList(project.id)).toHaveLength(1);
  expect(await datasets.getList(project.id, { recursive: true })).toHaveLength(2);
  expect(await datasets.getInfoByName(project.id, "other")).toBeNull();

  expect(await teams.update(team.id, { name: "laboratory" })).toMatchObject({
    name: "laboratory",
    description: "fruit",
  });
  expect(await workspaces.update(workspace.id, { description: "of all" })).toMatchObject({ name: "first" });
  expect(await projects.update(project.id, { name: "citrus" })).toMatchObject({ description: "yellow" });
  expect(await datasets.update(nested.id, { name: "inner" })).toMatchObject({ name: "inner" });

  await datasets.archive(nested.id);
  expect(await datasets.getList(project.id, { recursive: true })).toHaveLength(1);
  await projects.archive(project.id);
  expect(await projects.getList(workspace.id)).toHaveLength(0);
});

it.each([
  ["team", () => teams.create("twice")],
  ["workspace", () => workspaces.create(8, "twice")],
  ["project", async () => projects.create((await workspaces.getList(8))[0]!.id, "twice")],
  ["dataset", () => datasets.create(5555, "twice")],
])("a taken name of a %s is reported", async (_what, create) => {
  await create();
  await expect(create()).rejects.toBeInstanceOf(ConflictError);
});

it("missing records throw NotFoundError", async () => {
  await expect(teams.getInfoById(404_404)).rejects.toBeInstanceOf(NotFoundError);
  await expect(workspaces.getInfoById(404_404)).rejects.toBeInstanceOf(NotFoundError);
  await expect(projects.getMeta(404_404)).rejects.toBeInstanceOf(NotFoundError);
  await expect(Promise.resolve(datasets.getList(404_404))).rejects.toBeInstanceOf(NotFoundError);
});

it("an empty name is rejected with the name of the called method", async () => {
  const nothing = 'name is "", expected a non-empty string';
  await expect(teams.create("")).rejects.toThrow(`team.create: ${nothing}`);
  await expect(workspaces.create(8, "")).rejects.toThrow(`workspace.create: ${nothing}`);
  await expect(projects.create(7, "")).rejects.toThrow(`project.create: ${nothing}`);
  await expect(datasets.create(5555, "")).rejects.toThrow(`dataset.create: ${nothing}`);
  await expect(teams.getInfoByName("")).rejects.toThrow(`team.getInfoByName: ${nothing}`);
  await expect(datasets.getInfoByName(5555, "")).rejects.toThrow(`dataset.getInfoByName: ${nothing}`);
  await expect(api.user.getMemberInfoByLogin(8, "")).rejects.toThrow("user.getMemberInfoByLogin: login is");
});

it("the activity of people is listed by user, action and time", async () => {
  const { id } = await api.user.create({ login: "worker", password: "11111abc", isRestricted: true });
  await api.user.addToTeam(id, 8, api.role.DefaultRole.ANNOTATOR);
  const [job] = await api.labelingJob.create({ name: "watched", datasetId: 10555, userIds: [id] });
  const { entities } = await api.labelingJob.getInfoById(job!.id);
  await api.labelingJob.setStatus(job!.id, "in_progress");
  await api.labelingJob.setEntityReviewStatus(job!.id, entities![0]!.id, "done");

  const ofJob = await api.labelingJob.getActivity(8, job!.id);
  expect(ofJob.map(({ action }) => action)).toContain("image_review_status_updated");
  const marks = await teams.getActivity(8, { jobId: job!.id, actions: ["image_review_status_updated"] });
  expect(marks).toHaveLength(1);
  expect(marks[0]).toMatchObject({ userId: 7, imageId: entities![0]!.id, meta: { reviewStatus: "done" } });
  const tomorrow = new Date(Date.now() + 86_400_000);
  expect(await teams.getActivity(8, { from: tomorrow })).toHaveLength(0);
  expect((await teams.getActivity(8, { to: tomorrow, userId: 7 })).length).toBeGreaterThan(0);
});

it("the work done in a job is counted", async () => {
  const [job] = await api.labelingJob.getList(8, { names: ["watched"] });
  const stats = await api.labelingJob.getStats(job!.id);
  expect(stats.job).toMatchObject({ id: job!.id, imagesCount: job!.imagesCount, finishedImagesCount: 1 });
  expect(stats.images).toHaveLength(job!.imagesCount);
  expect(stats.images.filter(({ reviewStatus }) => reviewStatus === "done")).toHaveLength(1);
});
