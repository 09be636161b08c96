import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  customDataSchema,
  errorBodySchema,
  filterSchema,
  idSchema,
  optionalTimeSchema,
  orNull,
  pageSchema,
  sizeSchema,
  textSchema,
  timeSchema,
} from "../../../src/domain/records/wire.js";

describe("ids", () => {
  it("accept positive integers", () => {
    expect(idSchema.parse(10555)).toBe(10555);
  });

  it.each([0, -1, 1.5, "37", null, Number.MAX_SAFE_INTEGER + 1])("rejects %j", (id) => {
    expect(idSchema.safeParse(id).success).toBe(false);
  });
});

describe("times", () => {
  it("reads ISO 8601 as a Date", () => {
    expect(timeSchema.parse("2019-07-18T15:39:57.377Z")).toEqual(new Date(Date.UTC(2019, 6, 18, 15, 39, 57, 377)));
  });

  it.each(["yesterday", "", "2019-99-99T00:00:00Z", 1563464397377, null])("rejects %j", (time) => {
    expect(timeSchema.safeParse(time).success).toBe(false);
  });

  it("name the expected format", () => {
    expect(timeSchema.safeParse("yesterday").error?.issues[0]?.message).toBe("expected an ISO 8601 time");
  });

  it.each([null, undefined])("reads an optional time that is %j as null", (time) => {
    expect(optionalTimeSchema.parse(time)).toBeNull();
  });
});

describe("sizes", () => {
  it("reads the server's decimal text as a number of bytes", () => {
    expect(sizeSchema.parse("1277440")).toBe(1_277_440);
    expect(sizeSchema.parse("0")).toBe(0);
    expect(sizeSchema.parse(12)).toBe(12);
  });

  it("are null if the server sends none", () => {
    expect(sizeSchema.parse(undefined)).toBeNull();
  });

  it.each(["1.2 MB", "-1", "", -1])("rejects %j", (size) => {
    expect(sizeSchema.safeParse(size).success).toBe(false);
  });
});

describe("missing values", () => {
  it.each([null, undefined])("reads text that is %j as empty", (text) => {
    expect(textSchema.parse(text)).toBe("");
  });

  it.each([null, undefined])("reads any other value that is %j as null", (value) => {
    expect(orNull(z.string()).parse(value)).toBeNull();
  });

  it("keep custom data unchanged, including nested values", () => {
    expect(customDataSchema.parse({ batch: { id: 7 }, list: [1, null] })).toEqual({
      batch: { id: 7 },
      list: [1, null],
    });
    expect(customDataSchema.parse(null)).toEqual({});
  });
});

describe("lists", () => {
  const page = { total: 2, perPage: 500, pagesCount: 1, entities: [1, 2] };

  it("reads a page by number", () => {
    expect(pageSchema(idSchema).parse(page)).toEqual(page);
  });

  it("reads a page by token, without one on the last page", () => {
    const last = pageSchema(idSchema).parse({ total: 1, perPage: 1, entities: [1], after: null });
    expect(last.after).toBeNull();
  });

  it("names the invalid row", () => {
    const parsed = pageSchema(idSchema).safeParse({ ...page, entities: [1, "two"] });
    expect(parsed.error?.issues[0]?.path).toEqual(["entities", 1]);
  });

  it.each(["total", "perPage", "entities"] as const)("requires %s", (field) => {
    const { [field]: _left, ...rest } = page;
    expect(pageSchema(idSchema).safeParse(rest).success).toBe(false);
  });

  it("compares for equality by default", () => {
    expect(filterSchema.parse({ field: "name", value: "lemons" }).operator).toBe("=");
    expect(filterSchema.safeParse({ field: "name", operator: "like", value: "lemons" }).success).toBe(false);
  });
});

describe("error bodies", () => {
  it.each([null, { type: "NONUNIQUE" }, [{ message: "too long" }], undefined])("accepts details %j", (details) => {
    expect(errorBodySchema.parse({ error: "Unauthorized", details }).error).toBe("Unauthorized");
  });

  it("requires the text", () => {
    expect(errorBodySchema.safeParse({ details: null }).success).toBe(false);
  });
});
