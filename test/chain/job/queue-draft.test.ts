import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../src/domain/errors.js";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";

async function withPeople() {
  const local = await startLocal();
  for (const login of ["ana", "ben"]) await local.server.hire(login, role.annotator);
  await local.server.hire("rita", role.reviewer);
  local.forget();
  return local;
}

const spec = { name: "nov", dataset: 10555, classes: "lemon", assign: ["ana", "ben"], reviewer: "rita" };

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
