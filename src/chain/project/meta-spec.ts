/** Arguments of `ensureProject`, `ensureClasses` and `ensureTags`. */
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { isSameName, nameKey } from "../../domain/names.js";
import { type Shape, shapes } from "../../domain/records/project-meta.js";
import { nameSchema, parseArguments, referenceSchema, settingsSchema } from "../core/arguments.js";
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

const colorSchema = z.string("expected a color as #RRGGBB").regex(/^#[0-9a-fA-F]{6}$/, "expected a color as #RRGGBB");
// The API calls a polyline `line`; both names are accepted.
const shapeSchema = z.enum([...new Set<string>([...shapes, "polyline", "line"])]);
const valuesSchema = z
  .array(z.string("expected strings").min(1, "expected values that are not empty"))
  .min(1, "expected at least one value")
  .refine((values) => new Set(values.map(nameKey)).size === values.length, "expected each value once");
const kindSchema = z.union([z.literal("number"), z.literal("text"), valuesSchema], {
  error: "expected 'number', 'text' or a list of values",
});

const classSchema = z.union(
  [
    shapeSchema.transform((shape) => ({ shape })),
    settingsSchema({
      shape: shapeSchema,
      color: colorSchema.optional(),
      hotkey: z.string("expected a string").optional(),
    }),
  ],
  { error: "expected a shape, or { shape, color, hotkey }" },
);

const classNamesSchema = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: "expected a class, or a list of classes",
});

const tagSettingsSchema = settingsSchema({
  values: kindSchema,
  applicableTo: z.enum(["all", "images", "objects"]),
  classes: classNamesSchema.transform((names) => (typeof names === "string" ? [names] : names)),
  color: colorSchema,
}).partial();

const tagSchema = z.union([z.null(), kindSchema, tagSettingsSchema], {
  error: "expected null, 'number', 'text', a list of values, or { values, applicableTo, classes, color }",
});

function namedSchema<S extends z.ZodType>(schema: S) {
  return z
    .record(z.string(), z.unknown(), "expected an object with names as keys")
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
    .pipe(z.record(nameSchema, schema, "expected an object with names as keys"))
    .refine((things) => Object.keys(things).length > 0, "expected at least one name");
}

/** Checks object classes. @throws {ArgumentError} an invalid class */
export function parseClasses(method: string, given: ClassSpecs): readonly WantedClass[] {
  const { classes } = parseArguments(method, z.object({ classes: namedSchema(classSchema) }), { classes: given });
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
  const { tags } = parseArguments(method, z.object({ tags: namedSchema(tagSchema) }), { tags: given });
  return Object.entries(tags).map(([name, tag]) => wantedTag(name, tag));
}

/** Checks the arguments of `ensureProject`. @throws {ArgumentError} an invalid setting */
export function parseProject(method: string, givenName: string, settings: ProjectSpec): WantedProject {
  const schema = z.object({
    name: nameSchema,
    settings: settingsSchema({
      workspace: referenceSchema,
      description: z.string("expected a string"),
      classes: z.record(z.string(), z.unknown(), "expected an object with names as keys"),
      tags: z.record(z.string(), z.unknown(), "expected an object with names as keys"),
    }).partial(),
  });
  const { name, settings: checked } = parseArguments(method, schema, { name: givenName, settings });
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
