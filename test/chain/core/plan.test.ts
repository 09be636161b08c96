import { describe, expect, it } from "vitest";
import type { Step } from "../../../src/chain/core/node.js";
import { display } from "../../../src/domain/display/display.js";
import { NoResultError } from "../../../src/domain/errors.js";
import { role } from "../../support/server.js";
import { counted, FakeChain } from "../fake-chain.js";
import { startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";

useOwnHome();

const make: Step<readonly string[] | undefined, readonly string[]> = {
  label: "make",
  writes: true,
  run: () => Promise.reject(new Error("a plan ran a step that writes")),
  plan: async (input) => ({ entries: [{ action: "create", what: `after ${input?.join() ?? "something"}` }] }),
};

describe("a plan", () => {
  it("lists what a whole campaign creates, reuses and waits for, and writes nothing", async () => {
    const { team, writes, server } = await startLocal();
    await server.hire("labeler_1", 3);
    const plan = await team(8)
      .ensureAnnotator(["labeler_1", "labeler_2"])
      .job({ name: "lemons", dataset: "dataset_01", classes: ["lemon"] })
      .create()
      .waitFor("on_review")
      .plan();
    expect(plan.steps.map(({ action, what }) => `${action} ${what}`)).toEqual([
      "read team 8",
      "reuse member labeler_1",
      "create account labeler_2",
      "create membership of labeler_2",
      "create job 'lemons' for labeler_1",
      "create job 'lemons' for labeler_2",
      "wait until the new jobs are on_review",
    ]);
    expect(plan.problems).toEqual([]);
    expect(writes()).toEqual([]);
  });

  it("reports a reviewer whose role cannot review", async () => {
    const { team, server } = await startLocal();
    await server.hire("ana", role.annotator);
    await server.hire("rita", role.reviewer);
    const spec = { name: "x", dataset: 10555, assign: 7 };
    const noteOf = async (reviewer: string) =>
      (
        await team(8)
          .job({ ...spec, reviewer })
          .create()
          .plan()
      ).steps.at(-1)?.note;
    expect(await noteOf("ana")).toBe("6 images of 'dataset_01'; reviewer ana has the role annotator");
    expect(await noteOf("rita")).toBe("6 images of 'dataset_01'");
    const ensured = team(8)
      .ensureAnnotator("ana")
      .job({ ...spec, assign: "ana", reviewer: "ana" });
    expect((await ensured.create().plan()).steps.at(-1)?.note).toContain("reviewer ana has the role annotator");
  });

  it("reports all unknown names at once, each with the nearest existing one", async () => {
    const { team } = await startLocal();
    const spec = {
      name: "x",
      dataset: 10555,
      classes: ["lemno"],
      tags: "sise",
      excludeTagged: "situatd",
      assign: "my_usernam",
    };
    expect((await team(8).job(spec).create().plan()).problems).toEqual([
      "no class 'lemno' in project 5555, did you mean 'lemon'?",
      "no tag 'sise' in project 5555, did you mean 'size'?",
      "no tag 'situatd' in project 5555, did you mean 'situated'?",
      "no member 'my_usernam' in team 8, did you mean 'my_username'?",
    ]);
  });

  it("runs only reads that a later step needs, and does not keep their results", async () => {
    const [first, last] = [counted("first"), counted("last")];
    const chain = FakeChain.start(first).add(make).add(last);
    const { steps } = await chain.plan();
    expect(steps.map(({ action, what }) => `${action} ${what}`)).toEqual([
      "read first",
      "create after first",
      "read last",
    ]);
    expect([first.runs, last.runs]).toEqual([1, 0]);
    await chain.plan();
    expect(first.runs).toBe(2);
  });

  it("lists steps that have run as done, with their results", async () => {
    const first = FakeChain.start(counted("first"));
    await first;
    expect((await first.add(make).plan()).steps).toMatchObject([
      { action: "done", what: "1 so far" },
      { action: "create", what: "after first" },
    ]);
  });

  it("continues after a problem with an unknown input", async () => {
    const missing = new NoResultError("no team 'x'", { query: "x", count: 0, hint: "there are none" });
    const chain = FakeChain.start({ ...make, plan: () => Promise.reject(missing) }).add(make);
    const plan = await chain.plan();
    expect(plan.problems).toEqual(["no team 'x', there are none"]);
    expect(plan.steps.at(-1)?.what).toBe("after something");
  });

  it("fails if the server fails, and stops on its signal", async () => {
    const broken = FakeChain.start({ ...make, plan: () => Promise.reject(new Error("no connection")) });
    await expect(broken.plan()).rejects.toThrow("no connection");
    const stopped = broken.plan({ signal: AbortSignal.abort(new Error("enough")) });
    await expect(stopped).rejects.toThrow("enough");
  });

  it("is displayed as a table with counts per action", async () => {
    const plan = await FakeChain.start(counted("first")).add(make).plan();
    expect(plan[display]()).toMatchObject({
      kind: "table",
      title: "Plan",
      rows: [
        ["first", "read", "first", null],
        ["make", "create", "after first", null],
      ],
      note: "nothing was written; await would create 1",
    });
    expect(Object.isFrozen(plan)).toBe(true);
  });
});
