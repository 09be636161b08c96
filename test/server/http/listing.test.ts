import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, role, type TestServer } from "../../support/server.js";

interface Page {
  readonly total: number;
  readonly perPage: number;
  readonly pagesCount: number;
  readonly entities: readonly { readonly id: number; readonly name: string; readonly createdAt: string }[];
  readonly after?: string | null;
}

describe("lists", () => {
  let server: TestServer;
  let annotator: number;
  const list = async (request: object = {}) => (await server.must("jobs.list", { teamId: 8, ...request })) as Page;
  const ids = async (request: object = {}) => (await list(request)).entities.map(({ id }) => id);
  const filtered = (field: string, operator: string, value: unknown) => ids({ filter: [{ field, operator, value }] });

  beforeAll(async () => {
    server = await openTestServer();
    annotator = await server.hire("labeler", role.annotator);
    for (const name of ["e", "d", "c", "b", "a"]) {
      const customData = { stamp: `s-${name}`, deep: { number: name.charCodeAt(0) } };
      const userIds = name === "c" ? [annotator] : [7];
      await server.must("jobs.add", {
        name,
        datasetId: 10555,
        userIds,
        customData,
        reviewerId: name === "d" ? 7 : null,
      });
    }
    await server.must("jobs.set-status", { id: 41, status: "in_progress" });
    await server.must("jobs.archive", { id: 38 });
  });
  afterAll(() => server?.close());

  it("are sorted by id, without archived records, with counts of pages and rows", async () => {
    expect(await list()).toMatchObject({ total: 4, perPage: 500, pagesCount: 1 });
    expect(await ids()).toEqual([37, 39, 40, 41]);
    expect(await ids({ showDisabled: true })).toEqual([37, 38, 39, 40, 41]);
  });

  it.each([
    ["id", "=", 39, [39]],
    ["id", "!=", 39, [37, 40, 41]],
    ["id", "in", [37, 41, 999], [37, 41]],
    ["id", "!in", [37, 41], [39, 40]],
    ["id", "<", 39, [37]],
    ["id", "<=", 39, [37, 39]],
    ["id", ">", 39, [40, 41]],
    ["id", ">=", "39", [39, 40, 41]],
    ["name", "=", "c", [39]],
    ["name", "in", ["a", "e"], [37, 41]],
    ["status", "!in", ["pending"], [41]],
    ["userId", "in", [7], [37, 40, 41]],
    ["createdBy", "=", 7, [37, 39, 40, 41]],
    ["createdById", "=", 7, [37, 39, 40, 41]],
    ["reviewerId", "=", null, [37, 39, 40, 41]],
    ["labelingQueueId", "!in", [1], [37, 39, 40, 41]],
    ["startedAt", "!=", null, [41]],
    ["labelingQueueId", "in", [null, 1], [37, 39, 40, 41]],
    ["startedAt", "in", [null], [37, 39, 40]],
    ["startedAt", "!in", [null, "2020-01-01T00:00:00Z"], [41]],
    ["startedAt", "!in", ["2020-01-01T00:00:00Z"], [37, 39, 40, 41]],
    ["id", "eq", 39, [39]],
    ["id", "not", 39, [37, 40, 41]],
    ["id", "lt", 39, [37]],
    ["id", "lte", 39, [37, 39]],
    ["id", "gt", 39, [40, 41]],
    ["id", "gte", 39, [39, 40, 41]],
    ["disabled", "=", false, [37, 39, 40, 41]],
    ["customData.stamp", "=", "s-b", [40]],
    ["customData.deep.number", "<", 99, [40, 41]],
  ])("are filtered: %s %s %j", async (field, operator, value, wanted) => {
    expect(await filtered(field, operator, value)).toEqual(wanted);
  });

  it("accept one filter without a list, as the SDK's examples send it", async () => {
    expect(await ids({ filter: { field: "name", operator: "=", value: "c" } })).toEqual([39]);
    expect(await server.ask("jobs.list", { teamId: 8, filter: { operator: "=" } })).toMatchObject({
      status: 400,
      body: {
        details: [
          { path: "filter.0.field", message: "is missing, expected string" },
          { path: "filter.0.value", message: "is missing, expected a value" },
        ],
      },
    });
  });

  it("match all conditions of a filter, including the search after a lost response", async () => {
    const [first] = (await list({ filter: [{ field: "name", value: "e" }] })).entities;
    const filter = [
      { field: "name", operator: "=", value: "e" },
      { field: "userId", operator: "in", value: [7] },
      { field: "createdById", operator: "=", value: 7 },
      { field: "createdAt", operator: ">=", value: first?.createdAt },
      { field: "customData.stamp", operator: "=", value: "s-e" },
    ];
    expect(await ids({ filter })).toEqual([37]);
  });

  it.each([
    [{ field: "nope", operator: "=", value: 1 }, "filter.0.field"],
    [{ field: "customData", operator: "=", value: 1 }, "filter.0.field"],
    [{ field: "name.x", operator: "=", value: 1 }, "filter.0.field"],
    [{ field: "__proto__", operator: "=", value: 1 }, "filter.0.field"],
    [{ field: "id", operator: "like", value: 1 }, "filter.0.operator"],
    [{ field: "id", operator: "=", value: "x" }, "filter.0.value"],
    [{ field: "id", operator: "<", value: null }, "filter.0.value"],
    [{ field: "id", operator: "in", value: 1 }, "filter.0.value"],
    [{ field: "id", operator: "in", value: [1, {}] }, "filter.0.value.1"],
    [{ field: "name", operator: "=", value: {} }, "filter.0.value"],
  ])("reject an unknown filter: %j", async (filter, path) => {
    const answer = await server.ask("jobs.list", { teamId: 8, filter: [filter] });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ path }] } });
  });

  it("are sorted by any field in both directions; rows without a value come first", async () => {
    expect(await ids({ sort: "name" })).toEqual([41, 40, 39, 37]);
    expect(await ids({ sort: "name", sort_order: "desc" })).toEqual([37, 39, 40, 41]);
    expect(await ids({ sort: "startedAt", sort_order: "desc" })).toEqual([41, 40, 39, 37]);
    for (const sort of ["meta", "constructor", "__proto__"]) {
      expect(await server.ask("jobs.list", { teamId: 8, sort })).toMatchObject({
        status: 400,
        body: { details: [{ path: "sort" }] },
      });
    }
  });

  it.each(["id", "name", "startedAt"])(
    "have each row on exactly one page, by page number, sorted by %s",
    async (sort) => {
      for (const sort_order of ["asc", "desc"]) {
        const whole = await ids({ sort, sort_order });
        const pages = [];
        for (const page of [1, 2, 3]) pages.push(...(await ids({ sort, sort_order, page, per_page: 2 })));
        expect(pages).toEqual(whole);
      }
    },
  );

  it("return any page first, and after changes", async () => {
    expect(await ids({ page: 2, per_page: 3 })).toEqual([41]);
    expect(await ids({ page: 1, per_page: 1 })).toEqual([37]);
    expect(await ids({ page: 2, per_page: 1 })).toEqual([39]);
    await server.must("jobs.bulk.unarchive", { ids: [38] });
    expect(await ids({ page: 2, per_page: 1 })).toEqual([38]);
    await server.must("jobs.archive", { id: 38 });
    expect(await ids({ page: 2, per_page: 1 })).toEqual([39]);
    expect(await ids({ page: 9, per_page: 1 })).toEqual([]);
  });

  it.each(["id", "name"])("are read by token to the end, sorted by %s", async (sort) => {
    const seen: number[] = [];
    let after: string | null | undefined;
    let pages = 0;
    do {
      const page: Page = await list({ sort, pagination_mode: "token", per_page: 2, after });
      expect(page.total).toBe(4);
      seen.push(...page.entities.map(({ id }) => id));
      after = page.after;
      pages += 1;
    } while (after !== null);
    expect(seen).toEqual(await ids({ sort }));
    expect(pages).toBe(2);
  });

  it("reject an invalid token, and a token of another order", async () => {
    const byName: Page = await list({ sort: "name", pagination_mode: "token", per_page: 2 });
    for (const after of ["bm9wZQ", byName.after]) {
      const answer = await server.ask("jobs.list", { teamId: 8, pagination_mode: "token", after });
      expect(answer).toMatchObject({ status: 400, body: { details: [{ path: "after" }] } });
    }
  });

  it.each(["users.list", "teams.list", "roles.list"])("of %s can be filtered by a missing value", async (method) => {
    for (const operator of ["=", "!="]) {
      const answer = await server.ask(method, { filter: [{ field: "id", operator, value: null }] });
      expect(answer).toMatchObject({ status: 200 });
    }
  });

  it("reject an unknown way of paging", async () => {
    const answer = await server.ask("jobs.list", { teamId: 8, pagination_mode: "cursor" });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ path: "pagination_mode" }] } });
  });

  it("return only the requested fields and the id", async () => {
    expect((await list({ fields: ["name"], filter: [{ field: "id", value: 37 }] })).entities).toEqual([
      { id: 37, name: "e" },
    ]);
  });

  it("have at most 1,000 rows per page", async () => {
    expect((await list({ per_page: 50_000 })).perPage).toBe(1000);
  });

  it("count an empty list as one page", async () => {
    expect(await list({ filter: [{ field: "id", value: 1 }] })).toEqual({
      total: 0,
      perPage: 500,
      pagesCount: 1,
      entities: [],
    });
  });
});
