import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { ChainError } from "../../../src/chain/core/step-error.js";
import { withApi } from "../../../src/chain/entry-points.js";
import type { Verdict } from "../../../src/chain/job/review.js";
import { Api } from "../../../src/client/api.js";
import { display } from "../../../src/domain/display/display.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { rounds } from "../../attack/rounds.js";
import { startFaultProxy } from "../../support/fault-proxy.js";
import { role } from "../../support/server.js";
import { failureOf, type Local, openLocal, startLocal } from "../local.js";

const ids = [283_001, 283_002, 283_003, 283_004, 283_005, 283_006];

async function onReview(given?: Local) {
  const local = given ?? (await startLocal());
  const { must, hire } = local.server;
  await must("jobs.add", { name: "lemons", datasetId: 10555, userIds: [await hire("labeler_1", role.annotator)] });
  await must("jobs.set-status", { id: 37, status: "in_progress" }, "labeler_1");
  const done = { jobId: 37, status: "done" };
  for (const entityId of ids) await must("jobs.entities.update-review-status", { ...done, entityId }, "labeler_1");
  await must("jobs.set-status", { id: 37, status: "on_review" }, "labeler_1");
  local.forget();
  return local;
}

describe("review()", () => {
  it("accepts every done image, and completes the job", async () => {
    const { job } = await onReview();
    expect(await job(37).review()).toMatchObject({ status: "completed", acceptedImagesCount: 6 });
  });

  it("calls a function for each image; images without a verdict stay open", async () => {
    const { job } = await onReview();
    const judged = await job(37).review(
      ({ name }) => (name === "fruits_01.png" ? "rejected" : name === "fruits_02.png" ? undefined : "accepted"),
      { complete: false },
    );
    const counts = { acceptedImagesCount: 4, rejectedImagesCount: 1, finishedImagesCount: 1 };
    expect(judged).toMatchObject({ status: "on_review", ...counts });
  });

  it("keeps a job with open images on review, and reports their number", async () => {
    const { job } = await onReview();
    const outcomes: (string | undefined)[] = [];
    const chain = job(37).review(({ name }) => (name < "fruits_03.png" ? undefined : "accepted"));
    const judged = await chain.run({
      onStep: ({ state, outcome }) => void (state === "done" && outcomes.push(outcome)),
    });
    expect(judged).toMatchObject({ status: "on_review", acceptedImagesCount: 4, openImagesCount: 2 });
    expect(outcomes).toContain("job 37: 2 images open in job 37");
    expect(await job(37).review("rejected")).toMatchObject({ status: "completed", rejectedImagesCount: 2 });
  });

  it("reopens a completed job only if it has open images", async () => {
    const { job, api, writes, forget } = await onReview();
    await api.labelingJob.setStatus(37, "completed");
    expect(await job(37).review()).toMatchObject({ status: "completed", acceptedImagesCount: 6 });
    forget();
    await job(37).review("rejected");
    expect(writes()).toEqual([]);
  });

  it("skips images that a concurrent run has reviewed", async () => {
    const { job, server } = await onReview();
    const proxy = await startFaultProxy(server.address);
    const late = new Api({ address: proxy.address, token: server.token });
    onTestFinished(async () => {
      await late.close();
      await proxy.close();
    });
    let told = () => {};
    const hasRead = new Promise<void>((resolve) => {
      told = resolve;
    });
    proxy.play(({ method }) => {
      if (method !== "annotations.bulk.info") return undefined;
      told();
      return { kind: "slow", ms: 1_500 };
    });
    const verdict: Verdict = ({ name }, _job, { objects }) =>
      name < "fruits_03.png" || objects.length > 1e6 ? { rejected: "small" } : "accepted";
    const run = withApi(late)
      .job(37)
      .review(verdict)
      .then((reviewed) => reviewed);
    await hasRead;
    const first = await job(37).review(verdict);
    expect(first).toMatchObject({ status: "completed", acceptedImagesCount: 4, rejectedImagesCount: 2 });
    expect(await run).toMatchObject({ status: "completed", acceptedImagesCount: 4, rejectedImagesCount: 2 });
    const { entities } = (await server.must("issues.list", { teamId: 8 })) as { entities: unknown[] };
    expect(entities).toHaveLength(2);
  });

  it("plans the number of images to review", async () => {
    const { job, writes } = await onReview();
    const { steps } = await job(37).review("rejected").plan();
    expect(steps.at(-1)).toMatchObject({ action: "change", note: "6 images to review, then on_review → completed" });
    expect(writes()).toEqual([]);
  });

  it("checks its verdict at the call", async () => {
    const { job } = await startLocal();
    const verdict = "acepted" as string as "accepted";
    expect(() => job(37).review(verdict)).toThrow(
      expect.objectContaining({
        argument: "verdict",
        hint: "did you mean 'accepted'?",
      }),
    );
  });

  it("accepts one reason for all images", async () => {
    const { job, api } = await onReview();
    expect(await job(37).review({ rejected: "blurred" })).toMatchObject({
      status: "completed",
      rejectedImagesCount: 6,
    });
    expect((await boundTo(api)).map(({ name }) => name)).toEqual(Array(6).fill("blurred"));
  });

  it("leaves no unhandled rejection of an async function behind", async () => {
    const { job } = await onReview();
    const verdict = (() => Promise.reject(new Error("late"))) as unknown as Verdict;
    await expect(job(37).review(verdict)).rejects.toMatchObject({ hint: expect.stringContaining("not async") });
  });

  it("fails on an invalid verdict before it changes any image, and names image and verdict", async () => {
    const { job, writes } = await onReview();
    const verdictOf = (given: unknown) => ((image) => (image.name < "fruits_04.png" ? "accepted" : given)) as Verdict;
    for (const [given, hint] of [
      ["acepted", "did you mean 'accepted'?"],
      ["", /there are: 'accepted'/],
      [null, /undefined/],
      [true, /undefined/],
      [{ rejectd: "blurred" }, "did you mean 'rejected'?"],
      [{ rejected: "blurred", color: 1 }, /there are: 'rejected'/],
      [{ rejected: " " }, /not blank/],
      [{ rejected: 7 }, /a string/],
      [Promise.resolve("accepted"), /not async/],
    ] as const) {
      const fault = await failureOf(job(37).review(verdictOf(given)));
      expect(fault).toBeInstanceOf(ChainError);
      expect(fault).toMatchObject({
        cause: {
          code: "argument",
          argument: "verdict",
          message: expect.stringMatching(
            /^review: the verdict on image 283004 'fruits_04.png' of job 37 is .+, expected /,
          ),
          hint: typeof hint === "string" ? hint : expect.stringMatching(hint),
        },
      });
    }
    expect(writes()).toEqual([]);
  });

  it("checks a reason at the call", async () => {
    const { job } = await startLocal();
    expect(() => job(37).review({ rejected: "" })).toThrow(/review: verdict/);
    expect(() => job(37).review({ rejectd: "blurred" } as unknown as "rejected")).toThrow(/review/);
  });
});

