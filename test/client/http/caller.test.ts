import { describe, expect, it } from "vitest";
import { z } from "zod";
import { filters, jsonOf } from "../../../src/client/http/caller.js";
import { ArgumentError, ServerError } from "../../../src/domain/errors.js";
import { scriptedCaller } from "../../support/scripted-caller.js";

const rowSchema = z.object({ id: z.number() });
const rows = { plural: "rows", columns: [] };

describe("a list", () => {
  const query = { label: "things", body: { teamId: 8 }, schema: rowSchema, record: rows };

  it("requests the first page without a number, sorted by id, and the next by the last id", async () => {
    const { caller, asked } = scriptedCaller(({ body }) => {
      const isNext = JSON.stringify(body.filter).includes(">");
      return { total: isNext ? 1 : 3, perPage: 2, entities: isNext ? [{ id: 9 }] : [{ id: 3 }, { id: 7 }] };
    });
    const filter = filters({ name: "a", id: [3, 7, 9], gone: undefined });
    expect(await caller.list("things.list", { ...query, filter })).toEqual([{ id: 3 }, { id: 7 }, { id: 9 }]);
    const given = [
      { field: "name", operator: "=", value: "a" },
      { field: "id", operator: "in", value: [3, 7, 9] },
    ];
    expect(asked.map(({ body }) => body)).toEqual([
      { teamId: 8, filter: given, sort: "id", sort_order: "asc" },
      { teamId: 8, filter: [...given, { field: "id", operator: ">", value: 7 }], sort: "id", sort_order: "asc" },
    ]);
  });

  it.each([
    [new Date(Number.NaN), "filter value is Invalid Date"],
    [Number.NaN, "filter value is NaN"],
    [[1, Number.POSITIVE_INFINITY], "filter value is Infinity"],
    [undefined, "filter value is missing"],
  ])("rejects a filter value that JSON would turn into null: %s", async (value, message) => {
    const { caller, asked } = scriptedCaller(() => ({ total: 0, perPage: 2, entities: [] }));
    const filter = [{ field: "updatedAt", operator: "=", value }] as const;
    expect(() => caller.list("things.list", { ...query, filter })).toThrow(message);
    expect(asked).toEqual([]);
  });

  it("without ids is read by page numbers in the server's order", async () => {
    const { caller, asked } = scriptedCaller(({ body }) => {
      const page = Number(body.page ?? 1);
      return { total: 5, perPage: 2, entities: [{ id: page * 2 - 1 }, { id: page * 2 }].slice(0, page === 3 ? 1 : 2) };
    });
    expect(await caller.numberedList("things.list", query)).toHaveLength(5);
    expect(asked.map(({ body }) => [body.page, body.per_page, body.sort])).toEqual([
      [undefined, undefined, undefined],
      [2, 2, undefined],
      [3, 2, undefined],
    ]);
  });

  it("parses a row when it is iterated, and reports the position of an invalid row", async () => {
    const { caller } = scriptedCaller(() => ({ total: 2, perPage: 2, entities: [{ id: 1, name: "a" }, { id: 2 }] }));
    const named = { ...query, schema: z.object({ id: z.number(), name: z.string() }) };
    const walk = caller.list("things.list", named)[Symbol.asyncIterator]();
    expect(await walk.next()).toEqual({ value: { id: 1, name: "a" }, done: false });
    await expect(walk.next()).rejects.toMatchObject({ code: "contract", issues: [{ path: "entities.1.name" }] });
  });

  it("rejects a page whose rows have no ids", async () => {
    const { caller } = scriptedCaller(() => ({ total: 1, perPage: 1, entities: [{ name: "a" }] }));
    await expect(caller.list("things.list", query)).rejects.toMatchObject({ issues: [{ path: "entities.0" }] });
  });
});

describe("a body", () => {
  it.each([
    [{ id: undefined }, "id"],
    [{ id: 0 }, "id"],
    [{ teamId: Number.NaN }, "teamId"],
    [{ userId: "7" }, "userId"],
    [{ id: 1, status: undefined }, "status"],
  ])("%j is rejected before it is sent", async (body, argument) => {
    const { caller, asked } = scriptedCaller(() => ({}));
    const error = await caller.sendIdempotent("things.stop", body).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ argument, method: "things.stop" });
    expect(asked).toEqual([]);
  });

  it("may have null in place of an id", async () => {
    const { caller, asked } = scriptedCaller(() => ({}));
    await caller.sendIdempotent("things.move", { id: 1, parentId: null });
    expect(asked).toHaveLength(1);
  });
});

describe("sendOnce", () => {
  it("does not repeat a request that may have succeeded", async () => {
    const { caller, asked } = scriptedCaller(() => ({ status: 502, body: {} }));
    await expect(caller.sendOnce("things.test", {}, z.unknown())).rejects.toBeInstanceOf(ServerError);
    expect(asked).toHaveLength(1);
  });
});

describe("readOrNull", () => {
  it("returns null for 404, and throws for other errors", async () => {
    const { caller } = scriptedCaller(({ body }) => ({ status: body.id === 1 ? 404 : 403, body: { error: "no" } }));
    expect(await caller.readOrNull("things.info", { id: 1 }, rowSchema)).toBeNull();
    await expect(caller.readOrNull("things.info", { id: 2 }, rowSchema)).rejects.toMatchObject({ code: "auth" });
  });
});

it("a value that JSON cannot represent is rejected by name", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(jsonOf("jobs.list", { teamId: 8 })).toBe('{"teamId":8}');
  for (const body of [circle, { id: 7n }]) {
    expect(() => jsonOf("jobs.list", body)).toThrow(expect.objectContaining({ code: "argument", argument: "body" }));
  }
});
