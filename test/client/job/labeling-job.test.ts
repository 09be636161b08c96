import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { ArgumentError, InvalidError, NotFoundError } from "../../../src/domain/errors.js";
import type { JobInfo } from "../../../src/domain/records/job.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let api: Api;
let labelers: readonly number[];

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
  const ids = [];
  for (const login of ["labeler_1", "labeler_2"]) {
    const { id } = await api.user.create({ login, password: "11111abc", isRestricted: true });
    await api.user.addToTeam(id, 8, api.role.DefaultRole.ANNOTATOR);
    ids.push(id);
  }
  labelers = ids;
});
afterAll(async () => {
  await api.close();
  await proxy.close();
  await instance.close();
});

async function newJob(name: string, more: object = {}): Promise<JobInfo> {
  const [job] = await api.labelingJob.create({ name, datasetId: 10555, userIds: [labelers[0]!], ...more });
  return api.labelingJob.getInfoById(job!.id);
}

/** A job in review whose first image is accepted and whose others are rejected. */
async function reviewed(name: string): Promise<JobInfo> {
  const job = await newJob(name);
  await api.labelingJob.setStatus(job.id, "in_progress");
  for (const { id } of job.entities!) await api.labelingJob.setEntityReviewStatus(job.id, id, "done");
  await api.labelingJob.setStatus(job.id, "on_review");
  for (const [at, { id }] of job.entities!.entries()) {
    await api.labelingJob.setEntityReviewStatus(job.id, id, at === 0 ? "accepted" : "rejected");
  }
  return job;
}

const whole = {
  readme: "manual",
  description: "short",
  classesToLabel: ["kiwi"],
  tagsToLabel: ["size", "origin"],
  objectsLimitPerImage: 10,
  tagsLimitPerImage: 20,
  excludeImagesWithTags: ["situated"],
  dynamicClasses: true,
  dynamicTags: true,
  allowRestore: true,
  readOnlyTags: ["origin"],
  disableConfirm: true,
  disableSubmit: false,
  reviewerId: 7,
};

it("clones every setting of a job, and its images", async () => {
  const job = await newJob("to clone", whole);
  const [copy] = await api.labelingJob.clone(job.id, { name: "the clone", assigneeIds: [labelers[1]!] });
  const clone = await api.labelingJob.getInfoById(copy!.id);
  const { id: _id, name, createdAt: _at, assignedToId, assignedToLogin: _login, entities, ...settings } = clone;
  const { id, name: _name, createdAt, assignedToId: _assigned, assignedToLogin, entities: images, ...original } = job;
  expect([name, assignedToId]).toEqual(["the clone", labelers[1]]);
  expect(settings).toEqual(original);
  expect(entities).toEqual(images);
  expect([id, createdAt, assignedToLogin]).not.toContain(copy!.id);
});

it("clones the images of a job, also if its filters would no longer select them", async () => {
  const job = await newJob("before the tag", { excludeImagesWithTags: ["situated"], imagesRange: [2, 3] });
  const situated = (await api.tag.getNameToIdMap(5555)).get("situated")!;
  const tagged = job.entities![0]!.id;
  await api.image.addTag(tagged, situated);
  const [copy] = await api.labelingJob.clone(job.id);
  const { entities } = await api.labelingJob.getInfoById(copy!.id);
  expect(entities).toEqual(job.entities);
  await api.image.removeTagsBatch([situated], [tagged]);
});

it("restarts rejected images, once when the response is lost", async () => {
  const job = await reviewed("to restart");
  proxy.play(faultOn("jobs.restart", [1], { kind: "drop-reply" }));
  const made = await api.labelingJob.restart(job.id, { assigneeIds: [labelers[1]!], name: "again" });
  proxy.play(() => undefined);
  expect(made.map(({ assignedToId, name }) => [assignedToId, name])).toEqual([[labelers[1], "again"]]);
  expect((await api.labelingJob.getInfoById(made[0]!.id)).entities!.map(({ id }) => id)).toEqual(
    job.entities!.slice(1).map(({ id }) => id),
  );
  expect(await api.labelingJob.getStatus(job.id)).toBe("completed");
  expect((await api.labelingJob.getList(8, { names: ["again"] })).length).toBe(1);
});

it("without rejected images reports it, or creates no job", async () => {
  const job = await newJob("nothing rejected");
  await expect(api.labelingJob.restart(job.id)).rejects.toBeInstanceOf(InvalidError);
  expect(await api.labelingJob.restart(job.id, { ignoreNoRejectedError: true })).toEqual([]);
});

