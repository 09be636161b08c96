/** Object classes and tags as their own lists give them: with times, and `name` where a project's meta says `title`. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf } from "../display/record-display.js";
import { idSchema, orNull, textSchema, timeSchema } from "./wire.js";

const settingsSchema = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((settings) => settings ?? {});

const objectClassInfoWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: textSchema,
  shape: z.string(),
  color: z.string(),
  settings: settingsSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type ObjectClassInfoWire = z.input<typeof objectClassInfoWireSchema>;

export interface ObjectClassInfo extends Readonly<z.output<typeof objectClassInfoWireSchema>> {}

/** An object class of a project. */
export class ObjectClassInfo {
  static {
    showInHosts(ObjectClassInfo);
  }

  static readonly plural = "object classes";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Shape", kind: "text" },
    { title: "Color", kind: "color" },
    { title: "Created", kind: "time", weight: 1 },
  ];

  constructor(fields: z.output<typeof objectClassInfoWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row({ id, name, shape, color, createdAt }: ObjectClassInfo): readonly Cell[] {
    return [id, name, shape, color, createdAt];
  }

  [display](): DisplayModel {
    return recordOf("Object class", this);
  }
}

/** Wire → {@link ObjectClassInfo}. */
export const objectClassInfoSchema = objectClassInfoWireSchema.transform((fields) => new ObjectClassInfo(fields));

const tagInfoWireSchema = z.object({
  id: idSchema,
  projectId: orNull(idSchema),
  name: z.string(),
  color: orNull(z.string()),
  settings: settingsSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type TagInfoWire = z.input<typeof tagInfoWireSchema>;

export interface TagInfo extends Readonly<z.output<typeof tagInfoWireSchema>> {}

/** A tag of a project. */
export class TagInfo {
  static {
    showInHosts(TagInfo);
  }

  static readonly plural = "tags";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Color", kind: "color" },
    { title: "Created", kind: "time", weight: 1 },
  ];

  constructor(fields: z.output<typeof tagInfoWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row({ id, name, color, createdAt }: TagInfo): readonly Cell[] {
    return [id, name, color, createdAt];
  }

  [display](): DisplayModel {
    return recordOf("Tag", this);
  }
}

/** Wire → {@link TagInfo}. */
export const tagInfoSchema = tagInfoWireSchema.transform((fields) => new TagInfo(fields));
