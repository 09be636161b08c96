import { describe, expect, it } from "vitest";
import { role } from "../../support/server.js";
import { startLocal } from "../local.js";

async function onReview() {
  const local = await startLocal();
  await local.server.hire("labeler_1", role.annotator);
  await local.team(8).job({ name: "lemons", dataset: 10555, assign: "labeler_1" }).create();
  await local.as("labeler_1", { password: "labeler_1 secret" }).start(37).mark(37).submit(37);
  local.forget();
  return local;
}

describe("a review", () => {
  it("accepts every image that is done, and completes the job", async () => {
    const { job } = await onReview();
    expect(await job(37).review()).toMatchObject({ status: "completed", acceptedImagesCount: 6 });
  });

  it("judges image by image by a function; what it leaves out stays as it is", async () => {
    const { job } = await onReview();
    const judged = await job(37).review(
      ({ name }) => (name === "fruits_01.png" ? "rejected" : name === "fruits_02.png" ? undefined : "accepted"),
      { complete: false },
    );
    expect(judged).toMatchObject({
      status: "on_review",
      acceptedImagesCount: 4,
      rejectedImagesCount: 1,
      finishedImagesCount: 1,
    });
  });

  it("leaves a job with undecided images on review, and says how many are open", async () => {
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

  it("of a completed job opens it again only for images that are still to be judged", async () => {
    const { job, api, writes, forget } = await onReview();
    await api.labelingJob.setStatus(37, "completed");
    expect(await job(37).review()).toMatchObject({ status: "completed", acceptedImagesCount: 6 });
    forget();
    await job(37).review("rejected");
    expect(writes()).toEqual([]);
  });

  it("plans how many images it would judge", async () => {
    const { job, writes } = await onReview();
    const { steps } = await job(37).review("rejected").plan();
    expect(steps.at(-1)).toMatchObject({ action: "change", note: "6 images to judge, then on_review → completed" });
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
});
