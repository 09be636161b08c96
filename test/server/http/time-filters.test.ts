import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../../support/server.js";

/** List methods with their parent and one time field. */
const lists: readonly (readonly [method: string, place: object, field: string])[] = [
  ["users.list", {}, "createdAt"],
  ["teams.list", {}, "updatedAt"],
  ["members.list", { teamId: 8 }, "createdAt"],
  ["workspaces.list", { teamId: 8 }, "createdAt"],
  ["teams.activity", { teamId: 8 }, "date"],
  ["projects.list", { workspaceId: 7 }, "updatedAt"],
  ["datasets.list", { projectId: 5555 }, "updatedAt"],
  ["tags.list", { projectId: 5555 }, "createdAt"],
  ["advanced.object_classes.list", { projectId: 5555 }, "updatedAt"],
  ["images.list", { datasetId: 10_555 }, "updatedAt"],
  ["annotations.list", { datasetId: 10_555 }, "createdAt"],
  ["figures.list", { datasetId: 10_555 }, "createdAt"],
  ["jobs.list", { teamId: 8 }, "createdAt"],
  ["labeling-queues.list", { teamId: 8 }, "createdAt"],
];

describe("filters by time", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
    await server.must("jobs.add", { name: "j", datasetId: 10_555, userIds: [7] });
    await server.must("labeling-queues.add", { name: "q", datasetId: 10_555, userIds: [7] });
    const figure = { classTitle: "lemon", bitmap: { data: "eJw=", origin: [1, 1] } };
    await server.must("figures.bulk.add", { entityId: 283_001, figures: [figure] });
  });
  afterAll(() => server?.close());

  it.each(lists)("of %s compare instants, and reject invalid times", async (method, place, field) => {
    const count = async (operator: string, value: unknown) => {
      const filter = [{ field, operator, value }];
      return ((await server.must(method, { ...place, filter })) as { total: number }).total;
    };
    const { entities } = (await server.must(method, place)) as { entities: Readonly<Record<string, string>>[] };
    const kept = entities[0]![field]!;
    // The same instant with an offset of two hours.
    const east = new Date(new Date(kept).getTime() + 2 * 3_600_000).toISOString().replace("Z", "+02:00");
    for (const operator of ["=", "!=", "<", "<=", ">", ">="]) {
      expect(await count(operator, east), operator).toBe(await count(operator, kept));
    }
    expect(await count("in", [east])).toBe(await count("in", [kept]));
    expect(await count("!in", [east])).toBe(await count("!in", [kept]));
    expect(await count("=", east)).toBeGreaterThan(0);
    for (const [operator, value] of [
      [">=", "yesterday"],
      ["<", "2026-02-30"],
      ["=", 7],
      ["in", [kept, "today"]],
    ] as const) {
      const response = await server.ask(method, { ...place, filter: [{ field, operator, value }] });
      const path = operator === "in" ? "filter.0.value.1" : "filter.0.value";
      expect(response).toMatchObject({ status: 400, body: { details: [{ path }] } });
    }
  });
});
