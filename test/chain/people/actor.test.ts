import { describe, expect, it } from "vitest";
import { bitmap, rectangle } from "../../../src/domain/geometry/shapes.js";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";

async function withPeople() {
  const local = await startLocal();
  await local.server.hire("labeler_1", role.annotator);
  await local.server.hire("anna", role.reviewer);
  await local.team(8).job({ name: "lemons", dataset: 10555, assign: "labeler_1", reviewer: "anna" }).create();
  local.forget();
  const labeler = local.as("labeler_1", { password: "labeler_1 secret" });
  const reviewer = local.as("anna", { password: "anna secret" });
  return { ...local, labeler, reviewer };
}

describe("as()", () => {
  it("runs a job from start to completion with the tokens of annotator and reviewer", async () => {
    const { labeler, reviewer, job, calls } = await withPeople();
    await labeler.start(37).mark(37, "done").submit(37);
    expect(await job(37)).toMatchObject({ status: "on_review", finishedImagesCount: 6 });
    const [done] = await reviewer.accept(37, ["fruits_01.png", "fruits_02.png"]).reject(37, 283003).complete(37);
    expect(done).toMatchObject({ status: "completed", acceptedImagesCount: 2, rejectedImagesCount: 1 });
    expect(calls.filter((method) => method === "account")).toHaveLength(2);
  });

  it("marks one image by name or id", async () => {
    const { labeler, job } = await withPeople();
    await labeler.start(37).mark(37, "done", "fruits_03.png");
    const marked = await job(37)
      .images()
      .where(({ reviewStatus }) => reviewStatus === "done");
    expect(marked).toMatchObject([{ name: "fruits_03.png", jobId: 37, annotatorLogin: "labeler_1" }]);
  });

  it("returns the account when awaited, and starts chains as this account", async () => {
    const { labeler, team } = await withPeople();
    expect(await labeler).toMatchObject({ login: "labeler_1" });
    await team(8).job({ name: "others", dataset: 10555, assign: "anna" }).create();
    expect((await labeler.team(8).jobs()).map(({ name }) => name)).toEqual(["lemons"]);
    expect(await labeler.job(37).status()).toBe("pending");
    expect((await labeler.project(5555).meta()).classes).toHaveLength(2);
  });

  it("draws objects in the job under the account's name, without duplicates", async () => {
    const { labeler, api } = await withPeople();
    const pixels = bitmap(
      [
        [1, 1, 0],
        [1, 1, 1],
      ],
      [10, 20],
    );
    const mine = labeler.start(37).label(37, "fruits_03.png", { class: "lemon", geometry: pixels });
    expect((await mine)[0]).toMatchObject({ id: 37, status: "in_progress" });
    await labeler.label(37, 283003, [
      { class: "lemon", geometry: pixels },
      { class: "kiwi", geometry: bitmap([[1]], [0, 0]) },
    ]);
    const { annotation } = await api.annotation.download(283003);
    expect(annotation.objects.map(({ classTitle, labelerLogin }) => [classTitle, labelerLogin])).toEqual([
      ["lemon", "labeler_1"],
      ["kiwi", "labeler_1"],
    ]);
    const activity = await api.team.getActivity(8);
    expect(activity.filter(({ action }) => action === "create_figure").map(({ jobId }) => jobId)).toEqual([37, 37]);
  });

  it("rejects invalid objects at the call, and reports the server's reason otherwise", async () => {
    const { labeler } = await withPeople();
    const box = rectangle([0, 0], [9, 9]);
    expect(() => labeler.label(37, "a.png", [])).toThrow("label: objects is [], expected a non-empty list");
    expect(() => labeler.label(37, "a.png", [{ class: "", geometry: box }])).toThrow("label: objects");
    expect(() => labeler.label(37, "a.png", [{ class: "lemon", geometry: {} }])).toThrow("label: objects");
    expect(() => labeler.label(0, "a.png", [{ class: "lemon", geometry: box }])).toThrow(
      "label: job is 0, expected an id, or a record with an id",
    );
    expect(await failureOf(labeler.label(37, "fruit_03.png", [{ class: "lemon", geometry: box }]))).toMatchObject({
      hint: expect.stringContaining("fruits_03.png"),
    });
    const wrong = labeler.start(37).label(37, "fruits_03.png", [{ class: "lemon", geometry: box }]);
    expect(await failureOf(wrong)).toMatchObject({
      message: expect.stringContaining("label 1 object on fruits_03.png"),
    });
  });

  it("returns the account's API client", async () => {
    const { labeler } = await withPeople();
    const api = await labeler.api();
    expect((await api.user.getMyInfo()).login).toBe("labeler_1");
  });

  it("accepts jobs as ids, records and lists", async () => {
    const { labeler, team } = await withPeople();
    await team(8).job({ name: "kiwis", dataset: 10555, assign: "labeler_1" }).create();
    const jobs = await team(8).jobs();
    const started = await labeler.start(jobs);
    expect(started.map(({ status }) => status)).toEqual(["in_progress", "in_progress"]);
    expect((await labeler.start(jobs).mark(jobs[0]!).submit(jobs[0]!))[0]).toMatchObject({ status: "on_review" });
  });

  it("suggests the nearest image for an unknown name", async () => {
    const { labeler } = await withPeople();
    expect(await failureOf(labeler.mark(37, "done", "fruit_03.png"))).toMatchObject({
      message: "mark done 1 image of job 37: no image fruit_03.png in job 37",
      hint: expect.stringContaining("fruits_03.png"),
    });
  });

  it("fails with the server's message if the account lacks the right", async () => {
    const { labeler, as } = await withPeople();
    expect(await failureOf(labeler.complete(37))).toMatchObject({ code: "chain", status: expect.any(Number) });
    const error = await failureOf(as("labeler_1", { password: "wrong" }));
    expect(error).toMatchObject({ code: "chain", failed: { label: "as labeler_1" } });
    expect(String(error)).not.toContain("wrong");
  });

  it("logs in again after fresh()", async () => {
    const { labeler, calls } = await withPeople();
    await labeler;
    await labeler.fresh();
    expect(calls.filter((method) => method === "account")).toHaveLength(2);
  });

  it("lists its changes in the plan and writes nothing", async () => {
    const { labeler, job } = await withPeople();
    const { steps } = await labeler.start(37).mark(37).submit(37).plan();
    expect(steps.map(({ action, what, note }) => [action, what, note])).toEqual([
      ["read", "as labeler_1", undefined],
      ["change", "job 37", "→ in_progress"],
      ["change", "all images of job 37", "→ done"],
      ["change", "job 37", "→ on_review"],
    ]);
    expect(await job(37).status()).toBe("pending");
  });

  it("checks its arguments at the call", async () => {
    const { labeler, as } = await withPeople();
    expect(() => as("")).toThrow("as: login");
    expect(() => labeler.start(0)).toThrow("start: job");
    const mark = "acepted" as string as "accepted";
    expect(() => labeler.mark(37, mark)).toThrow(expect.objectContaining({ hint: "did you mean 'accepted'?" }));
  });
});
