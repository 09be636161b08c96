import { describe, expect, it } from "vitest";
import { faultJson, jsonOf } from "../../src/cli/json.js";
import { NotFoundError } from "../../src/domain/errors.js";
import type { CellError } from "../../src/engine/cell.js";

describe("a value as JSON", () => {
  it.each([
    [undefined, "null"],
    [null, "null"],
    [12n, '"12"'],
    [new Map([[37, "pending"]]), '[[37,"pending"]]'],
    [new Set([1, 2]), "[1,2]"],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ id: 37, tags: ["a"] }, '{"id":37,"tags":["a"]}'],
    [() => 1, "null"],
  ])("%s is %s", (value, text) => {
    expect(jsonOf(value)).toBe(text);
  });

  it("of an error is its name and message, with what it carries", () => {
    expect(
      JSON.parse(jsonOf(new NotFoundError("no job 41", { status: 404, method: "jobs.info", hint: "list them" }))),
    ).toEqual({
      name: "NotFoundError",
      message: "no job 41",
      code: "not_found",
      hint: "list them",
      status: 404,
      method: "jobs.info",
      issues: [],
    });
  });

  it("that holds itself is refused", () => {
    const ring: Record<string, unknown> = {};
    ring.self = ring;
    expect(() => jsonOf(ring)).toThrow(TypeError);
  });
});

describe("a fault as JSON", () => {
  const fault: CellError = { phase: "run", name: "Error", message: "no lemons", frames: [], diagnostics: [] };
  const read = (error: CellError) => JSON.parse(faultJson(error)).error;

  it("has the user's own line", () => {
    const frames = [{ cell: "-e", line: 2, column: 5 }];
    expect(read({ ...fault, frames })).toEqual({
      phase: "run",
      name: "Error",
      message: "no lemons",
      line: 2,
      column: 5,
    });
  });

  it("of types has every finding, and the place of the first", () => {
    const place = { line: 1, column: 7, endLine: 1, endColumn: 8 };
    const diagnostics = [{ severity: "error" as const, code: 2322, message: "not assignable", ...place }];
    expect(read({ ...fault, phase: "check", diagnostics })).toMatchObject({
      phase: "check",
      line: 1,
      column: 7,
      diagnostics,
    });
  });

  it("of the family has its code and its hint", () => {
    const thrown = new NotFoundError("no job 41", { status: 404, method: "jobs.info" });
    expect(read({ ...fault, thrown, hint: "list them" })).toMatchObject({
      code: "not_found",
      status: 404,
      hint: "list them",
    });
  });
});