const lemon = {
  classTitle: "lemon",
  geometryType: "bitmap",
  tags: [],
  bitmap: { data: "eJzrDPBz5+WS4mJgYOD19HAJAtJMIMzMBCQlFNMbgBQAd3sFnw==", origin: [10, 10] },
};

async function drawnOn(api: Api, imageId: number): Promise<void> {
  const annotation = { description: "", tags: [], size: { width: 400, height: 300 }, objects: [lemon] };
  await api.annotation.upload(10555, imageId, annotation);
}

const boundTo = async (api: Api) =>
  (await api.issues.getListByDataset(10555)).filter(({ bindings }) => bindings.length > 0);

const judge = ((_image, _job, annotation) =>
  annotation.objects.length > 0 ? "accepted" : { rejected: "nothing drawn" }) satisfies Verdict;

describe("review() with annotations and reasons", () => {
  it("passes the annotation of each image, limited to the job's classes, with one read per job", async () => {
    const { job, api, calls, forget } = await onReview();
    await drawnOn(api, 283_002);
    const seen: unknown[] = [];
    forget();
    await job(37).review((image, { id }, { objects }) => {
      seen.push([id, image.name, objects.map(({ classTitle }) => classTitle)]);
      return "accepted";
    });
    expect(calls.filter((method) => method.startsWith("annotations."))).toEqual(["annotations.bulk.info"]);
    expect(seen).toHaveLength(6);
    expect(seen).toContainEqual([37, "fruits_02.png", ["lemon"]]);
    expect(seen).toContainEqual([37, "fruits_01.png", []]);
  });

  it("reads no annotations for a function with fewer parameters, or if no image is open", async () => {
    const { job, calls, forget } = await onReview();
    forget();
    await job(37).review((_image, _job) => undefined);
    expect(calls.some((method) => method.startsWith("annotations."))).toBe(false);
    await job(37).review();
    forget();
    await job(37).review(judge);
    expect(calls).toEqual(["jobs.info", "jobs.info"]);
  });

  it.each<[string, () => Verdict]>([
    [
      "a rest",
      () =>
        (...args) =>
          args[2].objects.length > 0 ? "accepted" : "rejected",
    ],
    [
      "a rest behind the image",
      () =>
        (_image, ...[, { objects }]) =>
          objects.length > 0 ? "accepted" : "rejected",
    ],
    [
      "a default before it",
      () =>
        (_image, job = JSON.parse("{}"), annotation) =>
          job.id === 37 && annotation.objects.length > 0 ? "accepted" : "rejected",
    ],
    [
      "a default of its own",
      () =>
        (_image, _job, { objects } = JSON.parse("{}")) =>
          objects.length > 0 ? "accepted" : "rejected",
    ],
    ["arguments", () => new Function("return arguments[2].objects.length > 0 ? 'accepted' : 'rejected'") as Verdict],
    [
      "a bound function",
      () => ((_of: unknown, ...args: Parameters<typeof judge>) => judge(...args)).bind(undefined, 1),
    ],
  ])("gives the annotation to a function that takes it by %s", async (_how, verdict) => {
    const { job, api } = await onReview();
    await drawnOn(api, 283_002);
    expect(await job(37).review(verdict())).toMatchObject({ acceptedImagesCount: 1, rejectedImagesCount: 5 });
  });

  // Their verdicts change nothing, so that they share one instance.
  let unchanged: Promise<Local> | undefined;
  afterAll(async () => (await unchanged)?.close());

  it.each<[string, Verdict]>([
    ["an arrow of one parameter", (image) => (image.name === "" ? "accepted" : undefined)],
    ["destructured parameters", ({ name }, { id }) => (name === "" && id === 1 ? "accepted" : undefined)],
    ["no parameters", () => undefined],
    ["a function expression", (image) => (image.name === "" ? "accepted" : undefined)],
    [
      "a method",
      {
        look(image: { name: string }) {
          return image.name === "" ? ("accepted" as const) : undefined;
        },
      }.look,
    ],
  ])("reads no annotation for %s", async (_how, verdict) => {
    unchanged ??= openLocal().then(onReview);
    const { job, calls, forget } = await unchanged;
    forget();
    expect(await job(37).review(verdict)).toMatchObject({ status: "on_review", openImagesCount: 6 });
    expect(calls.some((method) => method.startsWith("annotations."))).toBe(false);
  });

  it("creates an issue per reason, visible to the annotator and in the table of images", async () => {
    const { job, api, server } = await onReview();
    await drawnOn(api, 283_001);
    expect(await job(37).review(judge)).toMatchObject({ acceptedImagesCount: 1, rejectedImagesCount: 5 });
    const bound = await boundTo(api);
    expect(bound.map(({ name, status }) => [name, status])).toEqual(Array(5).fill(["nothing drawn", "open"]));
    expect(bound.map(({ bindings }) => bindings[0]?.value)).toEqual([283_002, 283_003, 283_004, 283_005, 283_006]);
    const images = await job(37).images();
    expect(images.map(({ reviewStatus, reason }) => [reviewStatus, reason])).toEqual([
      ["accepted", null],
      ...Array(5).fill(["rejected", "nothing drawn"]),
    ]);
    expect(renderTerminal(images[display](), { columns: 80, color: false })).toContain("nothing drawn");
    expect(await server.must("issues.list", { teamId: 8 }, "labeler_1")).toMatchObject({ total: 5 });
  });

  it("creates nothing twice when run again", async () => {
    const { job, api, writes, forget } = await onReview();
    await job(37).review(judge);
    const before = await api.issues.getList(8, { withSubIssues: true });
    forget();
    await job(37).review(judge);
    expect(writes()).toEqual([]);
    expect(await api.issues.getList(8, { withSubIssues: true })).toEqual(before);
  });

  it("skips images without a verdict, and reports how many are open", async () => {
    const { job } = await onReview();
    const outcomes: (string | undefined)[] = [];
    const chain = job(37).review((image) => (image.name < "fruits_03.png" ? undefined : { rejected: "late" }));
    const judged = await chain.run({
      onStep: ({ state, outcome }) => void (state === "done" && outcomes.push(outcome)),
    });
    expect(judged).toMatchObject({ status: "on_review", rejectedImagesCount: 4, openImagesCount: 2 });
    expect(outcomes).toContain("job 37: 2 images open in job 37");
  });

  it("killed at any request and run again has the same result as one run", { timeout: 120_000 }, async () => {
    const state = async ({ api, job }: Local) => ({
      issues: (await api.issues.getList(8, { withSubIssues: true })).map(({ name, subIssues }) => [
        name,
        subIssues?.map(({ bindings }) => bindings?.[0]?.value),
      ]),
      images: (await job(37).images()).map(({ reviewStatus, reason }) => [reviewStatus, reason]),
      status: (await job(37)).status,
    });
    const whole = await onReview();
    await whole.job(37).review(judge);
    const wanted = await state(whole);
    const sent = whole.calls.filter((method) => !method.endsWith(".list")).length;
    expect(wanted.issues).toHaveLength(6);
    expect(sent).toBeGreaterThan(20);
    // Every fifth request in the suite, which interrupts each kind of step.
    for (let last = 1; last < sent; last += rounds(5, 1)) {
      const local = await onReview(await openLocal());
      const stop = new AbortController();
      let left = last;
      const cut = new Api({
        address: local.server.address,
        token: local.server.token,
        isLocal: true,
        onExchange: () => void (--left === 0 && stop.abort(new Error("killed"))),
      });
      await failureOf(withApi(cut).job(37).review(judge).run({ signal: stop.signal }));
      await cut.close();
      await local.job(37).review(judge);
      expect(await state(local), `killed after request ${last}`).toEqual(wanted);
      await local.close();
    }
  });

  it("run by two processes concurrently has the same result as one run", async () => {
    const local = await onReview();
    const other = new Api({ address: local.server.address, token: local.server.token, isLocal: true });
    onTestFinished(() => other.close());
    await Promise.all([local.job(37).review(judge), withApi(other).job(37).review(judge)]);
    expect((await boundTo(local.api)).map(({ bindings }) => bindings[0]?.value)).toEqual(ids);
    expect(await local.api.issues.getList(8)).toHaveLength(6);
  });

  it("creates a new issue if an image is rejected again for a resolved reason", async () => {
    const { job, api, as } = await onReview();
    await job(37).review({ rejected: "blurred" });
    for (const { id } of await boundTo(api)) await api.issues.updateSubissue(id, { status: "closed" });
    const [again] = await job(37).restart();
    await as("labeler_1", { password: "labeler_1 secret" }).start(again!.id).mark(again!.id).submit(again!.id);
    await job(again!.id).review({ rejected: "blurred" });
    const about = (await boundTo(api)).filter(({ bindings }) => bindings[0]?.value === 283_001);
    expect(about.map(({ status }) => status)).toEqual(["closed", "open"]);
  });

  it("shows no old reason for an image rejected again without a reason or for another one", async () => {
    const { job, api, as } = await onReview();
    const rita = as("labeler_1", { password: "labeler_1 secret" });
    await job(37).review({ rejected: "blurred" });
    const again = async (verdict: Verdict) => {
      const [next] = await job((await job(37).lineage()).at(-1)!.id).restart();
      await rita.start(next!.id).mark(next!.id).submit(next!.id);
      return (await job(next!.id).review(verdict).images()).map(({ reason }) => reason);
    };
    expect(await again("rejected")).toEqual(Array(6).fill(null));
    expect((await boundTo(api)).map(({ status }) => status)).toEqual(Array(6).fill("closed"));
    expect(await again({ rejected: "dark" })).toEqual(Array(6).fill("dark"));
    expect(await again({ rejected: "blurred" })).toEqual(Array(6).fill("blurred"));
    const open = (await boundTo(api)).filter(({ status }) => status === "open");
    expect(open.map(({ name }) => name)).toEqual(Array(6).fill("blurred"));
  });

  it("shows only the last reason for an image rejected again in the same job", async () => {
    const { job, api, as } = await onReview();
    await job(37).review({ rejected: "blurred" }, { complete: false });
    await api.labelingJob.setStatus(37, "in_progress");
    await as("labeler_1", { password: "labeler_1 secret" }).mark(37).submit(37);
    const images = await job(37).review("rejected").images();
    expect(images.map(({ reviewStatus, reason }) => [reviewStatus, reason])).toEqual(Array(6).fill(["rejected", null]));
  });

  it("shows no reason for an image accepted later, and does not change its issue", async () => {
    const { job, api, as } = await onReview();
    await job(37).review({ rejected: "blurred" });
    const [again] = await job(37).restart();
    await as("labeler_1", { password: "labeler_1 secret" }).start(again!.id).mark(again!.id).submit(again!.id);
    const images = await job(again!.id).review("accepted").images();
    expect(images.map(({ reviewStatus, reason }) => [reviewStatus, reason])).toEqual(Array(6).fill(["accepted", null]));
    expect((await boundTo(api)).map(({ status }) => status)).toEqual(Array(6).fill("open"));
  });
});
