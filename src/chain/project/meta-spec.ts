/** Arguments of `ensureProject`, `ensureClasses` and `ensureTags`. */
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseArguments } from "../../domain/arguments/parse-arguments.js";
import { isSameName, nameKey } from "../../domain/names.js";
import { type Shape, shapes } from "../../domain/records/project-meta.js";
import type { Reference } from "./scope.js";

/** An object class: its shape, or an object with shape, color and hotkey. */
export type ClassSpec =
  | Shape
  | {
      /** Shape of its objects. */
      readonly shape: Shape;
      /** `#RRGGBB`. Default: the next palette color. */
      readonly color?: string | undefined;
      /** Hotkey of the class in the labeling tool. Default: none. */
      readonly hotkey?: string | undefined;
    };

/** Object classes by name. */
export type ClassSpecs = Readonly<Record<string, ClassSpec>>;

/** A tag: `null` for no value, a list for a choice of values. */
export type TagSpec =
  | null
  | "number"
  | "text"
  | readonly string[]
  | {
      /** Kind of value, or a list of allowed values. Default: no value. */
      readonly values?: "number" | "text" | readonly string[] | undefined;
      /** Default `'all'`. */
      readonly applicableTo?: "all" | "images" | "objects" | undefined;
      /** Object classes it applies to. Default: all. */
      readonly classes?: string | readonly string[] | undefined;
      /** `#RRGGBB`. Default: the next palette color. */
      readonly color?: string | undefined;
    };

/** Tags by name. */
export type TagSpecs = Readonly<Record<string, TagSpec>>;

/** Settings of an ensured project. */
export interface ProjectSpec {
  /** Id or name of the workspace of a new project; a missing one is created. Default: the team's first workspace. */
  readonly workspace?: number | string | undefined;
  /** Description of a new project. */
  readonly description?: string | undefined;
  /** Object classes to ensure, by name. */
  readonly classes?: ClassSpecs | undefined;
  /** Tags to ensure, by name. */
  readonly tags?: TagSpecs | undefined;
}

/** A checked class, with the API's name of its shape. */
export interface WantedClass {
  readonly name: string;
  readonly shape: string;
  readonly color?: string | undefined;
  readonly hotkey?: string | undefined;
}

/** A checked tag, with the API's field names and values. */
export interface WantedTag {
  readonly name: string;
  readonly valueType: "none" | "any_number" | "any_string" | "oneof_string";
  readonly possibleValues?: readonly string[] | undefined;
  readonly applicableTo?: "all" | "imagesOnly" | "objectsOnly" | undefined;
  readonly applicableClasses?: readonly string[] | undefined;
  readonly color?: string | undefined;
}

/** The object classes and tags to ensure. */
export interface WantedMeta {
  readonly classes: readonly WantedClass[];
  readonly tags: readonly WantedTag[];
}

/** Checked arguments of `ensureProject`. */
export interface WantedProject extends WantedMeta {
  readonly name: string;
  readonly workspace?: Reference | undefined;
  readonly description?: string | undefined;
}

