import { describe, expect, it } from "vitest";
import { allowedValue } from "../../../src/server/projects/tag-rules.js";

const tag = (value_type: string, rest: { values?: string[]; applicable_type?: string; classes?: string[] } = {}) => ({
  name: "t",
  settings: { value_type, applicable_type: "all", classes: [], ...rest },
});
const image = { kind: "image" } as const;
const lemon = { kind: "object", className: "lemon" } as const;

describe("allowedValue", () => {
  it.each([
    [tag("none"), undefined, null],
    [tag("any_number"), 2.5, 2.5],
    [tag("any_string"), "", ""],
    [tag("oneof_string", { values: ["a", "b"] }), "b", "b"],
    [tag("date"), "2026-01-05", "2026-01-05"],
  ])("accepts a value of the tag's type: %j", (meta, value, kept) => {
    expect(allowedValue(meta, value, image, "value")).toBe(kept);
  });

  it.each([
    [tag("none"), "x", "takes no value"],
    [tag("any_number"), "2", "takes a number"],
    [tag("any_string"), undefined, "takes text"],
    [tag("oneof_string", { values: ["a"] }), "c", "takes one of a"],
  ])("rejects a value of another type: %j", (meta, value, message) => {
    expect(() => allowedValue(meta, value, image, "value")).toThrow(message);
  });

  it("accepts tags only on images or objects, and on classes, that they apply to", () => {
    expect(() => allowedValue(tag("none", { applicable_type: "objectsOnly" }), null, image, "v")).toThrow(
      "not allowed on images",
    );
    expect(() => allowedValue(tag("none", { applicable_type: "imagesOnly" }), null, lemon, "v")).toThrow(
      "not allowed on objects",
    );
    expect(() => allowedValue(tag("none", { classes: ["kiwi"] }), null, lemon, "v")).toThrow(
      'not allowed on objects of class "lemon"',
    );
    expect(allowedValue(tag("none", { classes: ["lemon"] }), null, lemon, "v")).toBeNull();
  });
});
