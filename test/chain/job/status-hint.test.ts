import { expect, it } from "vitest";
import { role } from "../../support/server.js";
import { startLocal } from "../local.js";

async function withJob() {
  const local = await startLocal();
  await local.server.hire("ana", role.annotator);
  await local.server.hire("rita", role.reviewer);
  await local.team(8).job({ name: "x", dataset: 10555, assign: "ana", reviewer: "rita" }).create();
  const act = (login: string) => local.as(login, { password: `${login} secret` });
  return { ...local, act };
}

const hinted = (hint: string) => expect.objectContaining({ hint });

it("a change that the status of a job does not allow has the next step as hint", async () => {
  const { job, act } = await withJob();
  const start = hinted("start it first: as('ana').start(37)");
  await expect(act("ana").mark(37)).rejects.toEqual(start);
  await expect(act("ana").submit(37)).rejects.toEqual(start);
  const wait = hinted("wait until ana has submitted it: job(37).waitFor('on_review')");
  await act("ana").start(37).mark(37, "done", ["fruits_01.png"]);
  await expect(job(37).review("accepted")).rejects.toEqual(wait);
  await expect(job(37).review(() => ({ rejected: "blurred" }))).rejects.toEqual(wait);
  await expect(act("rita").accept(37)).rejects.toEqual(wait);
  await expect(act("rita").complete(37)).rejects.toEqual(wait);
  await job(37).stop();
  const resume = hinted("resume it first: job(37).resume()");
  await expect(job(37).review("accepted")).rejects.toEqual(resume);
  await expect(job(37).waitFor("on_review")).rejects.toEqual(hinted("resume it: job(37).resume()"));
});

it("a rejected review of a job in progress leaves no issue behind", async () => {
  const { api, job, act } = await withJob();
  await act("ana").start(37).mark(37, "done", ["fruits_01.png"]);
  await expect(job(37).review({ rejected: "blurred" })).rejects.toThrow(
    "cannot be rejected while the job is in_progress",
  );
  expect(await api.issues.getList(8)).toEqual([]);
});

it("a dataset of another project is not found, by jobs, queues, splits and uploads", async () => {
  const { team, project, api } = await withJob();
  const workspace = await api.project.getInfoById(5555);
  const { id } = await api.project.create(workspace.workspaceId, "other");
  const missing = `no dataset 10555 in project ${id}`;
  const inOther = team(8).ensureAnnotator("ana").project(id);
  await expect(inOther.job({ name: "a", dataset: 10555 }).create()).rejects.toThrow(missing);
  await expect(inOther.job({ name: "a", dataset: 10555 }).ensure()).rejects.toThrow(missing);
  await expect(inOther.split({ name: "a", dataset: 10555 }).ensure()).rejects.toThrow(missing);
  await expect(inOther.dataset(10555).job({ name: "a" }).create()).rejects.toThrow(missing);
  await expect(project(id).dataset(10555).upload("src/kernel/install/logo-64x64.png").run()).rejects.toThrow(missing);
  expect(await team(8).jobs()).toHaveLength(1);
});

it("settings of a draft with several values take a list as well", async () => {
  const { team } = await withJob();
  const draft = team(8).job({ name: "lists", dataset: 10555, assign: "ana" });
  const [made] = await draft.images(["fruits_02.png", 283_001]).classes(["kiwi"], "lemon").tags(["size"]).create();
  expect(made).toMatchObject({ imagesCount: 2, classesToLabel: ["kiwi", "lemon"], tagsToLabel: ["size"] });
  expect(() => draft.images([])).toThrow("images");
});