const colorSchema = z.string("expected a color such as #D0021B").regex(/^#[0-9a-fA-F]{6}$/);
// The API calls a polyline `line`; both names are accepted.
const shapeSchema = z.enum([...new Set<string>([...shapes, "polyline", "line"])]);
const valuesSchema = z
  .array(kinds.name)
  .min(1)
  .refine((values) => new Set(values.map(nameKey)).size === values.length, "expected each value once");
const kindSchema = z.union([z.enum(["number", "text"]), valuesSchema], "expected 'number', 'text' or a list of values");

const classSchema = z.union(
  [
    shapeSchema.transform((shape) => ({ shape })),
    z.strictObject({ shape: shapeSchema, color: colorSchema.optional(), hotkey: kinds.text.optional() }),
  ],
  "expected a shape, or { shape, color, hotkey }",
);

const tagSettingsSchema = z
  .strictObject({
    values: kindSchema,
    applicableTo: z.enum(["all", "images", "objects"]),
    classes: z
      .union([kinds.name, kinds.someNames], "expected a class, or a list of classes")
      .transform((names) => (typeof names === "string" ? [names] : names)),
    color: colorSchema,
  })
  .partial();

const tagSchema = z.union(
  [z.null(), kindSchema, tagSettingsSchema],
  "expected null, 'number', 'text', a list of values, or { values, applicableTo, classes, color }",
);

function namedSchema<S extends z.ZodType>(schema: S) {
  return kinds.byName
    .superRefine((things, context) => {
      const names = Object.keys(things);
      const again = names.find((name, at) => names.findIndex((one) => isSameName(one, name)) < at);
      if (again === undefined) return;
      context.addIssue({
        code: "custom",
        path: [again],
        message: "expected each name once, ignoring spaces around it",
      });
    })
    .pipe(z.record(kinds.newName, schema))
    .refine((things) => Object.keys(things).length > 0, "expected at least one name");
}

/** Checks object classes. @throws {ArgumentError} an invalid class */
export function parseClasses(method: string, specs: ClassSpecs): readonly WantedClass[] {
  const classes = parseArgument(method, "classes", namedSchema(classSchema), specs);
  return Object.entries(classes).map(([name, one]) => {
    const { shape, color, hotkey }: { shape: string; color?: string | undefined; hotkey?: string | undefined } = one;
    return {
      name,
      shape: shape === "polyline" ? "line" : shape,
      ...defined({ color, hotkey }),
    };
  });
}

/** Checks tags. @throws {ArgumentError} an invalid tag */
export function parseTags(method: string, given: TagSpecs): readonly WantedTag[] {
  const tags = parseArgument(method, "tags", namedSchema(tagSchema), given);
  return Object.entries(tags).map(([name, tag]) => wantedTag(name, tag));
}

const projectSchema = z.object({
  name: kinds.newName,
  settings: z
    .strictObject({
      workspace: kinds.reference,
      description: kinds.text,
      classes: kinds.byName,
      tags: kinds.byName,
    })
    .partial(),
});

/** Checks the arguments of `ensureProject`. @throws {ArgumentError} an invalid setting */
export function parseProject(method: string, givenName: string, settings: ProjectSpec): WantedProject {
  const { name, settings: checked } = parseArguments(method, projectSchema, { name: givenName, settings });
  const { workspace, description } = checked;
  const isGiven = (things: object | undefined) => things !== undefined && Object.keys(things).length > 0;
  return {
    name,
    ...defined({ workspace, description }),
    classes: isGiven(settings.classes) ? parseClasses(method, settings.classes ?? {}) : [],
    tags: isGiven(settings.tags) ? parseTags(method, settings.tags ?? {}) : [],
  };
}

type TagSettings = z.output<typeof tagSettingsSchema>;

function wantedTag(name: string, tag: z.output<typeof tagSchema>): WantedTag {
  const settings: TagSettings = tag === null ? {} : isKind(tag) ? { values: tag } : tag;
  const { values, applicableTo, classes, color } = settings;
  return {
    name,
    valueType: values === undefined ? "none" : typeof values === "string" ? valueTypes[values] : "oneof_string",
    ...(values === undefined || typeof values === "string" ? {} : { possibleValues: values }),
    ...(applicableTo === undefined ? {} : { applicableTo: scopes[applicableTo] }),
    ...(classes === undefined ? {} : { applicableClasses: classes }),
    ...(color === undefined ? {} : { color }),
  };
}

function isKind(tag: TagSettings | z.output<typeof kindSchema>): tag is z.output<typeof kindSchema> {
  return typeof tag === "string" || Array.isArray(tag);
}

const valueTypes = { number: "any_number", text: "any_string" } as const;
const scopes = { all: "all", images: "imagesOnly", objects: "objectsOnly" } as const;
