import { expect, it } from "vitest";
import { rejectionError, thrownError } from "../../../src/engine/output/cell-error.js";
import { Lines } from "../../../src/engine/pipeline/positions.js";

it.each([
  [new RangeError("five"), "RangeError", "five"],
  [new (class HttpError extends Error {})("gone"), "HttpError", "gone"],
  ["text", "Thrown", "text"],
  [undefined, "Thrown", "undefined"],
  [{ code: 1 }, "Thrown", '{"code":1}'],
  [Symbol("s"), "Thrown", "Symbol(s)"],
])("names what was thrown: %s", (thrown, name, message) => {
  expect(thrownError(thrown, [])).toMatchObject({ name, message, thrown });
});

it("treats a throwing getter as empty", () => {
  const hostile = Object.defineProperty(new Error(), "message", {
    get() {
      throw new Error("no");
    },
  });
  expect(thrownError(hostile, []).message).toBe("");
});

it("shows an object that JSON cannot represent", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expect(thrownError(circular, []).message).toBe("<ref *1> { self: [Circular *1] }");
  expect(thrownError(new Map([[1, 2]]), []).message).toBe("Map(1) { 1 => 2 }");
});

it("runs no traps of a thrown proxy", () => {
  const ran: string[] = [];
  const traps = new Proxy({}, { get: (_target, name) => () => ran.push(String(name)) });
  expect(thrownError(new Proxy({ id: 7 }, traps), [])).toMatchObject({ name: "Thrown", message: "{ id: 7 }" });
  expect(ran).toEqual([]);
});

it("shows the hint of an error", () => {
  expect(thrownError(Object.assign(new Error("a"), { hint: "do b" }), []).hint).toBe("do b");
  expect(thrownError(Object.assign(new Error("a"), { hint: 5 }), [])).not.toHaveProperty("hint");
});

it("shows the line of a rejected cell", () => {
  const at = { severity: "error", code: 1, message: "no", line: 2, column: 3, endLine: 2, endColumn: 4 } as const;
  expect(rejectionError("check", { diagnostics: [at] }, "cell 4", new Lines("a\nb c"))).toMatchObject({
    name: "TS1",
    frames: [{ cell: "cell 4", line: 2, column: 3, text: "b c" }],
  });
  expect(rejectionError("parse", { diagnostics: [] }, "cell 4", new Lines("")).frames).toEqual([]);
});
