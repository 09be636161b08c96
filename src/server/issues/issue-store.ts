import { z } from "zod";
import { bindingFields, type IssueBinding, issueStatuses } from "../../domain/records/issue.js";
import { columnsOf, type RowOf } from "../db/columns.js";
import type { Database } from "../db/database.js";
import { flagColumn, jsonColumn, objectColumn } from "../db/rows.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, type ListSpec, type Page } from "../http/listing.js";

const number = z.int().nullable();

const issueColumns = columnsOf("s", {
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
});

/** A record that a sub-issue refers to, in the API's format. */
export interface Binding extends IssueBinding {
  readonly extra?: { readonly figureImageId: number };
}

type Columns = RowOf<typeof issueColumns>;

/** An issue in the API's format. Sub-issues have `bindings`. */
export type IssueWire = Omit<Columns, "bindingField" | "bindingValue"> & {
  readonly bindings?: readonly Binding[];
  readonly subIssues?: readonly IssueWire[];
};

const issues: ListSpec<RowOf<typeof issueColumns>, IssueWire> = {
  columns: issueColumns,
  from: `issues s JOIN users u ON u.id = s.createdBy LEFT JOIN images i ON i.id = s.imageId
    LEFT JOIN datasets d ON d.id = i.datasetId`,
  key: "s.id",
  wire: ({ bindingField, bindingValue, ...issue }) => {
    if (bindingField === null || bindingValue === null) return issue;
    const extra = bindingField === "figureId" && issue.imageId !== null ? { figureImageId: issue.imageId } : undefined;
    return { ...issue, bindings: [{ field: bindingField, value: bindingValue, ...(extra && { extra }) }] };
  },
};

const commentRow = z.object({
  id: z.int(),
  issueId: z.int(),
  comment: z.string(),
  createdBy: z.int(),
  createdByUser: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** A comment in the API's format. */
export type CommentWire = z.output<typeof commentRow> & { readonly meta: object; readonly links: object };

/** Fields of a new issue. */
export interface NewIssueRow {
  readonly teamId: number;
  readonly name: string;
  readonly assignees: readonly number[];
  readonly isLocal: boolean;
  readonly createdBy: number;
}

/** Fields of a new sub-issue. */
export interface NewSubIssue {
  readonly parent: IssueWire;
  readonly binding: Binding;
  readonly imageId: number | null;
  readonly projectId: number | null;
  readonly meta: object;
  readonly createdBy: number;
}

/** Stores issues, sub-issues and comments. */
export class IssueStore {
  readonly #sql;

  constructor(database: Database) {
    const comment = `SELECT c.id, c.issueId, c.comment, c.createdBy, u.login AS createdByUser, c.createdAt, c.updatedAt
      FROM issueComments c JOIN users u ON u.id = c.createdBy`;
    const row = commentRow.transform((columns): CommentWire => ({ ...columns, meta: {}, links: {} }));
    this.#sql = {
      listing: new ListReader(database, issues),
      comments: database.query(`${comment} WHERE c.issueId = ? ORDER BY c.id`, row),
      comment: database.query(`${comment} WHERE c.id = ?`, row),
      insert: database.command(
        `INSERT INTO issues (teamId, name, assignees, isLocal, createdBy, createdAt, updatedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ),
      insertSub: database.command(
        `INSERT INTO issues (teamId, parentId, name, meta, bindingField, bindingValue, imageId, projectId, createdBy,
         createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      update: database.command(
        `UPDATE issues SET name = ifnull(?, name), status = ifnull(?, status), isPinned = ifnull(?, isPinned), updatedAt = ?
         WHERE id = ?`,
      ),
      updateSub: database.command(
        `UPDATE issues SET status = ifnull(?, status), parentId = ifnull(?, parentId), meta = ifnull(?, meta), updatedAt = ?
         WHERE id = ?`,
      ),
      remove: database.command("DELETE FROM issues WHERE id = ?"),
      addComment: database.command(
        "INSERT INTO issueComments (issueId, comment, createdBy, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?)",
      ),
      editComment: database.command("UPDATE issueComments SET comment = ?, updatedAt = ? WHERE id = ?"),
      touch: database.command("UPDATE issues SET updatedAt = ? WHERE id = ?"),
    };
  }

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
    return this.#sql.insert.run(teamId, name, JSON.stringify(assignees), Number(isLocal), createdBy, now, now).id;
  }

  addSub(issue: NewSubIssue, now: string): number {
    const { parent, binding, imageId, projectId, meta, createdBy } = issue;
    const about = [JSON.stringify(meta), binding.field, binding.value, imageId, projectId];
    this.#sql.touch.run(now, parent.id);
    return this.#sql.insertSub.run(parent.teamId, parent.id, parent.name, ...about, createdBy, now, now).id;
  }

  update(id: number, change: { name?: string; status?: string; isPinned?: boolean }, now: string): void {
    const { name = null, status = null, isPinned } = change;
    this.#sql.update.run(name, status, isPinned === undefined ? null : Number(isPinned), now, id);
  }

  updateSub(id: number, change: { status?: string; parentId?: number; meta?: object }, now: string): void {
    const { status = null, parentId = null, meta } = change;
    this.#sql.updateSub.run(status, parentId, meta === undefined ? null : JSON.stringify(meta), now, id);
  }

  /** Removes an issue with its comments and sub-issues. */
  remove(id: number): void {
    this.#sql.remove.run(id);
  }

  comments(issueId: number): CommentWire[] {
    return this.#sql.comments.all(issueId);
  }

  comment(id: number): CommentWire | undefined {
    return this.#sql.comment.first(id);
  }

  addComment(issueId: number, comment: string, createdBy: number, now: string): number {
    this.#sql.touch.run(now, issueId);
    return this.#sql.addComment.run(issueId, comment, createdBy, now, now).id;
  }

  editComment(id: number, comment: string, now: string): void {
    this.#sql.editComment.run(comment, now, id);
  }
}
