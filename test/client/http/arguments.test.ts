import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  changesOf,
  check,
  checkOptions,
  checkShape,
  jsonOf,
  kinds,
  listOf,
  oneOf,
  shown,
  someOf,
} from "../../../src/client/http/arguments.js";
import { ArgumentError } from "../../../src/domain/errors.js";

describe("a list of ids", () => {
  it("must be a list, and not empty if each item is changed", () => {
    expect(() => check("image.downloadBatch", "ids", kinds.ids, [])).not.toThrow();
    expect(() => check("image.downloadBatch", "ids", kinds.ids, 7)).toThrow("ids is 7");
    expect(() => check("image.removeBatch", "ids", kinds.someIds, [])).toThrow("ids is empty");
    expect(() => check("image.removeBatch", "ids", kinds.someIds, [7])).not.toThrow();
    expect(() => check("image.upload", "images", someOf(kinds.fields), undefined)).toThrow("images is missing");
  });

  it.each([0, -1, 1.5, 2 ** 53, "7", 7n, null, undefined])("cannot contain %s", (id) => {
    expect(() => check("image.removeBatch", "ids", kinds.someIds, [7, id])).toThrow(`ids contains ${shown(id)}`);
  });

  it("cannot contain empty slots", () => {
    // biome-ignore lint/suspicious/noSparseArray: it is what is refused
    expect(() => check("image.removeBatch", "ids", kinds.someIds, [7, , 8])).toThrow("ids contains undefined");
  });
});

describe("an object of fields", () => {
  it.each([undefined, null, 7, "x", [{}]])("cannot be %s", (value) => {
    expect(() => check("user.create", "user", kinds.fields, value)).toThrow(ArgumentError);
  });

  it("returns the known fields that are set", () => {
    const changes = { name: "citrus", description: undefined, size: 3 };
    expect(changesOf("project.update", changes, ["name", "description"])).toEqual({ name: "citrus" });
  });

  it("without changes is rejected with the names of the fields", () => {
    const other = { size: 3 } as { name?: string };
    expect(() => changesOf("project.update", other, ["name", "description"])).toThrow(
      expect.objectContaining({
        message: "no changes given",
        method: "project.update",
        argument: "changes",
        hint: "pass at least one of name, description",
      }),
    );
  });

  it.each([{ nmae: "citrus" }, { name: "citrus", descripton: "sour" }])(
    "with a misspelled field is rejected: %o",
    (fields) => {
      const changes: { name?: string } = fields;
      expect(() => changesOf("project.update", changes, ["name", "description"])).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(/^changes has no field (nmae|descripton)$/),
          hint: expect.stringMatching(/^did you mean '(name|description)'\?$/),
        }),
      );
    },
  );
});

describe("an argument of a kind", () => {
  it.each([
    ["id", 7, [0, 1.5, "7", 7n, null]],
    ["ids", [], [7, [0], [7, null]]],
    ["someIds", [7], [[], [0]]],
    ["name", "lemons", ["", 7, null]],
    ["text", "", [7, null]],
    ["flag", false, [0, "true", null]],
    ["status", "on_review", ["done", "", null]],
    ["limit", null, [-1, 1.5, "1"]],
    ["duration", "2h", [-1, Number.NaN, "1", "2 hours"]],
    ["time", new Date(0), [0, "2026-01-05", new Date(Number.NaN)]],
    ["bytes", new Uint8Array(1), ["x", [1]]],
    ["fields", {}, [null, []]],
    ["forImage", { imageId: 7 }, [{}, { imageId: 0 }, null]],
    ["signal", new AbortController().signal, [{}, "x"]],
  ] as const)("%s accepts only valid values", (kind, good, bad) => {
    expect(() => check("m", "a", kinds[kind], good)).not.toThrow();
    for (const value of bad) expect(() => check("m", "a", kinds[kind], value), shown(value)).toThrow(ArgumentError);
  });

  it("may come from another realm, like values made in a cell", () => {
    const [time, bytes] = runInNewContext("[new Date(0), new Uint8Array(1)]");
    expect(kinds.time.fits(time) && kinds.bytes.fits(bytes)).toBe(true);
  });

  it("is rejected with the value given and what was expected", () => {
    expect(() => check("m", "mark", listOf(oneOf("done", null)), ["x"])).toThrow(
      expect.objectContaining({
        message: 'mark contains "x"',
        hint: 'expected a list; each item must be one of "done", null',
      }),
    );
    expect(shown("x".repeat(70))).toBe(`"${"x".repeat(60)}…"`);
  });
});

describe("an object of optional fields", () => {
  const shape = { ids: kinds.ids, recursive: kinds.flag };

  it("can omit fields, and rejects values of another type", () => {
    expect(() => checkShape("m", "query", { ids: [7], recursive: undefined }, shape)).not.toThrow();
    expect(() => checkShape("m", "query", { recursive: "no" }, shape)).toThrow('recursive is "no"');
    expect(() => checkShape("m", "query", null as never, shape)).toThrow("query is null");
  });

  it("rejects unknown fields, unless other code reads them too", () => {
    expect(() => checkShape("m", "query", { id: [7] }, shape)).toThrow(
      expect.objectContaining({ message: "query has no field id", hint: "known fields: ids, recursive" }),
    );
    expect(() => checkOptions("m", "options", { id: [7] }, shape)).not.toThrow();
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
