import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../src/domain/errors.js";
import { encodePng } from "../../support/png.js";
import { role } from "../../support/server.js";
import { tempFolder } from "../../support/temp-folder.js";
import { failureOf, type Local, openLocal, startLocal } from "../local.js";

async function withPeople(given?: Local) {
  const local = given ?? (await startLocal());
  for (const login of ["ana", "ben"]) await local.server.hire(login, role.annotator);
  await local.server.hire("rita", role.reviewer);
  local.forget();
  return local;
}

const spec = { name: "nov", dataset: 10555, classes: "lemon", assign: ["ana", "ben"], reviewer: "rita" };

const read = { ...spec, readme: "read" };

/** One queue for the tests that must not change it. */
let ensured: Promise<Local> | undefined;
const withQueue = () => {
  ensured ??= openLocal().then(async (local) => {
    await (await withPeople(local)).team(8).queue(read).ensure();
    return local;
  });
  return ensured;
};
afterAll(async () => (await ensured)?.close());

describe("queue()", () => {
  it("creates a queue once with ensure(), each time with create(), and does not count as a job", async () => {
    const { team, writes, forget } = await withPeople();
    const queue = await team(8).queue(spec).ensure();
    expect(queue).toMatchObject({ name: "nov", datasetId: 10555, entitiesCount: 6 });
    expect(queue.labelers).toHaveLength(2);
    forget();
    expect((await team(8).queue(spec).ensure()).id).toBe(queue.id);
    expect(writes()).toEqual([]);
    expect((await team(8).queue(spec).create()).id).toBeGreaterThan(queue.id);
    const [job] = await team(8).job({ name: "nov", dataset: 10555, assign: "ana" }).ensure();
    expect(job?.labelingQueueId).toBeNull();
  });

  it("stops a duplicate queue of a killed process, but no queue that create() made or that is started", async () => {
    const { team, api, server } = await withPeople();
    const first = await team(8).queue(spec).ensure();
    const own = await team(8).queue(spec).create();
    const [double, started] = await Promise.all(
      [1, 2].map(async () => {
        const queue = await team(8).queue(spec).create();
        const customData = { slylab: { by: "ensure", name: "nov" } };
        await api.labelingJob.setCustomData(queue.jobs[0]!, customData);
        return queue;
      }),
    );
    const people = await api.labelingJob.getList(8, { ids: started!.jobs });
    const [job] = people;
    await server.must("jobs.set-status", { id: job!.id, status: "in_progress" }, job!.assignedToLogin ?? "");
    const again = () => team(8).queue(spec).ensure();
    expect((await again().plan()).steps.slice(1).map(({ action, what }) => `${action} ${what}`)).toEqual([
      `reuse queue ${first.id} '${first.name}'`,
      `change queue ${double!.id} '${double!.name}'`,
    ]);
    expect((await again()).id).toBe(first.id);
    const statuses = await Promise.all(
      [first, own, double!, started!].map(({ id }) => api.labelingQueue.getStatus(id)),
    );
    expect(statuses.map((status) => status === "stopped")).toEqual([false, false, true, false]);
    expect((await again().plan()).steps).toHaveLength(2);
  });

  it("stops a queue whose process was killed before it marked it, not one with other people or of another time", async () => {
    const { team, api } = await withPeople();
    const first = await team(8).queue(spec).ensure();
    const ids = await Promise.all([api.user.getInfoByLogin("ana"), api.user.getInfoByLogin("ben")]);
    const userIds = ids.flatMap((user) => user?.id ?? []);
    const same = { name: "nov", datasetId: 10555, userIds, reviewerIds: first.reviewers, classesToLabel: ["lemon"] };
    const double = await api.labelingQueue.create(same);
    const other = await api.labelingQueue.create({ ...same, userIds: userIds.slice(1) });
    expect((await team(8).queue(spec).ensure()).id).toBe(first.id);
    const statuses = await Promise.all([first.id, double, other].map((id) => api.labelingQueue.getStatus(id)));
    expect(statuses).toEqual(["pending", "stopped", "pending"]);
    const jobs = (await api.labelingQueue.getInfoById(double)).jobs;
    expect((await api.labelingJob.getInfoById(jobs[0]!)).disabled).toBe(true);
  });

  it.each([
    [{ readme: "other" }, "has readme 'read', not 'other'"],
    [{ description: "other" }, "has description none, not 'other'"],
    [{ range: [1, 2] }, "has range all, not 1 to 2"],
    [{ images: ["fruits_01.png"] }, "has images fruits_01.png, fruits_02.png"],
    [{ includeTagged: "situated" }, "has includeTagged none, not situated"],
    [{ excludeTagged: "situated" }, "has excludeTagged none, not situated"],
    [{ objectsPerImage: 3 }, "has objectsPerImage unlimited, not 3"],
    [{ assign: "ana" }, "has annotators ana, ben, not ana"],
    [{ reviewer: "ben" }, "has reviewers rita, not ben"],
  ] as const)("names the differing setting: %o", async (more, difference) => {
    const { team, writes, forget } = await withQueue();
    forget();
    const other = () =>
      team(8)
        .queue({ ...read, ...more })
        .ensure();
    expect((await other().plan()).problems).toEqual([expect.stringContaining(difference)]);
    expect(await failureOf(other())).toMatchObject({ message: expect.stringContaining(difference) });
    expect(writes()).toEqual([]);
  });

  it("reports a queue that lacks images of the dataset, but not images that were added later", async () => {
    const { team, project, forget, writes } = await withPeople();
    await team(8)
      .queue({ ...spec, images: ["fruits_01.png"] })
      .ensure();
    await team(8)
      .queue({ ...spec, name: "all" })
      .ensure();
    const folder = await tempFolder();
    await writeFile(join(folder, "new.png"), encodePng(4, 4, new Uint8Array(48)));
    await project(5555).dataset(10555).upload(folder);
    forget();
    const some = team(8).queue(spec).ensure();
    expect((await some.plan()).problems).toEqual([
      expect.stringMatching(/does not have all images: fruits_02.png, .* missing/),
    ]);
    await team(8)
      .queue({ ...spec, name: "all" })
      .ensure();
    expect(writes()).toEqual([]);
  });

  it("reports unknown images, and settings that no image matches, in the plan", async () => {
    const { team, writes } = await withPeople();
    const problems = async (more: object) =>
      (
        await team(8)
          .queue({ ...spec, ...more })
          .ensure()
          .plan()
      ).problems;
    expect(await problems({ images: ["fruit_01.png"] })).toEqual([expect.stringContaining("no image fruit_01.png")]);
    expect(await problems({ range: [50, 60] })).toEqual([expect.stringContaining("no image of dataset 10555 matches")]);
    expect(writes()).toEqual([]);
  });

  it("reports an existing queue with other settings as a problem in the plan, and fails at run", async () => {
    const { team, writes, forget } = await withPeople();
    await team(8).queue(spec).ensure();
    forget();
    const other = team(8)
      .queue({ ...spec, classes: "kiwi" })
      .ensure();
    expect((await other.plan()).problems).toEqual([expect.stringContaining("has classes lemon, not kiwi")]);
    expect(await failureOf(other)).toMatchObject({ message: expect.stringContaining("has classes lemon, not kiwi") });
    expect(writes()).toEqual([]);
  });

  it("plans the queue, reports unknown names, and checks its arguments at the call", async () => {
    const { team, writes } = await withPeople();
    expect((await team(8).queue(spec)).steps).toMatchObject([
      { action: "create", what: "queue 'nov' for 2 annotators", note: "6 images of 'dataset_01'" },
    ]);
    const wrong = await team(8)
      .queue({ ...spec, assign: "anna", classes: "lemno" })
      .ensure()
      .plan();
    expect(wrong.problems).toEqual([expect.stringContaining("'lemon'"), expect.stringContaining("'ana'")]);
    expect(() => team(8).queue({ name: "x", dataset: 10555 }).ensure()).toThrow(ArgumentError);
    expect(writes()).toEqual([]);
  });
});
