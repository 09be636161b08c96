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
