import { expect, it } from "vitest";
import { checkMetaChange, type MetaChange, planMetaChange } from "../../../src/client/project/meta-change.js";

const raw = {
  classes: [{ id: 1, title: "kiwi", shape: "bitmap", color: "#D0021B", newer: { field: true } }],
  tags: [{ id: 2, name: "size", value_type: "oneof_string", values: ["small"], color: "#417505", classes: ["kiwi"] }],
  projectType: "images",
  projectSettings: { multiView: { enabled: false } },
};

const changeMeta = (meta: typeof raw, change: MetaChange) => planMetaChange(meta, change).meta;

it("sends nothing where nothing changes, and keeps fields that nobody knows", () => {
  expect(changeMeta(raw, { classes: [{ name: "kiwi", color: "#D0021B" }] })).toBeUndefined();
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
  expect(changed?.classes[1]).toEqual({ title: "plum", shape: "any", color: "#50E3C2" });
  expect(changed?.tags[1]).toEqual({
    name: "ripe",
    value_type: "none",
    color: "#50E3C2",
    applicable_type: "imagesOnly",
    classes: [],
  });
});

it("removes only what is named, and says what there is where a name is wrong", () => {
  expect(changeMeta(raw, { remove: { classes: ["kiwi"], tags: ["size"] } })).toEqual({ ...raw, classes: [], tags: [] });
  expect(() => changeMeta(raw, { remove: { classes: ["kiwy"] } })).toThrow('the project has no class "kiwy"');
});

it("takes a class that goes out of the tags for it, but makes no tag for all classes of one for some", () => {
  const two = { ...raw, classes: [...raw.classes, { ...raw.classes[0]!, id: 3, title: "plum" }] };
  const tags = [{ ...raw.tags[0]!, classes: ["kiwi", "plum"] }];
  expect(changeMeta({ ...two, tags }, { remove: { classes: ["plum"] } })?.tags).toEqual(raw.tags);
  expect(() => changeMeta(raw, { remove: { classes: ["kiwi"] } })).toThrow('tag "size" is only for kiwi');
});

it("renames by id under today's name, with what changes beside it", () => {
  const steps = planMetaChange(raw, {
    classes: [{ id: 1, name: "plum", color: "#000000" }],
    tags: [{ id: 2, name: "extent", renameValues: { small: "tiny" } }],
  });
  expect(steps.meta?.classes).toEqual([{ ...raw.classes[0], color: "#000000" }]);
  expect(steps).toMatchObject({
    classNames: [{ id: 1, from: "kiwi", to: "plum" }],
    tagNames: [{ id: 2, from: "size", to: "extent", color: "#417505" }],
    tagValues: [{ tag: "size", values: { small: "tiny" } }],
  });
});

it("takes what getMeta gave: id and name of one thing are no rename", () => {
  expect(planMetaChange(raw, { classes: [{ id: 1, name: "kiwi" }] })).toMatchObject({
    meta: undefined,
    classNames: [],
  });
});

it("refuses a new name that is taken, and an id that is not there", () => {
  const two = { ...raw, classes: [...raw.classes, { ...raw.classes[0]!, id: 3, title: "plum" }] };
  expect(() => planMetaChange(raw, { classes: [{ id: 9 }] })).toThrow("the project has no class 9");
  expect(() =>
    planMetaChange(two, {
      classes: [
        { id: 1, name: "fig" },
        { id: 3, name: "fig" },
      ],
    }),
  ).toThrow('the project has a class "fig" already');
});

it("refuses the name of another one, and two changes of one", () => {
  const two = { ...raw, classes: [...raw.classes, { ...raw.classes[0]!, id: 3, title: "plum" }] };
  expect(() => planMetaChange(two, { classes: [{ id: 1, name: "plum " }] })).toThrow(
    'the project has a class "plum " already',
  );
  expect(() =>
    planMetaChange(two, {
      classes: [
        { id: 1, name: "fig" },
        { name: "kiwi", shape: "polygon" },
      ],
    }),
  ).toThrow('the class "kiwi" is changed twice');
  // Records of another project have ids that are not here.
  expect(planMetaChange(two, { classes: [{ id: 77, name: "plum" }] })).toMatchObject({
    meta: undefined,
    classNames: [],
  });
});

it("renames in an order in which each name is free, through a temporary name where two change places", () => {
  const two = { ...raw, classes: [...raw.classes, { ...raw.classes[0]!, id: 3, title: "plum" }] };
  const steps = (one: string, other: string) =>
    planMetaChange(two, {
      classes: [
        { id: 1, name: one },
        { id: 3, name: other },
      ],
    }).classNames.map(({ id, to }) => [id, to]);
  expect(steps("plum", "fig")).toEqual([
    [3, "fig"],
    [1, "plum"],
  ]);
  expect(steps("plum", "kiwi")).toEqual([
    [1, "plum (renaming 1)"],
    [3, "kiwi"],
    [1, "plum"],
  ]);
});

it.each([
  [{ classes: [{ name: "plum", shpe: "polygon" }] }, "a class has no field shpe"],
  [{ classes: [{ name: "plum", shape: 7 }] }, "shape is 7"],
  [{ tags: [{ name: "size", values: ["small"] }] }, "a tag has no field values"],
  [{ tags: [{ name: "size", valueType: "number" }] }, 'valueType is "number"'],
  [{ tags: [{ name: "size", possibleValues: ["small", ""] }] }, "possibleValues"],
  [{ remove: { class: ["plum"] } }, "remove has no field class"],
  [{ classes: [{ shape: "polygon" }] }, "name is missing"],
])("refuses a field that is misspelled or of another kind: %j", (change, message) => {
  expect(() => checkMetaChange(change as MetaChange)).toThrow(message);
});
