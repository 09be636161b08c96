import { describe, expect, it, onTestFinished } from "vitest";
import { ChainError } from "../../../src/chain/core/step-error.js";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { ArgumentError, NoResultError } from "../../../src/domain/errors.js";
import { startFaultProxy } from "../../support/fault-proxy.js";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";

useOwnHome();

const password = "11111abc";

describe("a draft of a job", () => {
  it("creates the job of the README's example", async () => {
    const { team, as, calls } = await startLocal();
    const run = team(8)
      .ensureAnnotator("labeler_1", { password })
      .job({ name: "labeler1_lemons_task", dataset: 10555, classes: ["lemon"] })
      .create()
      .waitFor("on_review", { every: "100ms" });
    expect(calls).toEqual([]);
    const jobs = run.run();
    await expect.poll(() => calls.includes("jobs.list"), { timeout: 20_000 }).toBe(true);
    await as("labeler_1", { password }).start(37).mark(37).submit(37);
    const [job, ...others] = await jobs;
    expect(others).toEqual([]);
    expect(job).toMatchObject({ id: 37, status: "on_review", classesToLabel: ["lemon"], assignedToLogin: "labeler_1" });
    expect(await run).toBe(await jobs);
    expect(calls.filter((method) => method === "jobs.add")).toHaveLength(1);
  });

  it("accepts every setting as a key and as a method of the same name", async () => {
    const { team, server } = await startLocal();
    await server.hire("labeler_2", role.annotator);
    await server.hire("anna", role.reviewer);
    const byKeys = team(8).job({
      name: "kiwis",
      dataset: "dataset_01",
      classes: ["kiwi"],
      tags: ["size", "origin"],
      readme: "manual",
      description: "short",
      objectsPerImage: 10,
      tagsPerImage: 20,
      includeTagged: [],
      excludeTagged: "situated",
      range: [1, 2],
      images: ["fruits_01.png", "fruits_03.png", "fruits_05.png"],
      reviewer: "anna",
      assign: "labeler_2",
    });
    const byLinks = team(8)
      .job()
      .name("kiwis")
      .dataset("dataset_01")
      .classes("kiwi")
      .tags("size", "origin")
      .readme("manual")
      .description("short")
      .objectsPerImage(10)
      .tagsPerImage(20)
      .includeTagged()
      .excludeTagged("situated")
      .range(1, 2)
      .images("fruits_01.png", "fruits_03.png", "fruits_05.png")
      .reviewer("anna")
      .assign("labeler_2");
    const [[one], [other]] = [await byKeys.create(), await byLinks.create()];
    const settings = (job: typeof one) => ({ ...job, id: 0, createdAt: 0 });
    expect(settings(other)).toEqual(settings(one));
    expect(one).toMatchObject({
      name: "kiwis",
      readme: "manual",
      description: "short",
      classesToLabel: ["kiwi"],
      tagsToLabel: ["size", "origin"],
      objectsLimitPerImage: 10,
      tagsLimitPerImage: 20,
      excludeImagesWithTags: ["situated"],
      imagesCount: 2,
      reviewerLogin: "anna",
      assignedToLogin: "labeler_2",
    });
  });

  it("uses the reviewer that the chain ensured", async () => {
    const { team } = await startLocal();
    const assignees = team(8).ensureReviewer("anna", { password }).ensureAnnotator(["ben", "carol"], { password });
    const jobs = await assignees.job({ name: "lemons", dataset: 10555 }).create();
    expect(jobs.map(({ assignedToLogin, reviewerLogin }) => [assignedToLogin, reviewerLogin])).toEqual([
      ["ben", "anna"],
      ["carol", "anna"],
    ]);
  });

  it("creates jobs for 20 annotators with two requests and two connections after ensuring them", async () => {
    const { team, api, server, calls, forget } = await startLocal();
    const logins = Array.from({ length: 20 }, (_, index) => `labeler_${index}`);
    const assignees = team(8).ensureAnnotator(logins, { password });
    await assignees;
    forget();
    const before = server.stats.connections;
    const jobs = await assignees.job({ name: "lemons", dataset: 10555 }).create();
    expect(jobs.map(({ assignedToLogin }) => assignedToLogin)).toEqual(logins);
    expect(calls).toEqual(["jobs.add", "jobs.list"]);
    const proxy = await startFaultProxy(server.address);
    onTestFinished(() => proxy.close());
    const fresh = new Api({ address: proxy.address, token: server.token });
    onTestFinished(() => fresh.close());
    await withApi(fresh)
      .team(8)
      .job({ name: "again", dataset: 10555, assign: jobs.map((job) => job.assignedToId ?? 0) })
      .create();
    expect(proxy.stats.requests).toBe(2);
    expect(proxy.stats.connections).toBeLessThanOrEqual(2);
    expect(server.stats.connections - before).toBeLessThanOrEqual(4);
    expect(api.stats.retries).toBe(0);
  });

  it("creates no job twice when reading the created jobs fails", async () => {
    const { server, calls } = await startLocal();
    await server.hire("labeler_1", role.annotator);
    await server.hire("labeler_2", role.annotator);
    let isBroken = true;
    const proxy = await startFaultProxy(server.address, ({ method }) =>
      method === "jobs.list" && isBroken ? { kind: "response", status: 403, commit: false } : undefined,
    );
    onTestFinished(() => proxy.close());
    const api = new Api({ address: proxy.address, token: server.token });
    onTestFinished(() => api.close());
    const draft = withApi(api)
      .team(8)
      .job({ name: "lemons", dataset: 10555, assign: ["labeler_1", "labeler_2"] });
    const chain = draft.create();
    const error = await failureOf(chain);
    expect(error).toBeInstanceOf(ChainError);
    expect(error).toMatchObject({
      status: 403,
      steps: [{ state: "done" }, { state: "done", outcome: "jobs 37, 38" }, { state: "failed" }],
    });
    isBroken = false;
    expect((await chain).map(({ id }) => id)).toEqual([37, 38]);
    expect(proxy.methods.filter((method) => method === "jobs.add")).toHaveLength(1);
    expect(calls).toEqual([]);
  });

  it("that the server rejects reports the unknown name with similar ones, and keeps the server's error as cause", async () => {
    const { team } = await startLocal();
    const chain = team(8)
      .job({ name: "x", dataset: 10555, classes: ["lemno"], assign: 7 })
      .create()
      .waitFor("completed");
    const error = await failureOf(chain);
    expect(error).toMatchObject({
      message: "create job 'x' for 7: no class 'lemno' in project 5555",
      hint: expect.stringMatching(/^did you mean 'lemon'\?/),
      cause: { code: "no_result", cause: { code: "invalid", status: 400 } },
    });
  });

  it("is checked at the call: unknown keys and invalid values", async () => {
    const { team, job, project } = await startLocal();
    const wrong: [() => unknown, string, string | undefined][] = [
      [
        () => team(8).job({ name: "x", ...{ dataSet: 1 } }),
        "job: unknown setting 'dataSet'",
        "did you mean 'dataset'?",
      ],
      [() => team(8).job({ objectsPerImage: 0 }), "job: objectsPerImage is 0, expected an integer above 0", undefined],
      [() => team(8).job({ images: [] }), "job: images is [], expected at least one image", undefined],
      [() => team(8).job({}).images(), "images: images is [], expected at least one image", undefined],
      [() => job(1).add([]), "add: images is [], expected at least one image", undefined],
      [() => team(8).jobs().stalled(Number.NaN), "stalled: time is NaN, expected milliseconds, or text", undefined],
      [
        () => project(5555).ensureDataset("../x"),
        'ensureDataset: name is "../x", expected a name, or a path',
        undefined,
      ],
      [() => team(8).job({ range: [3, 2] }), "job: range is [ 3, 2 ], expected first <= last", undefined],
      [() => team(8).job().classes(""), 'classes: classes contains "", expected a name that is not blank', undefined],
      [() => team(8).job({ dataset: 1, assign: 7 }).create(), "create: the job has no name", "set a name"],
      [() => team(8).job({ name: "x", assign: 7 }).create(), "create: the job has no dataset", "set a dataset"],
      [() => team(8).job({ name: "x", dataset: 1 }).create(), "create: the job has no annotator", "set an annotator"],
    ];
    for (const [call, message, hint] of wrong) {
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(message);
      const hinted = hint === undefined ? undefined : expect.stringContaining(hint);
      expect(call).toThrow(expect.objectContaining({ hint: hinted }));
    }
  });

  it("counts its images in the plan, and reports unknown ones and settings that none fits", async () => {
    const { team } = await startLocal();
    const draft = (more: object) => team(8).job({ name: "x", dataset: 10555, assign: "my_username", ...more });
    const notes = async (more: object) => (await draft(more).ensure().plan()).steps.map(({ note }) => note);
    expect(await notes({ range: [2, 4] })).toContain("3 images of 'dataset_01'");
    expect(await notes({ images: ["fruits_01.png", "fruits_03.png"] })).toContain("2 images of 'dataset_01'");
    const problems = async (more: object) => (await draft(more).create().plan()).problems;
    expect(await problems({ images: ["fruit_01.png"] })).toEqual([expect.stringContaining("no image fruit_01.png")]);
    expect(await problems({ images: [7] })).toEqual([expect.stringContaining("no image 7 in dataset 10555")]);
    expect(await problems({ includeTagged: "situated", excludeTagged: "situated" })).toEqual([
      expect.stringContaining("no image of dataset 10555 matches the settings"),
    ]);
  });

  it("reports a dataset without images in the plan and at run", async () => {
    const { team, project, writes, forget } = await startLocal();
    await project(5555).ensureDataset("void");
    forget();
    const settings = { name: "x", dataset: "void", assign: "my_username" };
    const here = team(8).project(5555);
    const message = expect.stringMatching(/dataset \d+ has no images/);
    for (const chain of [here.job(settings).ensure(), here.split(settings).ensure(), here.queue(settings).ensure()]) {
      expect((await chain.plan()).problems).toEqual([message]);
      await expect(chain.run()).rejects.toMatchObject({ message, hint: "upload images first" });
    }
    expect(writes().filter((method) => !method.endsWith(".add"))).toEqual([]);
  });

  it("creates nothing when awaited, and returns the plan of create()", async () => {
    const { team, writes } = await startLocal();
    const plan = await team(8).job({ name: "lemons", dataset: 10555, assign: "my_username" });
    expect(plan.steps).toMatchObject([
      { action: "create", what: "job 'lemons' for my_username", note: "6 images of 'dataset_01'" },
    ]);
    expect(writes()).toEqual([]);
  });
});

