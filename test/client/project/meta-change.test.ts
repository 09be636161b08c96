import { expect, it } from "vitest";
import { planMetaChange } from "../../../src/client/project/meta-change.js";
import { checkMetaChange, type MetaChange } from "../../../src/client/project/meta-change-input.js";

const raw = {
  classes: [{ id: 1, title: "kiwi", shape: "bitmap", color: "#D0021B", newer: { field: true } }],
  tags: [{ id: 2, name: "size", value_type: "oneof_string", values: ["small"], color: "#417505", classes: ["kiwi"] }],
  projectType: "images",
  projectSettings: { multiView: { enabled: false } },
};

const changeMeta = (meta: typeof raw, change: MetaChange) => planMetaChange(meta, change).meta;

it("a change of the meta without effect sends nothing, and unknown fields are kept", () => {
  expect(changeMeta(raw, { classes: [{ name: "kiwi", color: "#D0021B" }] })).toBeUndefined();
});

it("a change of the meta changes the named entries only", () => {
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

it("new classes and tags get a default shape, type and color", () => {
  const changed = changeMeta(raw, {
    classes: [{ name: "plum" }],
    tags: [{ name: "ripe", valueType: "none", applicableTo: "imagesOnly" }],
  });
  expect(changed?.classes[1]).toEqual({ title: "plum", shape: "any", color: "#50E3C2" });
  expect(changed?.tags[1]).toEqual({
    name: "ripe",
    value_type: "none",
    color: "#D0021B",
    applicable_type: "imagesOnly",
    classes: [],
  });
});

it("new classes get colors that no other class has, as long as the palette lasts", () => {
  const given = [
    { name: "road" },
    { name: "car", color: "#50e3c2" },
    ...["a", "b", "c", "d", "e"].map((name) => ({ name })),
  ];
  const colors = changeMeta(raw, { classes: given })?.classes.map(({ color }) => String(color).toUpperCase());
  expect(new Set(colors).size).toBe(8);
  const one = [{ name: "road" }, { name: "car", color: "#50E3C2" }];
  const inTurn = changeMeta({ ...raw, classes: [], tags: [] }, { classes: one })?.classes.map(({ color }) => color);
  expect(inTurn).toEqual(["#D0021B", "#50E3C2"]);
  const many = Array.from({ length: 20 }, (_, at) => ({ name: `class ${at}` }));
  const counts = new Map<unknown, number>();
  for (const { color } of changeMeta({ ...raw, classes: [], tags: [] }, { classes: many })?.classes ?? [])
    counts.set(color, (counts.get(color) ?? 0) + 1);
  expect([...counts.values()].sort()).toEqual([2, 2, 2, 2, 3, 3, 3, 3]);
});

it("only named classes and tags are removed; an unknown name is rejected with the existing ones", () => {
  expect(changeMeta(raw, { remove: { classes: ["kiwi"], tags: ["size"] } })).toEqual({ ...raw, classes: [], tags: [] });
  expect(() => changeMeta(raw, { remove: { classes: ["kiwy"] } })).toThrow('the project has no class "kiwy"');
});

it("a removed class is removed from its tags, and a tag for some classes does not become one for all", () => {
  const two = { ...raw, classes: [...raw.classes, { ...raw.classes[0]!, id: 3, title: "plum" }] };
  const tags = [{ ...raw.tags[0]!, classes: ["kiwi", "plum"] }];
  expect(changeMeta({ ...two, tags }, { remove: { classes: ["plum"] } })?.tags).toEqual(raw.tags);
  expect(() => changeMeta(raw, { remove: { classes: ["kiwi"] } })).toThrow('tag "size" is only for kiwi');
});

it("an entry with id and new name is renamed, with its other changes", () => {
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

it("an entry with an id and its own name, as getMeta returns it, is not a rename", () => {
  expect(planMetaChange(raw, { classes: [{ id: 1, name: "kiwi" }] })).toMatchObject({
    meta: undefined,
    classNames: [],
  });
});

it("a taken new name and an unknown id are rejected", () => {
  const two = { ...raw, classes: [...raw.classes, { ...raw.classes[0]!, id: 3, title: "plum" }] };
  expect(() => planMetaChange(raw, { classes: [{ id: 9 }] })).toThrow("the project has no class 9");
  expect(() =>
    planMetaChange(two, {
      classes: [
        { id: 1, name: "fig" },
        { id: 3, name: "fig" },
      ],
    }),
  ).toThrow('the project already has a class "fig"');
});

it("the name of another entry, and two changes of one entry, are rejected", () => {
  const two = { ...raw, classes: [...raw.classes, { ...raw.classes[0]!, id: 3, title: "plum" }] };
  expect(() => planMetaChange(two, { classes: [{ id: 1, name: "plum " }] })).toThrow(
    'the project already has a class "plum "',
  );
  expect(() =>
    planMetaChange(two, {
      classes: [
        { id: 1, name: "fig" },
        { name: "kiwi", shape: "polygon" },
      ],
    }),
  ).toThrow('the class "kiwi" is changed twice');
  // Records of another project have ids that this project does not have.
  expect(planMetaChange(two, { classes: [{ id: 77, name: "plum" }] })).toMatchObject({
    meta: undefined,
    classNames: [],
  });
});

it("renames are ordered so that each name is free, with a temporary name if two are swapped", () => {
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
  [{ classes: [{ name: "plum", shpe: "polygon" }] }, "unknown setting 'shpe' in changes.classes[0]"],
  [{ classes: [{ name: "plum", shape: 7 }] }, "changes.classes[0].shape is 7, expected a string"],
  [{ tags: [{ name: "size", values: ["small"] }] }, "unknown setting 'values' in changes.tags[0]"],
  [{ tags: [{ name: "size", valueType: "number" }] }, 'valueType is "number"'],
  [{ tags: [{ name: "size", possibleValues: ["small", ""] }] }, "possibleValues"],
  [{ remove: { class: ["plum"] } }, "unknown setting 'class'"],
  [{ classes: [{ shape: "polygon" }] }, "changes.classes[0].name is missing"],
])("a misspelled field or one of another type is rejected: %j", (change, message) => {
  expect(() => checkMetaChange(change as MetaChange)).toThrow(message);
});

it("very many new classes and tags do not freeze the process", () => {
  const named = Array.from({ length: 50_000 }, (_, at) => ({ name: `name ${at}` }));
  const before = { classes: [], tags: [] };
  const { meta } = planMetaChange(before, { classes: named, tags: named });
  expect([meta?.classes.length, meta?.tags.length]).toEqual([50_000, 50_000]);
  const raw = { classes: named.map(({ name }) => ({ title: name })), tags: named };
  const colored = named.map(({ name }) => ({ name: ` ${name}`, color: "#112233" }));
  expect(planMetaChange(raw, { classes: colored }).meta?.classes).toHaveLength(50_000);
});
