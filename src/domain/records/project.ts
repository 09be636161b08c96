/** Projects. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { customDataSchema, idSchema, orDefault, orNull, sizeSchema, textSchema, timeSchema } from "./wire.js";

const projectWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: textSchema,
  readme: textSchema,
  /** Bytes. */
  size: sizeSchema,
  type: orDefault(z.string(), "images"),
  teamId: orNull(idSchema),
  workspaceId: idSchema,
  /** Null in lists and after a create: the server counts only for a single project. */
  imagesCount: orNull(z.int().nonnegative()),
  itemsCount: orNull(z.int().nonnegative()),
  datasetsCount: orNull(z.int().nonnegative()),
  referenceImageUrl: orNull(z.string()),
  customData: customDataSchema,
  createdBy: orNull(idSchema),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export type ProjectWire = z.input<typeof projectWireSchema>;

export interface ProjectInfo {
  /** Id of the project. */
  readonly id: number;
  /** Name, unique in its workspace. */
  readonly name: string;
  /** Description; empty if there is none. */
  readonly description: string;
  /** Text on the project's page, in Markdown. */
  readonly readme: string;
  /** Size of its images in bytes. */
  readonly size: number | null;
  /** Type of its items; slylab supports `images`. */
  readonly type: string;
  /** Id of its team; null if the server did not send it. */
  readonly teamId: number | null;
  /** Id of its workspace. */
  readonly workspaceId: number;
  /** Number of images; null if the server did not send it. */
  readonly imagesCount: number | null;
  /** Number of items of any kind; null if the server did not send it. */
  readonly itemsCount: number | null;
  /** Number of datasets; null if the server did not send it. */
  readonly datasetsCount: number | null;
  /** URL of a preview image. */
  readonly referenceImageUrl: string | null;
  /** Custom JSON set by the user. */
  readonly customData: Readonly<Record<string, unknown>>;
  /** Id of the person who created it. */
  readonly createdBy: number | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A project: datasets of images that share object classes and tags. */
export class ProjectInfo extends ApiRecord<ProjectInfo> {
  /** @internal */
  static readonly plural = "projects";
  /** @internal */
  static readonly columns: readonly RecordColumn<ProjectInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Type", kind: "text", hidePriority: 2, value: ({ type }) => type },
    { title: "Images", kind: "count", value: ({ imagesCount }) => imagesCount },
    { title: "Datasets", kind: "count", hidePriority: 1, value: ({ datasetsCount }) => datasetsCount },
    { title: "Workspace", kind: "id", hidePriority: 3, value: ({ workspaceId }) => workspaceId },
    { title: "Created", kind: "time", hidePriority: 4, value: ({ createdAt }) => createdAt },
  ];
}

/** Parses the API's format to {@link ProjectInfo}. */
export const projectSchema = projectWireSchema.transform((fields) => new ProjectInfo(fields));
