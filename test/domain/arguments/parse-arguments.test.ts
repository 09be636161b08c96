import { describe, expect, it } from "vitest";
import { z } from "zod";
import { kinds, oneOrMore, oneOrMoreOf } from "../../../src/domain/arguments/kinds.js";
import { parseArgument, parseArguments, parseChanges } from "../../../src/domain/arguments/parse-arguments.js";
import { ArgumentError } from "../../../src/domain/errors.js";

const schema = z.object({
  status: oneOrMoreOf(z.enum(["pending", "stopped"]), "expected a status, or a list of them"),
  options: z.strictObject({ ids: oneOrMore.ids, names: oneOrMore.names, who: kinds.reference }).partial(),
});

/** The error of a call. */
function fault(call: () => unknown): ArgumentError {
  try {
    call();
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error("the arguments were accepted");
}

describe("several arguments", () => {
  it("are returned parsed: single values as lists, duplicates removed", () => {
    const options = { ids: [1, 2, 1], names: "lemon", who: "anna" };
    expect(parseArguments("jobs", schema, { status: "pending", options })).toEqual({
      status: ["pending"],
      options: { ids: [1, 2], names: ["lemon"], who: "anna" },
    });
  });

  it.each([
    [
      { status: "stoped", options: {} },
      'status is "stoped", expected a status, or a list of them',
      "status",
      "did you mean 'stopped'?",
    ],
    [
      { status: ["stoped"], options: {} },
      'status contains "stoped", expected one of "pending", "stopped"',
      "status",
      "did you mean 'stopped'?",
    ],
    [{ status: "x", options: {} }, 'status is "x", expected a status, or a list of them', "status", undefined],
    [{ options: {} }, "status is missing, expected a status, or a list of them", "status", undefined],
    [{ status: "pending", options: { id: 1 } }, "unknown setting 'id'", "id", "did you mean 'ids'?"],
    [{ status: "pending", options: 7 }, "options is 7, expected an object with ids, names, who", "options", undefined],
    [
      { status: "pending", options: { ids: "x" } },
      'options.ids is "x", expected an id, or a list of ids',
      "options.ids",
      undefined,
    ],
    [
      { status: "pending", options: { ids: [7, null] } },
      "options.ids contains null, expected an id (a positive integer)",
      "options.ids",
      undefined,
    ],
    [
      { status: "pending", options: { who: 0 } },
      "options.who is 0, expected an id (a positive integer) or a name",
      "options.who",
      undefined,
    ],
    [{ status: "pending" }, "options is missing, expected an object with ids, names, who", "options", undefined],
    [7, "settings is 7, expected an object with status, options", "settings", undefined],
  ])("that are invalid are named with their value and what was expected: %j", (values, message, argument, hint) => {
    expect(fault(() => parseArguments("jobs", schema, values))).toMatchObject({
      message: `jobs: ${message}`,
      method: "jobs",
      argument,
      code: "argument",
      hint,
    });
  });

  it("that are long are shortened in the message", () => {
    const values = { status: "x".repeat(500), options: {} };
    expect(fault(() => parseArguments("jobs", schema, values)).message.length).toBeLessThan(120);
  });
});

describe("one argument", () => {
  it.each([
    ["ids", kinds.someIds, [], "ids is [], expected a non-empty list of ids"],
    ["ids", kinds.someIds, undefined, "ids is missing, expected a non-empty list of ids"],
    ["ids", kinds.someIds, [7, null], "ids contains null, expected an id (a positive integer)"],
    // biome-ignore lint/suspicious/noSparseArray: an empty slot is rejected
    ["ids", kinds.someIds, [7, , 8], "ids contains undefined, expected an id (a positive integer)"],
    [
      "figures",
      z.array(z.object({ classId: kinds.id })),
      [{ classId: 7 }, {}],
      "figures[1].classId is missing, expected an id (a positive integer)",
    ],
    ["figures", z.array(z.strictObject({ a: kinds.id })), [{ a: 7, b: 1 }], "unknown setting 'b' in figures[0]"],
    [
      "classes",
      z.record(z.string(), kinds.flag),
      { "my class": 1 },
      'classes["my class"] is 1, expected true or false',
    ],
    [
      "classes",
      z.record(kinds.newName, kinds.flag),
      { " ": true },
      'classes contains " ", expected a name that is not blank',
    ],
    ["fields", z.strictObject({ name: kinds.name }), { nmae: "x" }, "unknown setting 'nmae'"],
    [
      "wide",
      z.strictObject({ a: z.int(), b: z.int(), c: z.int(), d: z.int(), e: z.int(), f: z.int(), g: z.int() }),
      null,
      "wide is null, expected an object with a, b, c, d, e, f, …",
    ],
    [
      "any",
      z.union([z.string(), z.array(z.int()), z.boolean()]),
      7,
      "any is 7, expected a string, or a list, or true or false",
    ],
    ["few", z.array(z.unknown()).min(1), [], "few is [], expected a non-empty list"],
    ["low", z.number().min(3), 2, "low is 2, expected a number of at least 3"],
    ["low", z.number().positive(), 0, "low is 0, expected a number above 0"],
    ["odd", z.array(kinds.name), { length: { toString: 1 } }, "odd is { length: { toString: 1 } }, expected a list"],
  ])("is named with its path: %s %o", (argument, kind, value, message) => {
    expect(fault(() => parseArgument("m", argument, kind, value)).message).toBe(`m: ${message}`);
  });

  it("that is a promise has the hint to await it", () => {
    expect(fault(() => parseArgument("m", "id", kinds.id, Promise.resolve(7))).hint).toBe("await the value first");
  });

  it("may have a hint for its own check", () => {
    const even = z.int().refine((n) => n % 2 === 0, { error: "expected an even number", params: { hint: "add one" } });
    expect(fault(() => parseArgument("m", "n", even, 7))).toMatchObject({
      message: "m: n is 7, expected an even number",
      hint: "add one",
    });
  });

  it("that is a secret is not shown", () => {
    const options = z.strictObject({ password: kinds.name, role: z.string() }).partial();
    for (const value of ["hush", ["hush"], { password: ["hush"] }, { password: 7_357 }]) {
      const { message } = fault(() => parseArgument("as", "options", options, value));
      expect(message).not.toMatch(/hush|7357/);
      expect(message).toMatch(/is (a|an) \w+, expected/);
    }
  });
});

describe("changes", () => {
  const changes = z.object({ name: kinds.name, description: z.unknown() }).partial();

  it("are the known fields that are set", () => {
    const given = { name: "citrus", description: undefined, size: 3 };
    expect(parseChanges("project.update", changes, given)).toEqual({ name: "citrus" });
  });

  it.each([
    [{}, "no changes given, expected at least one of name, description", undefined],
    [{ size: 3 }, "no changes given, expected at least one of name, description", undefined],
    [{ name: undefined }, "no changes given, expected at least one of name, description", undefined],
    [{ nmae: "citrus" }, "unknown setting 'nmae'", "did you mean 'name'?"],
    [{ name: "citrus", descripton: "sour" }, "unknown setting 'descripton'", "did you mean 'description'?"],
    [{ name: "" }, 'changes.name is "", expected a non-empty string', undefined],
    [null, "changes is null, expected an object with name, description", undefined],
    [[{}], "changes is [ {} ], expected an object with name, description", undefined],
  ])("are rejected if nothing is set, or a field is misspelled or invalid: %j", (given, message, hint) => {
    expect(fault(() => parseChanges("project.update", changes, given as never))).toMatchObject({
      message: `project.update: ${message}`,
      hint,
    });
  });
});
