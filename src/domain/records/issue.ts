/** Issues: reported problems of images and objects, with comments. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { customDataSchema, idSchema, orNull, textSchema, timeSchema } from "./wire.js";

/** The statuses of an issue. */
export const issueStatuses = ["open", "closed"] as const;
/** Status of an issue. */
export type IssueStatus = (typeof issueStatuses)[number];

/** The kinds of records that a sub-issue can refer to. */
export const bindingFields = ["imageId", "figureId", "projectId", "jobId"] as const;

/** A record that a sub-issue refers to. */
export interface IssueBinding {
  /** Kind of the record: an image, an object, a project or a job. */
  readonly field: (typeof bindingFields)[number];
  /** Id of the record. */
  readonly value: number;
}

const bindingSchema = z.looseObject({ field: z.string(), value: z.number() });

const subIssueSchema = z.object({
  id: idSchema,
  status: z.string(),
  parentId: orNull(idSchema),
  bindings: z.array(bindingSchema).nullish(),
  meta: customDataSchema,
});

/** A comment on an issue. */
export const commentSchema = z.object({
  id: idSchema,
  issueId: idSchema,
  comment: z.string(),
  createdBy: orNull(idSchema),
  createdByUser: orNull(z.string()),
  createdAt: timeSchema,
});
/** A comment on an issue. */
export interface IssueComment {
  /** Id of the comment. */
  readonly id: number;
  /** Id of its issue. */
  readonly issueId: number;
  /** The text. */
  readonly comment: string;
  /** Id of its author. */
  readonly createdBy: number | null;
  /** Login of its author. */
  readonly createdByUser: string | null;
  /** When it was written. */
  readonly createdAt: Date;
}

const issueWireSchema = z.object({
  id: idSchema,
  status: z.string(),
  name: textSchema,
  userLogin: orNull(z.string()),
  imageId: orNull(idSchema),
  imageName: orNull(z.string()),
  datasetId: orNull(idSchema),
  projectId: orNull(idSchema),
  parentId: orNull(idSchema),
  createdBy: orNull(idSchema),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  bindings: z
    .array(bindingSchema)
    .nullish()
    .transform((bindings) => Object.freeze(bindings ?? [])),
  subIssues: z
    .array(subIssueSchema)
    .nullish()
    .transform((all) => (all == null ? null : Object.freeze(all))),
  comments: z
    .array(commentSchema)
    .nullish()
    .catch(null)
    .transform((all) => (all == null ? null : Object.freeze(all))),
});

export interface IssueInfo {
  /** Id of the issue. */
  readonly id: number;
  /** `open` or `closed`. */
  readonly status: string;
  /** Title of the issue. */
  readonly name: string;
  /** Login of its author. */
  readonly userLogin: string | null;
  /** Id of the image it is about; null if there is none. */
  readonly imageId: number | null;
  /** Name of that image. */
  readonly imageName: string | null;
  /** Id of that image's dataset. */
  readonly datasetId: number | null;
  /** Id of that image's project. */
  readonly projectId: number | null;
  /** Id of the parent issue; null if this is not a sub-issue. */
  readonly parentId: number | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
  /** Records that a sub-issue refers to. */
  readonly bindings: readonly Readonly<z.output<typeof bindingSchema>>[];
  /** Its sub-issues; null if they were not requested. */
  readonly subIssues: readonly Readonly<z.output<typeof subIssueSchema>>[] | null;
  /** Its comments, oldest first; null in records of a list. */
  readonly comments: readonly Readonly<IssueComment>[] | null;
  /** Id of its author. */
  readonly createdById: number | null;
}

/** An issue or a sub-issue. */
export class IssueInfo extends ApiRecord<IssueInfo> {
  /** @internal */
  static readonly plural = "issues";
  /** @internal */
  static readonly columns: readonly RecordColumn<IssueInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Status", kind: "status", value: ({ status }) => status },
    { title: "By", kind: "text", value: ({ userLogin }) => userLogin },
    { title: "Updated", kind: "time", hidePriority: 1, value: ({ updatedAt }) => updatedAt },
  ];
}

/** Parses the API's format to {@link IssueInfo}. */
export const issueSchema = issueWireSchema.transform(
  ({ createdBy, ...rest }) => new IssueInfo({ ...rest, createdById: createdBy }),
);
