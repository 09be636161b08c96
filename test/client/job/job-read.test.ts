import { expect, it } from "vitest";
import { JobReader } from "../../../src/client/job/job-read.js";
import { NotFoundError } from "../../../src/domain/errors.js";
import { type Asked, scriptedCaller } from "../../support/scripted-caller.js";

const wire = (id: number, teamId: number) => ({
  ...{ id, name: `job ${id}`, teamId, workspaceId: 7, createdBy: 7, createdAt: "2026-01-05T09:00:00.000Z" },
  ...{ status: "pending", imagesCount: 0, finishedImagesCount: 0, acceptedImagesCount: 0, rejectedImagesCount: 0 },
  meta: {},
});

/** Jobs 1 to 9 in team 1, jobs 10 to 99 in team 2, no others. */
const teamOf = (id: number) => (id < 10 ? 1 : id < 100 ? 2 : undefined);

function response({ method, body }: Asked): object {
  if (method === "jobs.info") {
    const team = teamOf(Number(body.id));
    return team === undefined ? { status: 404, body: { error: "no job" } } : wire(Number(body.id), team);
  }
  const filter = body.filter as { value: number[] }[];
  const found = filter[0]!.value.filter((id) => teamOf(id) === body.teamId).map((id) => wire(id, Number(body.teamId)));
  return { total: found.length, perPage: 100, entities: found };
}

function reader() {
  const { caller, asked } = scriptedCaller(response);
  return { reader: new JobReader(caller), asked, methods: () => asked.splice(0).map(({ method }) => method) };
}

it("jobs are read with one list if their team is known", async () => {
  const { reader: jobs, methods } = reader();
  expect((await jobs.existing([1, 2, 3], 1)).map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(methods()).toEqual(["jobs.list"]);
});

it("the team is read with the first job and remembered", async () => {
  const { reader: jobs, methods } = reader();
  await jobs.existing([4, 5], undefined);
  expect(methods()).toEqual(["jobs.info", "jobs.list"]);
  await jobs.existing([4, 5], undefined);
  expect(methods()).toEqual(["jobs.list"]);
});

it("jobs of several teams are read with one list for each team", async () => {
  const { reader: jobs, methods } = reader();
  expect((await jobs.existing([1, 20, 2, 21], undefined)).map(({ id }) => id).sort()).toEqual([1, 2, 20, 21]);
  methods();
  await jobs.existing([1, 20, 2, 21], undefined);
  expect(methods()).toEqual(["jobs.list", "jobs.list"]);
});

it("missing jobs are omitted", async () => {
  const { reader: jobs } = reader();
  expect((await jobs.existing([500, 1], 1)).map(({ id }) => id)).toEqual([1]);
  expect(await jobs.existing([], undefined)).toEqual([]);
});

it("records are in the requested order, also if the given team was wrong", async () => {
  const { reader: jobs } = reader();
  expect((await jobs.records([21, 20], 1)).map(({ id }) => id)).toEqual([21, 20]);
  await expect(jobs.records([1, 500], 1)).rejects.toBeInstanceOf(NotFoundError);
});

it("a list sends every condition but the name, which the client compares", async () => {
  const { reader: jobs, asked } = reader();
  const query = {
    ...{ createdById: 1, assignedToId: 2, reviewerId: 3, projectId: 4, datasetId: 5, ids: [6], names: ["a"] },
    ...{ statuses: ["pending"], excludeStatuses: ["stopped"], isPartOfQueue: false, showDisabled: true },
  };
  await Promise.resolve(jobs.list(8, query)).catch(() => undefined);
  expect(asked[0]?.body).toMatchObject({ teamId: 8, showDisabled: true });
  expect(asked[0]?.body.filter).toEqual([
    { field: "createdBy", operator: "=", value: 1 },
    { field: "userId", operator: "=", value: 2 },
    { field: "reviewerId", operator: "=", value: 3 },
    { field: "projectId", operator: "=", value: 4 },
    { field: "datasetId", operator: "=", value: 5 },
    { field: "id", operator: "in", value: [6] },
    { field: "status", operator: "in", value: ["pending"] },
    { field: "labelingQueueId", operator: "=", value: null },
    { field: "status", operator: "!in", value: ["stopped"] },
  ]);
  await Promise.resolve(jobs.list(8, query, undefined, true)).catch(() => undefined);
  expect(asked[1]?.body.filter).toContainEqual({ field: "name", operator: "in", value: ["a"] });
});