describe("split", () => {
  it("distributes the images evenly, with a job per annotator", async () => {
    const { team, calls } = await startLocal();
    const assignees = team(8).ensureAnnotator(["anna", "ben", "carol"], { password });
    const jobs = await assignees.split({ name: "lemons", dataset: 10555 }).create();
    expect(jobs.map(({ assignedToLogin, imagesCount }) => [assignedToLogin, imagesCount])).toEqual([
      ["anna", 2],
      ["ben", 2],
      ["carol", 2],
    ]);
    const images = await jobs.images();
    expect(new Set(images.map(({ id }) => id)).size).toBe(6);
    expect(calls.filter((method) => method === "jobs.add")).toHaveLength(3);
  });

  it("distributes the images that pass the tag filter by weight", async () => {
    const { team } = await startLocal();
    const assignees = team(8).ensureAnnotator(["anna", "ben"], { password });
    const draft = assignees
      .job({ name: "lemons", dataset: 10555 })
      .excludeTagged("situated")
      .weights({ anna: 2, ben: 1 });
    const jobs = await draft.create();
    expect(jobs.map(({ imagesCount }) => imagesCount)).toEqual([2, 1]);
    expect((await draft).steps.map(({ note }) => note)).toEqual([
      "2 images of 'dataset_01'",
      "1 image of 'dataset_01'",
    ]);
  });

  it("creates no job twice when a later one fails", async () => {
    const { server } = await startLocal();
    await server.hire("anna", role.annotator);
    await server.hire("ben", role.annotator);
    const proxy = await startFaultProxy(server.address, ({ method, ofMethod }) =>
      method === "jobs.add" && ofMethod === 2 ? { kind: "response", status: 403, commit: false } : undefined,
    );
    onTestFinished(() => proxy.close());
    const api = new Api({ address: proxy.address, token: server.token });
    onTestFinished(() => api.close());
    const { team } = withApi(api);
    const chain = team(8)
      .split({ name: "lemons", dataset: 10555, assign: ["anna", "ben"] })
      .create();
    await expect(chain.run()).rejects.toMatchObject({ status: 403 });
    expect((await chain).map(({ imagesCount }) => imagesCount)).toEqual([3, 3]);
    expect(await team(8).jobs()).toHaveLength(2);
  });

  it("rejects weights of people who get no job", async () => {
    const { team } = await startLocal();
    const draft = team(8)
      .ensureAnnotator(["anna", "ben"])
      .split({ name: "x", dataset: 10555, weights: { annna: 2 } });
    expect(() => draft.create()).toThrow(expect.objectContaining({ hint: "did you mean 'anna'?" }));
    await draft.plan();
  });

  it("fails if no image is left", async () => {
    const { team } = await startLocal();
    const chain = team(8)
      .split({ name: "x", dataset: 10555, assign: 7, includeTagged: "situated", range: [10, null] })
      .create();
    expect(await failureOf(chain)).toMatchObject({ cause: expect.any(NoResultError) });
  });
});
