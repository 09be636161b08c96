/** The object classes and tags of a project. */
import { z } from "zod";
import { type DisplayModel, display, type TableModel } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { idSchema, orDefault, orEmpty, orNull, textSchema } from "./wire.js";

/** The shapes of object classes. */
export const shapes = [
  "any",
  "rectangle",
  "polygon",
  "polyline",
  "bitmap",
  "alpha_mask",
  "point",
  "cuboid",
  "cuboid_2d",
  "graph",
] as const;

/** Shape of the objects of a class. */
export type Shape = (typeof shapes)[number];

/** Shape of the objects of a class, or an unknown one that a newer server sent. */
export type SeenShape = Shape | (string & {});

/** `#RRGGBB`. */
const colorSchema = z.string().regex(/^#[0-9a-fA-F]{6}$/, "expected a color as #RRGGBB");

const objectClassSchema = z.object({
  id: orNull(idSchema),
  title: z.string().min(1),
  description: textSchema,
  shape: z.string().transform((shape) => shape as SeenShape),
  color: colorSchema,
  geometry_config: z.unknown().optional(),
  hotkey: textSchema,
});

const tagValueTypes = ["none", "any_number", "any_string", "oneof_string", "date"] as const;

const tagApplicableTypes = ["all", "imagesOnly", "objectsOnly"] as const;

const tagMetaSchema = z.object({
  id: orNull(idSchema),
  name: z.string().min(1),
  value_type: z.string(),
  values: orNull(z.array(z.string())),
  color: z.string().nullish(),
  hotkey: textSchema,
  applicable_type: orDefault(z.string(), "all"),
  classes: orEmpty(z.string()),
  target_type: z.string().optional(),
});

/** An object class of a project. */
export interface ObjectClass {
  /** Id of the class; null before it is saved. */
  readonly id: number | null;
  /** Name, unique in the project. */
  readonly name: string;
  /** Description; empty if there is none. */
  readonly description: string;
  /** Shape of its objects; `any` allows all shapes. */
  readonly shape: SeenShape;
  /** `#RRGGBB`. */
  readonly color: string;
  /** Key that selects it in the labeling tool; empty if there is none. */
  readonly hotkey: string;
  /** Further settings of the shape, for example the nodes of a `graph`. */
  readonly geometryConfig: unknown;
}

/** A tag of a project, which annotators can assign to images and objects. */
export interface TagMeta {
  /** Id of the tag; null before it is saved. */
  readonly id: number | null;
  /** Name, unique in the project. */
  readonly name: string;
  /** Type of its values; `none` for a tag without values. */
  readonly valueType: (typeof tagValueTypes)[number] | (string & {});
  /** Allowed values of a `oneof_string` tag; null for other types. */
  readonly possibleValues: readonly string[] | null;
  /** `#RRGGBB`, or null if the server sent none. */
  readonly color: string | null;
  /** Key that assigns it in the labeling tool; empty if there is none. */
  readonly hotkey: string;
  /** Whether it may be assigned to images, to objects, or to both. */
  readonly applicableTo: (typeof tagApplicableTypes)[number] | (string & {});
  /** Names of the object classes that may have it; empty means all. */
  readonly applicableClasses: readonly string[];
  /** Type of the items that may have it; null for all. */
  readonly targetType: string | null;
}

const metaWireSchema = z.object({
  classes: z.array(objectClassSchema),
  tags: z.array(tagMetaSchema),
  projectType: orDefault(z.string(), "images"),
});

/** A project's meta in the API's format. */
export interface MetaWire {
  /** Object classes. */
  classes: z.input<typeof objectClassSchema>[];
  /** Tags. */
  tags: z.input<typeof tagMetaSchema>[];
  /** Type of the project's items. Default: `images`. */
  projectType?: string | null | undefined;
}

/** The object classes and tags of a project. */
export class ProjectMeta {
  static {
    showInHosts(ProjectMeta);
  }

  /** Object classes, in the server's order. */
  readonly classes: readonly ObjectClass[];
  /** Tags, in the server's order. */
  readonly tags: readonly TagMeta[];
  /** Type of the project's items; slylab supports `images`. */
  readonly projectType: string;

  constructor(fields: { classes: readonly ObjectClass[]; tags: readonly TagMeta[]; projectType?: string | undefined }) {
    this.classes = Object.freeze(fields.classes.map((objectClass) => Object.freeze({ ...objectClass })));
    this.tags = Object.freeze(fields.tags.map((tag) => Object.freeze({ ...tag })));
    this.projectType = fields.projectType ?? "images";
    Object.freeze(this);
  }

  /** Returns the meta in the API's format. */
  toWire(): MetaWire {
    return {
      classes: this.classes.map(({ name, geometryConfig, id, ...rest }) => ({
        ...(id === null ? {} : { id }),
        title: name,
        ...rest,
        ...(geometryConfig == null ? {} : { geometry_config: geometryConfig }),
      })),
      tags: this.tags.map((tag) => ({
        ...(tag.id === null ? {} : { id: tag.id }),
        name: tag.name,
        value_type: tag.valueType,
        ...(tag.possibleValues === null ? {} : { values: [...tag.possibleValues] }),
        ...(tag.color === null ? {} : { color: tag.color }),
        hotkey: tag.hotkey,
        applicable_type: tag.applicableTo,
        classes: [...tag.applicableClasses],
        ...(tag.targetType === null ? {} : { target_type: tag.targetType }),
      })),
      projectType: this.projectType,
    };
  }

  [display](): DisplayModel {
    return { kind: "stack", parts: [classTable(this.classes), tagTable(this.tags)] };
  }
}

/** Formats names as the official SDK prints them: `['small', 'medium']`. */
function quoted(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(", ")}]`;
}

/** Formats a shape as the official SDK prints it: `alpha_mask` → `AlphaMask`. */
function shapeTitle(shape: string): string {
  return shape.replace(/(^|_)(\w)/g, (_all, _gap, letter: string) => letter.toUpperCase());
}

function classTable(classes: readonly ObjectClass[]): TableModel {
  return {
    kind: "table",
    title: "Object Classes",
    columns: [
      { title: "Name", kind: "text" },
      { title: "Shape", kind: "text" },
      { title: "Color", kind: "color" },
      { title: "Hotkey", kind: "text" },
    ],
    rows: classes.map((objectClass) => [
      objectClass.name,
      shapeTitle(objectClass.shape),
      objectClass.color,
      objectClass.hotkey,
    ]),
    empty: "no object classes",
  };
}

function tagTable(tags: readonly TagMeta[]): TableModel {
  return {
    kind: "table",
    title: "Tags",
    columns: [
      { title: "Name", kind: "text" },
      { title: "Value type", kind: "text" },
      { title: "Possible values", kind: "text" },
      { title: "Hotkey", kind: "text" },
      { title: "Applicable to", kind: "text" },
      { title: "Applicable classes", kind: "text" },
    ],
    rows: tags.map((tag) => [
      tag.name,
      tag.valueType,
      tag.possibleValues === null ? "None" : quoted(tag.possibleValues),
      tag.hotkey,
      tag.applicableTo,
      quoted(tag.applicableClasses),
    ]),
    empty: "no tags",
  };
}

/** Parses the API's format to {@link ProjectMeta}. */
export const projectMetaSchema = metaWireSchema.transform(
  (wire) =>
    new ProjectMeta({
      classes: wire.classes.map(({ title, geometry_config, ...rest }) => ({
        ...rest,
        name: title,
        geometryConfig: geometry_config ?? null,
      })),
      tags: wire.tags.map((tag) => ({
        id: tag.id,
        name: tag.name,
        valueType: tag.value_type,
        possibleValues: tag.values,
        color: tag.color ?? null,
        hotkey: tag.hotkey,
        applicableTo: tag.applicable_type,
        applicableClasses: tag.classes,
        targetType: tag.target_type ?? null,
      })),
      projectType: wire.projectType,
    }),
);
