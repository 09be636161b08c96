import { describe, expect, it } from "vitest";
import { identify, rejectShape, rejectTagUse } from "../../../src/server/projects/meta-rules.js";

describe("identify", () => {
  const rows = [
    { id: 1, name: "kiwi" },
    { id: 2, name: "lemon" },
  ];
  const ids = (wanted: { id?: number; name: string }[]) => identify(rows, wanted).map((row) => row?.id);

  it("finds by name, regardless of the id", () => {
    expect(
      ids([
        { id: 2, name: "kiwi" },
        { id: 77, name: "lemon" },
      ]),
    ).toEqual([1, 2]);
  });

  it("treats an id of the project with a new name as a rename", () => {
    expect(ids([{ id: 1, name: "plum" }, { name: "lemon" }])).toEqual([1, 2]);
    expect(ids([{ id: 77, name: "plum" }])).toEqual([undefined]);
  });

  it("treats swapped and shifted names as renames", () => {
    expect(
      ids([
        { id: 1, name: "lemon" },
        { id: 2, name: "kiwi" },
      ]),
    ).toEqual([1, 2]);
    expect(
      ids([
        { id: 1, name: "lemon" },
        { id: 2, name: "plum" },
      ]),
    ).toEqual([1, 2]);
    expect(
      ids([
        { id: 2, name: "fig" },
        { id: 2, name: "lemon" },
        { id: 1, name: "kiwi" },
      ]),
    ).toEqual([undefined, 2, 1]);
  });

  it("assigns an existing record to one entry only", () => {
    expect(ids([{ id: 1, name: "plum" }, { name: "kiwi" }])).toEqual([undefined, 1]);
    expect(
      ids([
        { id: 1, name: "plum" },
        { id: 1, name: "fig" },
      ]),
    ).toEqual([1, undefined]);
  });
});

describe("refuseShape", () => {
  const drawn = [
    { geometryType: "bitmap", objects: 3, images: 2 },
    { geometryType: "polygon", objects: 1, images: 1 },
  ];
  it("counts the objects of another shape", () => {
    expect(() => rejectShape("lemon", "polygon", drawn, "p")).toThrow(
      'class "lemon" cannot become polygon: 3 objects on 2 images drawn as bitmap',
    );
  });
  it("allows the shape `any`, or the shape that all objects have", () => {
    expect(() => rejectShape("lemon", "any", drawn, "p")).not.toThrow();
    expect(() => rejectShape("lemon", "polygon", drawn.slice(1), "p")).not.toThrow();
  });
});

describe("refuseTagUse", () => {
  const tag = (settings: object) => ({
    name: "size",
    settings: { value_type: "oneof_string", values: ["small"], applicable_type: "all", classes: [], ...settings },
  });
  const uses = [
    { value: "small", className: undefined, things: 1 },
    { value: "large", className: "lemon", things: 2 },
    { value: "large", className: undefined, things: 1 },
  ];
  it.each([
    [{}, 'it conflicts with 2 objects and 1 image (tag "size" takes one of small, not "large")'],
    [{ value_type: "any_number" }, "it conflicts with 2 objects and 2 images"],
    [{ values: ["small", "large"], applicable_type: "imagesOnly" }, "it conflicts with 2 objects"],
    [{ values: ["small", "large"], applicable_type: "objectsOnly" }, "it conflicts with 2 images"],
    [{ values: ["small", "large"], classes: ["kiwi"] }, "it conflicts with 2 objects"],
  ])("counts the uses that conflict with %j", (settings, message) => {
    expect(() => rejectTagUse(tag(settings), uses, "p")).toThrow(message);
  });
  it("allows settings that fit all uses", () => {
    expect(() => rejectTagUse(tag({ values: ["large", "small"] }), uses, "p")).not.toThrow();
    expect(() => rejectTagUse(tag({ value_type: "any_string" }), uses, "p")).not.toThrow();
  });
});
