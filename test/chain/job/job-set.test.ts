import { describe, expect, it } from "vitest";
import { jobsText, readJobs, refsOf, withoutRecords } from "../../../src/chain/job/job-set.js";
import { NoResultError } from "../../../src/domain/errors.js";
import { startLocal } from "../local.js";

async function withJobs(count: number) {
  const local = await startLocal();
  for (let index = 0; index < count; index++) {
    await local.api.labelingJob.add({ name: `lemons ${index}`, datasetId: 10555, userIds: [7] });
  }
  local.forget();
  const context = { signal: new AbortController().signal, api: async () => local.api };
  return { ...local, context };
}

describe("a set of jobs", () => {
  it("is read in order with one list if the team is known", async () => {
    const { context, calls } = await withJobs(3);
    const jobs = await readJobs(
      [39, 37, 38].map((id) => ({ id, teamId: 8 })),
      context,
    );
    expect(jobs.map(({ id }) => id)).toEqual([39, 37, 38]);
    expect(calls).toEqual(["jobs.list"]);
  });

  it("is read one by one if the team is unknown", async () => {
    const { context, calls } = await withJobs(2);
    const jobs = await readJobs([{ id: 38 }, { id: 37 }], context);
    expect(jobs.map(({ id }) => id)).toEqual([38, 37]);
    expect(calls).toEqual(["jobs.info", "jobs.info"]);
  });

  it("names a missing job", async () => {
    const { context, api } = await withJobs(2);
    await api.labelingJob.remove(38);
    const read = readJobs(
      [
        { id: 37, teamId: 8 },
        { id: 38, teamId: 8 },
      ],
      context,
    );
    await expect(read).rejects.toThrow(NoResultError);
    await expect(read).rejects.toThrow("no job 38");
  });

  it("is read with several requests if it is large", async () => {
    const { context, calls } = await withJobs(1);
    const many = Array.from({ length: 1201 }, () => ({ id: 37, teamId: 8 }));
    expect(await readJobs(many, context)).toHaveLength(1201);
    expect(calls).toEqual(["jobs.list", "jobs.list", "jobs.list"]);
  });

  it("drops its records after a step has changed the jobs", async () => {
    const { context } = await withJobs(1);
    const refs = refsOf(await readJobs([{ id: 37 }], context));
    expect(refs).toMatchObject([{ id: 37, teamId: 8, info: { name: "lemons 0" } }]);
    expect(withoutRecords(refs)).toEqual([{ id: 37, teamId: 8 }]);
  });

  it("is formatted briefly", () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ id: 37 + index }));
    expect([0, 1, 2, 9].map((count) => jobsText(ids(count)))).toEqual([
      "no jobs",
      "job 37",
      "jobs 37, 38",
      "jobs 37, 38, 39, 40, 41, 42 and 3 more",
    ]);
  });
});
