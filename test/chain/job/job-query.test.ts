import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { role } from "../../support/server.js";
import { failureOf, type Local, openLocal, startLocal } from "../local.js";

let local: Local;

beforeAll(async () => {
  local = await openLocal();
  const anna = await local.server.hire("anna", role.annotator);
  const ben = await local.server.hire("ben", role.annotator);
  await local.server.hire("carol", role.reviewer);
  await local.team(8).job({ name: "lemons", dataset: 10555, assign: anna, reviewer: "carol" }).create();
  await local.team(8).job({ name: "kiwis", dataset: 10555, assign: ben }).create();
  await local.job(37).stop();
});

afterAll(() => local.close());

describe("team().jobs()", () => {
  it.each([
    [{ assignedTo: "anna" }, [37]],
    [{ createdBy: "my_username" }, [37, 38]],
    [{ createdBy: 7, assignedTo: "ben" }, [38]],
    [{ reviewer: "carol" }, [37]],
    [{ status: "stopped" }, [37]],
    [{ status: ["stopped", "pending"] }, [37, 38]],
    [{ name: "kiwis" }, [38]],
    [{ name: ["kiwis", "lemons"] }, [37, 38]],
    [{ ids: 38 }, [38]],
    [{ project: "tutorial_project", dataset: "dataset_01" }, [37, 38]],
    [{ project: 5555, status: "completed" }, [] as number[]],
  ] as const)("by %j gives %j", async (filter, ids) => {
    expect((await local.team(8).jobs(filter)).map(({ id }) => id)).toEqual(ids);
  });

  it("leaves out archived jobs by default", async () => {
    const [extra] = await local.team(8).job({ name: "extra", dataset: 10555, assign: 7 }).create();
    await extra?.archive();
    expect((await local.team(8).jobs()).map(({ id }) => id)).toEqual([37, 38]);
    const withArchived = await local.team(8).jobs({ archived: true });
    expect(withArchived.map(({ id }) => id)).toEqual([37, 38, 39]);
    const table = renderTerminal(withArchived[display](), { columns: 100, color: false });
    expect(table).toMatch(/39 .*extra .*archived/);
  });

  it("suggests similar members for an unknown login", async () => {
    expect(await failureOf(local.team(8).jobs({ assignedTo: "annna" }))).toMatchObject({
      message: "jobs of assignedTo annna: no member 'annna' in team 8",
      hint: expect.stringContaining("did you mean 'anna'?"),
    });
  });

  it("checks its filter at the call, and suggests similar statuses and keys", async () => {
    const { team } = await startLocal();
    const status = "on_reveiw" as string as "on_review";
    expect(() => team(8).jobs({ status })).toThrow(expect.objectContaining({ hint: "did you mean 'on_review'?" }));
    expect(() => team(8).jobs({ status: "pending", ...{ asignedTo: "anna" } })).toThrow(
      expect.objectContaining({ message: "jobs: unknown setting 'asignedTo'", hint: "did you mean 'assignedTo'?" }),
    );
  });
});
