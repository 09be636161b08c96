import { describe, expect, it } from "vitest";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";

async function withPeople() {
  const local = await startLocal();
  await local.server.hire("anna", role.annotator);
  await local.server.hire("ben", role.annotator);
  await local.server.hire("carol", role.reviewer);
  await local
    .team(8)
    .job({ name: "lemons", dataset: 10555, classes: "lemon", excludeTagged: "situated", assign: "anna" })
    .create();
  local.forget();
  return local;
}

describe("clone()", () => {
  it("copies images and settings for other annotators", async () => {
    const { job } = await withPeople();
    const [one, two] = await job(37).clone({ name: "again", assign: ["anna", "ben"], reviewer: "carol" });
    expect([one, two]).toMatchObject([
      { name: "again", assignedToLogin: "anna", imagesCount: 3, classesToLabel: ["lemon"], reviewerLogin: "carol" },
      { name: "again", assignedToLogin: "ben", imagesCount: 3, excludeImagesWithTags: ["situated"] },
    ]);
  });

  it("rejects an unknown login before anything is created", async () => {
    const { job, writes } = await withPeople();
    expect(await failureOf(job(37).clone({ assign: "bem" }))).toMatchObject({
      hint: expect.stringContaining("did you mean 'ben'?"),
    });
    expect((await job(37).clone({ assign: "bem" }).plan()).problems).toEqual([
      "no member 'bem' in team 8, did you mean 'ben'?",
    ]);
    expect(writes()).toEqual([]);
  });
});

describe("restart()", () => {
  it("creates a job for the rejected images, and completes the old one", async () => {
    const { job, as } = await withPeople();
    await as("anna", { password: "anna secret" }).start(37).mark(37).submit(37);
    const rejected = job(37).review(({ id }) => (id === 283001 ? "rejected" : "accepted"), { complete: false });
    const [again] = await rejected.restart({ assign: "ben", name: "once more" });
    expect(again).toMatchObject({ name: "once more", assignedToLogin: "ben", imagesCount: 1, status: "pending" });
    expect(await job(37).status()).toBe("completed");
  });

  it("fails for a job without rejected images", async () => {
    const { job } = await withPeople();
    // Determined by reading the job, because a restart sends the ids of the images.
    const error = await failureOf(job(37).restart());
    expect(error).toMatchObject({ code: "chain", message: expect.stringContaining("no image is rejected in job 37") });
    expect((await job(37).restart().plan()).problems).toEqual([expect.stringContaining("no image is rejected")]);
  });
});

describe("reassign()", () => {
  it("changes the annotator, the reviewer or both", async () => {
    const { job, team } = await withPeople();
    expect(await job(37).reassign("ben")).toMatchObject({ assignedToLogin: "ben", reviewerLogin: null });
    const [moved] = await team(8).jobs().reassign({ annotator: "anna", reviewer: "carol" });
    expect(moved).toMatchObject({ assignedToLogin: "anna", reviewerLogin: "carol" });
  });

  it("lists old and new people in the plan", async () => {
    const { job, writes } = await withPeople();
    const { steps } = await job(37).reassign({ annotator: "ben", reviewer: "carol" }).plan();
    expect(steps.at(-1)).toMatchObject({ what: "job 37 'lemons'", note: "anna → ben, review: nobody → carol" });
    expect(writes()).toEqual([]);
  });

  it("requires an annotator or a reviewer at the call", async () => {
    const { job } = await startLocal();
    expect(() => job(37).reassign({})).toThrow(
      expect.objectContaining({ message: "reassign: to is {}, expected annotator, reviewer or both", argument: "to" }),
    );
  });
});
