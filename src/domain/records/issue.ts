/** Issues: what people have to say about images and objects. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { recordOf } from "../display/record-display.js";
import { customDataSchema, idSchema, orNull, textSchema, timeSchema } from "./wire.js";

/** What an issue can be. */
export const issueStatuses = ["open", "closed"] as const;
export type IssueStatus = (typeof issueStatuses)[number];

/** What a sub-issue can be about. */
export const bindingFields = ["imageId", "figureId", "projectId", "jobId"] as const;

/** One thing that a sub-issue is about. */
export interface IssueBinding {
  readonly field: (typeof bindingFields)[number];
  /** Its id. */
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
});
export type IssueWire = z.input<typeof issueWireSchema>;

function issueFields({ createdBy, ...rest }: z.output<typeof issueWireSchema>) {
  return { ...rest, createdById: createdBy };
}

export interface IssueInfo extends Readonly<ReturnType<typeof issueFields>> {}

/** An issue, or a sub-issue with what it is about in `bindings`; `subIssues` is null where they were not asked for. */
export class IssueInfo {
  static readonly plural = "issues";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Status", kind: "status" },
    { title: "By", kind: "text" },
    { title: "Updated", kind: "time", weight: 1 },
  ];

  constructor(fields: ReturnType<typeof issueFields>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(issue: IssueInfo): readonly Cell[] {
    return [issue.id, issue.name, issue.status, issue.userLogin, issue.updatedAt];
  }

  [display](): DisplayModel {
    return recordOf("Issue", this);
  }
}

/** Wire → {@link IssueInfo}. */
export const issueSchema = issueWireSchema.transform((wire) => new IssueInfo(issueFields(wire)));

/** A comment on an issue. */
export const commentSchema = z.object({
  id: idSchema,
  issueId: idSchema,
  comment: z.string(),
  createdBy: orNull(idSchema),
  createdByUser: orNull(z.string()),
  createdAt: timeSchema,
});
export type IssueComment = Readonly<z.output<typeof commentSchema>>;