it("rejects unmarked images, or all", async () => {
  const job = await newJob("to reject");
  await api.labelingJob.setStatus(job.id, "in_progress");
  await api.labelingJob.setStatus(job.id, "on_review");
  await api.labelingJob.setEntityReviewStatus(job.id, job.entities![0]!.id, "accepted");
  await api.labelingJob.rejectAnnotations(job.id, "unmarked");
  const counts = async () => {
    const { acceptedImagesCount, rejectedImagesCount } = await api.labelingJob.getInfoById(job.id);
    return [acceptedImagesCount, rejectedImagesCount];
  };
  expect(await counts()).toEqual([1, job.imagesCount - 1]);
  await api.labelingJob.rejectAnnotations(job.id);
  expect(await counts()).toEqual([0, job.imagesCount]);
});

it("sets custom data, merged or replaced", async () => {
  const { id } = await newJob("custom data");
  expect(await api.labelingJob.getCustomData(id)).toEqual({});
  await api.labelingJob.updateCustomData(id, { batch: 1, source: "field" });
  await api.labelingJob.updateCustomData(id, { batch: 2 });
  expect(await api.labelingJob.getCustomData(id)).toEqual({ batch: 2, source: "field" });
  await api.labelingJob.setCustomData(id, { only: true });
  expect(await api.labelingJob.getCustomData(id)).toEqual({ only: true });
});

it("assigns a job to other people", async () => {
  const { id } = await newJob("to give away");
  const job = await api.labelingJob.setAssignees(id, { annotatorId: labelers[1]!, reviewerId: 7 });
  expect(job).toMatchObject({ assignedToLogin: "labeler_2", reviewerLogin: "my_username" });
  await expect(api.labelingJob.setAssignees(id, {})).rejects.toBeInstanceOf(ArgumentError);
});

it("reads many jobs at once, with null for missing ones", async () => {
  const one = await newJob("one");
  const two = await newJob("two");
  const jobs = await api.labelingJob.getInfoByIds([two.id, 404_404, one.id]);
  expect(jobs.map((job) => job?.name)).toEqual(["two", undefined, "one"]);
  expect(jobs[0]!.entities).toHaveLength(two.imagesCount);
});

it("removes jobs permanently", async () => {
  const jobs = [await newJob("gone 1"), await newJob("gone 2"), await newJob("gone 3")];
  await api.labelingJob.remove(jobs[0]!.id);
  await api.labelingJob.removeBatch([jobs[1]!.id, jobs[2]!.id]);
  for (const { id } of jobs) await expect(api.labelingJob.getInfoById(id)).rejects.toBeInstanceOf(NotFoundError);
});

it("returns the project's meta with only the classes and tags of the job", async () => {
  const { id } = await newJob("narrow", { classesToLabel: ["lemon"], tagsToLabel: ["size"] });
  const meta = await api.labelingJob.getProjectMeta(id);
  expect(meta.classes.map(({ name }) => name)).toEqual(["lemon"]);
  expect(meta.tags.map(({ name }) => name)).toEqual(["size"]);
});

it("reads the objects on a job's images, only of its classes", async () => {
  const job = await newJob("annotated", { classesToLabel: ["lemon"] });
  const [image] = job.entities!;
  const { width, height } = await api.image.getInfoById(image!.id);
  const bitmap = { data: "eJzrDPBz5+WS4mJgYOD19HAJAtL/", origin: [1, 2] };
  const objects = ["lemon", "kiwi"].map((classTitle) => ({ classTitle, geometryType: "bitmap", tags: [], bitmap }));
  const annotation = { description: "", tags: [], size: { width: width!, height: height! }, objects };
  await api.annotation.upload(10555, image!.id, annotation);
  const annotations = await api.labelingJob.getAnnotations(job.id);
  expect(annotations.map(({ imageId }) => imageId)).toEqual(job.entities!.map(({ id }) => id));
  expect(annotations[0]!.annotation.objects.map(({ classTitle }) => classTitle)).toEqual(["lemon"]);
});

it("waits for many jobs with one request per poll", async () => {
  const jobs = [await newJob("many 1"), await newJob("many 2"), await newJob("many 3")];
  const before = proxy.stats.requests;
  const polls: number[] = [];
  const waiting = api.labelingJob.waitAll(
    jobs.map(({ id }) => id),
    "stopped",
    { every: 60, onProgress: (progress) => polls.push(progress.polls) },
  );
  const direct = new Api({ address: instance.address, token: instance.token });
  for (const { id } of jobs) await direct.labelingJob.stop(id);
  expect((await waiting).map(({ status }) => status)).toEqual(["stopped", "stopped", "stopped"]);
  expect(proxy.stats.requests - before).toBe(polls.at(-1));
  await direct.close();
});
