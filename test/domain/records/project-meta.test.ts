import { describe, expect, it } from "vitest";
import { display, type StackModel, type TableModel } from "../../../src/domain/display/display.js";
import { type MetaWire, ProjectMeta, projectMetaSchema } from "../../../src/domain/records/project-meta.js";

const meta: MetaWire = {
  classes: [
    { id: 11, title: "kiwi", description: "", shape: "bitmap", color: "#D0021B", hotkey: "" },
    {
      title: "hand",
      description: "with joints",
      shape: "graph",
      color: "#50e3c2",
      geometry_config: { nodes: { wrist: { x: 1 } } },
      hotkey: "h",
    },
  ],
  tags: [
    {
      id: 21,
      name: "size",
      value_type: "oneof_string",
      values: ["small", "medium", "large"],
      color: "#ff0000",
      hotkey: "",
      applicable_type: "objectsOnly",
      classes: ["kiwi", "lemon"],
    },
    { name: "origin", value_type: "any_string", hotkey: "o", applicable_type: "all", classes: [], target_type: "all" },
  ],
  projectType: "images",
};

describe("meta", () => {
  const read = projectMetaSchema.parse(meta);

  it("is sent back unchanged", () => {
    expect(read.toWire()).toEqual(meta);
    expect(projectMetaSchema.parse(read.toWire())).toEqual(read);
  });

  it("names classes and keeps the settings of their geometry", () => {
    expect(read.classes.map(({ id, name }) => [id, name])).toEqual([
      [11, "kiwi"],
      [null, "hand"],
    ]);
    expect(read.classes[1]?.geometryConfig).toEqual({ nodes: { wrist: { x: 1 } } });
  });

  it("is frozen and independent of its source objects", () => {
    const classes = [...read.classes];
    const copy = new ProjectMeta({ classes, tags: [] });
    classes.pop();
    expect(copy.classes).toHaveLength(2);
    expect(Object.isFrozen(copy.classes)).toBe(true);
    expect(Object.isFrozen(copy.classes[0])).toBe(true);
    expect(copy.projectType).toBe("images");
  });

  it("fills in fields that the server omits", () => {
    const bare = projectMetaSchema.parse({
      classes: [{ title: "a", shape: "any", color: "#000000" }],
      tags: [{ name: "t", value_type: "none" }],
    });
    expect(bare.tags[0]).toMatchObject({
      applicableTo: "all",
      applicableClasses: [],
      possibleValues: null,
      color: null,
    });
    expect(bare.classes[0]).toMatchObject({ hotkey: "", description: "", geometryConfig: null });
  });

  it("keeps an unknown shape", () => {
    const parsed = projectMetaSchema.parse({ classes: [{ title: "a", shape: "mesh", color: "#000000" }], tags: [] });
    expect(parsed.classes[0]?.shape).toBe("mesh");
  });

  it.each(["red", "#12345", "#12345g"])("rejects the color %s and names the field", (color) => {
    const parsed = projectMetaSchema.safeParse({ classes: [{ title: "a", shape: "any", color }], tags: [] });
    expect(parsed.error?.issues[0]?.path).toEqual(["classes", 0, "color"]);
  });

  it("is displayed as a table of classes and a table of tags", () => {
    const [classes, tags] = (read[display]() as StackModel).parts as TableModel[];
    expect(classes?.columns.map(({ title }) => title)).toEqual(["Name", "Shape", "Color", "Hotkey"]);
    expect(classes?.rows[0]).toEqual(["kiwi", "Bitmap", "#D0021B", ""]);
    expect(tags?.rows).toEqual([
      ["size", "oneof_string", "['small', 'medium', 'large']", "", "objectsOnly", "['kiwi', 'lemon']"],
      ["origin", "any_string", "None", "o", "all", "[]"],
    ]);
  });

  it("names shapes of several words like the SDK", () => {
    const parsed = projectMetaSchema.parse({
      classes: [{ title: "a", shape: "alpha_mask", color: "#000000" }],
      tags: [],
    });
    const [classes] = (parsed[display]() as StackModel).parts as TableModel[];
    expect(classes?.rows[0]?.[1]).toBe("AlphaMask");
  });
});
