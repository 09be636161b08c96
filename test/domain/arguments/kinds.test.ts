import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { callbackOf, kinds, oneOrMore } from "../../../src/domain/arguments/kinds.js";
import { parseArgument } from "../../../src/domain/arguments/parse-arguments.js";
import { shown } from "../../../src/domain/arguments/shown.js";
import { ArgumentError } from "../../../src/domain/errors.js";

describe("an argument of a kind", () => {
  it.each([
    ["id", 7, [0, -1, 1.5, 2 ** 53, "7", 7n, null, undefined, Number.NaN]],
    ["idOrNull", null, [0, "7", undefined]],
    ["ids", [], [7, [0], [7, null], "7"]],
    ["someIds", [7], [[], [0], undefined]],
    ["name", "lemons", ["", 7, null]],
    ["newName", " lemons ", ["", " ", 7, null]],
    ["names", ["a"], ["a", [""], [7]]],
    ["text", "", [7, null]],
    ["flag", false, [0, "true", null]],
    ["number", 1.5, [Number.NaN, Number.POSITIVE_INFINITY, "1"]],
    ["defined", null, [undefined]],
    ["count", 0, [-1, 1.5, "1", 2 ** 53]],
    ["aboveZero", 1, [0, -1, 1.5, "1"]],
    ["limit", null, [-1, 1.5, "1"]],
    ["range", [1, null], [[0, 1], [3, 2], [1], [1, 2, 3], 5]],
    ["duration", "2h", [-1, Number.NaN, "1", "2 hours"]],
    ["duration", Number.POSITIVE_INFINITY, [null]],
    ["time", new Date(0), [0, "2026-01-05", new Date(Number.NaN)]],
    ["bytes", new Uint8Array(1), ["x", [1]]],
    ["status", "on_review", ["done", "", null]],
    ["list", [7], [{}, "x"]],
    ["fields", {}, [null, [], "x", undefined]],
    ["fields", new Map(), []],
    ["byName", { a: 1 }, [null, [], "x"]],
    ["signal", new AbortController().signal, [{}, "x"]],
    ["callback", () => 1, [{}, "x"]],
    ["reference", "anna", ["", 0, -8, {}]],
    ["record", { id: 7 }, [{}, { id: 0 }, 0, "7"]],
    ["file", "a.csv", ["", " ", 7]],
  ] as const)("%s accepts only valid values", (kind, good, bad) => {
    expect(() => parseArgument("m", "a", kinds[kind], good)).not.toThrow();
    for (const value of bad) {
      expect(() => parseArgument("m", "a", kinds[kind], value), shown(value)).toThrow(ArgumentError);
    }
  });

  it("may come from another realm, like values made in a cell", () => {
    const [time, bytes, fields] = runInNewContext("[new Date(0), new Uint8Array(1), { a: 1 }]");
    expect(parseArgument("m", "a", kinds.time, time)).toBe(time);
    expect(parseArgument("m", "a", kinds.bytes, bytes)).toBe(bytes);
    expect(parseArgument("m", "a", kinds.byName, fields)).toEqual({ a: 1 });
  });

  it("is not called if it is a function", () => {
    expect(() => parseArgument("m", "a", callbackOf(), expect.unreachable)).not.toThrow();
  });
});

describe("one value or more", () => {
  it.each([
    ["ids", 7, [7]],
    ["ids", [1, 2, 1], [1, 2]],
    ["ids", [], []],
    ["names", " lemon ", ["lemon"]],
    ["names", ["lemón", "lemo\u0301n", "kiwi"], ["lemo\u0301n", "kiwi"]],
    ["references", ["anna", 7, "anna"], ["anna", 7]],
    ["images", ["a.png", 7, " a.png"], ["a.png", 7]],
    ["records", [{ id: 7 }, 8, 7], [7, 8]],
  ] as const)("%s returns a list without duplicates: %j", (kind, given, list) => {
    const schema = oneOrMore[kind];
    expect(
      parseArgument("m", "a", schema, given).map((one) => (typeof one === "string" ? one.normalize() : one)),
    ).toEqual(list.map((one) => (typeof one === "string" ? one.normalize() : one)));
  });

  it.each([
    ["ids", [7, null], "a contains null, expected an id (a positive integer)"],
    ["ids", "x", 'a is "x", expected an id, or a list of ids'],
    ["names", ["a", " "], 'a contains " ", expected a name that is not blank'],
    ["references", [], "a is [], expected at least one login or id"],
    ["records", { id: 0 }, "a.id is 0, expected an id (a positive integer)"],
  ] as const)("%s rejects %j", (kind, given, message) => {
    expect(() => parseArgument("m", "a", oneOrMore[kind], given)).toThrow(`m: ${message}`);
  });
});
