import { expect, it } from "vitest";
import { changeMeta } from "../../../src/client/project/meta-change.js";

const raw = {
  classes: [{ id: 1, title: "kiwi", shape: "bitmap", color: "#D0021B", newer: { field: true } }],
  tags: [{ id: 2, name: "size", value_type: "oneof_string", values: ["small"], color: "#417505", classes: ["kiwi"] }],
  projectType: "images",
  projectSettings: { multiView: { enabled: false } },
};

it("keeps all that came, fields that nobody knows too", () => {
  expect(changeMeta(raw, {})).toEqual(raw);
});

it("changes by name what is mentioned and nothing beside it", () => {
  const changed = changeMeta(raw, {
    classes: [{ name: "kiwi", color: "#000000" }],
    tags: [{ name: "size", possibleValues: ["small", "large"] }],
  });
  expect(changed).toEqual({
    ...raw,
    classes: [{ ...raw.classes[0], color: "#000000" }],
    tags: [{ ...raw.tags[0], values: ["small", "large"] }],
  });
});

it("adds what is new, with a shape, type and colour where none is given", () => {
  const changed = changeMeta(raw, {
    classes: [{ name: "plum" }],
    tags: [{ name: "ripe", valueType: "none", applicableTo: "imagesOnly" }],
  });
  expect(changed.classes[1]).toEqual({ title: "plum", shape: "any", color: "#50E3C2" });
  expect(changed.tags[1]).toEqual({
    name: "ripe",
    value_type: "none",
    color: "#50E3C2",
    applicable_type: "imagesOnly",
    classes: [],
  });
});

it("removes only what is named, and says what there is where a name is wrong", () => {
  expect(changeMeta(raw, { remove: { classes: ["kiwi"] } })).toEqual({ ...raw, classes: [] });
  expect(() => changeMeta(raw, { remove: { classes: ["kiwy"] } })).toThrow('there is no class "kiwy" in the project');
});
