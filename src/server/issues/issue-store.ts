import { z } from "zod";
import { bindingFields, type IssueBinding, issueStatuses } from "../../domain/records/issue.js";
import type { ColumnsIn, RowOf } from "../db/columns.js";
import { flagColumn, jsonColumn, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";

const number = z.int().nullable();

const issues = listOf(
  "issues s",
  {
    id: { type: z.int(), filter: "number" },
    teamId: { type: z.int() },
    parentId: { type: number },
    name: { type: z.string(), filter: "text" },
    status: { type: z.enum(issueStatuses), filter: "text" },
    isPinned: { type: flagColumn, filter: "flag" },
    isLocal: { type: flagColumn, filter: "flag" },
    assignees: { type: jsonColumn(z.array(z.int())) },
    meta: { type: objectColumn },
    bindingField: { type: z.enum(bindingFields).nullable() },
    bindingValue: { type: number },
    userLogin: { type: z.string(), sql: "u.login", filter: "text" },
    imageId: { type: number },
    imageName: { type: z.string().nullable(), sql: "i.name" },
    datasetId: { type: number, sql: "i.datasetId" },
    projectId: { type: number, sql: "ifnull(d.projectId, s.projectId)" },
    createdBy: { type: z.int(), filter: "number" },
    createdAt: { type: z.string(), filter: "text" },
    updatedAt: { type: z.string(), filter: "text" },
  },
  {
    from: `issues s JOIN users u ON u.id = s.createdBy LEFT JOIN images i ON i.id = s.imageId
    LEFT JOIN datasets d ON d.id = i.datasetId`,
    wire: ({ bindingField, bindingValue, ...issue }) => {
      if (bindingField === null || bindingValue === null) return issue;
      const extra =
        bindingField === "figureId" && issue.imageId !== null ? { figureImageId: issue.imageId } : undefined;
      return { ...issue, bindings: [{ field: bindingField, value: bindingValue, ...(extra && { extra }) }] };
    },
  },
);

/** A record that a sub-issue refers to, in the API's format. */
export interface Binding extends IssueBinding {
  readonly extra?: { readonly figureImageId: number };
}

type Columns = RowOf<typeof issues>;

/** An issue in the API's format. Sub-issues have `bindings`. */
export type IssueWire = Omit<Columns, "bindingField" | "bindingValue"> & {
  readonly bindings?: readonly Binding[];
  readonly subIssues?: readonly IssueWire[];
};

const commentRow = z
  .object({
    id: z.int(),
    issueId: z.int(),
    comment: z.string(),
    createdBy: z.int(),
    createdByUser: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .transform((columns) => ({ ...columns, meta: {}, links: {} }));

/** A comment in the API's format. */
export type CommentWire = z.output<typeof commentRow>;

/** Fields of a new issue. */
export type NewIssueRow = ColumnsIn<typeof issues, "teamId" | "name" | "assignees" | "isLocal" | "createdBy">;

/** Fields of a new sub-issue. */
export interface NewSubIssue {
  readonly parent: IssueWire;
  readonly binding: Binding;
  readonly imageId: number | null;
  readonly projectId: number | null;
  readonly meta: object;
  readonly createdBy: number;
}

const comment = `SELECT c.id, c.issueId, c.comment, c.createdBy, u.login AS createdByUser, c.createdAt, c.updatedAt
  FROM issueComments c JOIN users u ON u.id = c.createdBy`;

/** Stores issues, sub-issues and comments. */
export class IssueStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, issues),
    comments: this.database.query(`${comment} WHERE c.issueId = ? ORDER BY c.id`, commentRow),
    comment: this.database.query(`${comment} WHERE c.id = ?`, commentRow),
  };

  find(id: number): IssueWire | undefined {
    return this.#sql.listing.one(id);
  }

  /** Lists issues without a parent. */
  list(scope: readonly Condition[], request: ListRequest): Page<IssueWire> {
    return this.#sql.listing.page([{ sql: "s.parentId IS NULL", values: [] }, ...scope], request);
  }

  /** Returns the sub-issues of an issue. */
  subIssues(id: number): IssueWire[] {
    return this.#sql.listing.all([{ sql: "s.parentId = ?", values: [id] }]);
  }

  /** Returns the sub-issues that meet `scope`, and their parents. */
  within(scope: Condition, shown: readonly Condition[]): IssueWire[] {
    const { sql, values } = scope;
    const inside = `(s.parentId IS NOT NULL AND ${sql})`;
    const above = `s.id IN (SELECT s.parentId FROM issues s LEFT JOIN images i ON i.id = s.imageId
      LEFT JOIN datasets d ON d.id = i.datasetId WHERE s.parentId IS NOT NULL AND ${sql})`;
    return this.#sql.listing.all([{ sql: `${inside} OR ${above}`, values: [...values, ...values] }, ...shown]);
  }

  add(issue: NewIssueRow, now: string): number {
    const { teamId, name, assignees, isLocal, createdBy } = issue;
    const row = { teamId, name, assignees, isLocal, createdBy };
    return this.database.insert("issues", { ...row, createdAt: now, updatedAt: now });
  }

  addSub(issue: NewSubIssue, now: string): number {
    const { parent, binding, imageId, projectId, meta, createdBy } = issue;
    const above = { teamId: parent.teamId, parentId: parent.id, name: parent.name };
    const about = { meta, bindingField: binding.field, bindingValue: binding.value, imageId, projectId };
    this.#touch(parent.id, now);
    return this.database.insert("issues", { ...above, ...about, createdBy, createdAt: now, updatedAt: now });
  }

  update(id: number, change: { name?: string; status?: string; isPinned?: boolean }, now: string): void {
    const { name, status, isPinned } = change;
    this.database.update("issues", id, { name, status, isPinned, updatedAt: now });
  }

  updateSub(id: number, change: { status?: string; parentId?: number; meta?: object }, now: string): void {
    const { status, parentId, meta } = change;
    this.database.update("issues", id, { status, parentId, meta, updatedAt: now });
  }

  /** Removes an issue with its comments and sub-issues. */
  remove(id: number): void {
    this.database.remove("issues", id);
  }

  comments(issueId: number): CommentWire[] {
    return this.#sql.comments.all(issueId);
  }

  comment(id: number): CommentWire | undefined {
    return this.#sql.comment.first(id);
  }

  addComment(issueId: number, comment: string, createdBy: number, now: string): number {
    this.#touch(issueId, now);
    return this.database.insert("issueComments", { issueId, comment, createdBy, createdAt: now, updatedAt: now });
  }

  editComment(id: number, comment: string, now: string): void {
    this.database.update("issueComments", id, { comment, updatedAt: now });
  }

  #touch(id: number, now: string): void {
    this.database.update("issues", id, { updatedAt: now });
  }
}
