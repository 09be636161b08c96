/** Object classes and tags in the form of their list endpoints, with times; a project's meta has another form. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { customDataSchema, idSchema, orNull, textSchema, timeSchema } from "./wire.js";

const objectClassInfoWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: textSchema,
  shape: z.string(),
  color: z.string(),
  settings: customDataSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export interface ObjectClassInfo {
  /** Id of the class. */
  readonly id: number;
  /** Name, unique in its project. */
  readonly name: string;
  /** Description; empty if there is none. */
  readonly description: string;
  /** Shape of its objects, for example `polygon`; `any` allows all shapes. */
  readonly shape: string;
  /** Color as `#RRGGBB`. */
  readonly color: string;
  /** Further settings, unchanged. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** An object class of a project. */
export class ObjectClassInfo extends ApiRecord<ObjectClassInfo> {
  /** @internal */
  static readonly plural = "object classes";
  /** @internal */
  static readonly columns: readonly RecordColumn<ObjectClassInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Shape", kind: "text", value: ({ shape }) => shape },
    { title: "Color", kind: "color", value: ({ color }) => color },
    { title: "Created", kind: "time", hidePriority: 1, value: ({ createdAt }) => createdAt },
  ];
}

/** Parses the API's format to {@link ObjectClassInfo}. */
export const objectClassInfoSchema = objectClassInfoWireSchema.transform((fields) => new ObjectClassInfo(fields));

const tagInfoWireSchema = z.object({
  id: idSchema,
  projectId: orNull(idSchema),
  name: z.string(),
  color: orNull(z.string()),
  settings: customDataSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export interface TagInfo {
  /** Id of the tag. */
  readonly id: number;
  /** Id of its project. */
  readonly projectId: number | null;
  /** Name, unique in its project. */
  readonly name: string;
  /** Color as `#RRGGBB`; null if the server sent none. */
  readonly color: string | null;
  /** Type of its values and the items that may have it, unchanged. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A tag of a project. */
export class TagInfo extends ApiRecord<TagInfo> {
  /** @internal */
  static readonly plural = "tags";
  /** @internal */
  static readonly columns: readonly RecordColumn<TagInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Color", kind: "color", value: ({ color }) => color },
    { title: "Created", kind: "time", hidePriority: 1, value: ({ createdAt }) => createdAt },
  ];
}

/** Parses the API's format to {@link TagInfo}. */
export const tagInfoSchema = tagInfoWireSchema.transform((fields) => new TagInfo(fields));
