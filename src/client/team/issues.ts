import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { RecordList } from "../../domain/display/record-display.js";
import { NotFoundError } from "../../domain/errors.js";
import { nameKey } from "../../domain/names.js";
import {
  bindingFields,
  commentSchema,
  type IssueBinding,
  type IssueComment,
  IssueInfo,
  type IssueStatus,
  issueSchema,
  issueStatuses,
} from "../../domain/records/issue.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { createdId, named } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** Content of a new issue. */
export interface NewIssue {
  /** The first comment. */
  readonly comment?: string | undefined;
  /** Ids of the team members that the issue is assigned to. */
  readonly assignees?: readonly number[] | undefined;
  /** Whether only the project's team sees it. */
  readonly isLocal?: boolean | undefined;
}

/** Changes of an issue; omitted fields are unchanged. */
export interface IssueChanges {
  /** New name. */
  readonly name?: string | undefined;
  /** New status. */
  readonly status?: IssueStatus | undefined;
  /** Whether it is pinned above other issues. */
  readonly isPinned?: boolean | undefined;
}

/** Changes of a sub-issue; omitted fields are unchanged. */
export interface SubIssueChanges {
  /** New status. */
  readonly status?: IssueStatus | undefined;
  /** The issue to move it to. */
  readonly parentId?: number | undefined;
  /** Custom data: any JSON. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

const status = z.enum(issueStatuses);
const querySchema = z.strictObject({ filter: kinds.list, withSubIssues: kinds.flag }).partial();
const newIssueSchema = z.strictObject({ comment: kinds.text, assignees: kinds.ids, isLocal: kinds.flag }).partial();
const changesSchema = z.strictObject({ name: kinds.name, status, isPinned: kinds.flag }).partial();
const subChangesSchema = z.strictObject({ status, parentId: kinds.id, meta: kinds.fields }).partial();
const bindingsSchema = z.array(z.object({ field: z.enum(bindingFields), value: kinds.id })).min(1);

/** Issues about images and objects, with comments: `api.issues`. */
export class IssuesApi extends ApiGroup {
  /** Lists the issues of a team; with `withSubIssues` also their sub-issues. */
  getList(
    teamId: number,
    query: { readonly filter?: readonly Filter[] | undefined; readonly withSubIssues?: boolean | undefined } = {},
    options?: CallOptions,
  ): Listing<IssueInfo> {
    parseArgument("issues.getList", "query", querySchema, query);
    const { filter = [], withSubIssues = false } = query;
    const request = { label: `issues of team ${teamId}`, body: { teamId, withSubIssues }, filter };
    return this.caller.list("issues.list", { ...request, schema: issueSchema, record: IssueInfo }, options);
  }

  /** Returns one issue with its sub-issues. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<IssueInfo> {
    return this.caller.read("issues.info", { id, withSubIssues: true }, issueSchema, options);
  }

  /** Lists all issues and sub-issues about images and objects of a dataset; `bindings` says what a sub-issue is about. */
  async getListByDataset(datasetId: number, options?: CallOptions): Promise<RecordList<IssueInfo>> {
    return this.#about({ datasetId }, options);
  }

  /** Lists all issues and sub-issues about images and objects of a project. */
  async getListByProject(projectId: number, options?: CallOptions): Promise<RecordList<IssueInfo>> {
    return this.#about({ projectId }, options);
  }

  /** Creates an issue. Cost: two requests. Never creates it twice, even if a response is lost. */
  async add(teamId: number, name: string, issue: NewIssue = {}, options?: CallOptions): Promise<IssueInfo> {
    parseArgument("issues.add", "name", kinds.name, name);
    parseArgument("issues.add", "issue", newIssueSchema, issue);
    const { comment = "", assignees = [], isLocal = false } = issue;
    const id = await this.caller.create(
      "issues.add",
      {
        body: { teamId, name, comment, assignees, isLocal },
        schema: createdId,
        kind: "issue",
        key: `issue ${teamId} ${nameKey(name)}`,
        find: async ({ call, unclaimed }) => {
          const existing = await this.getList(teamId, { filter: named("name", name) }, call);
          for (const { id } of unclaimed(existing)) if (await this.#startsWith(id, comment, call)) return id;
          return undefined;
        },
      },
      options,
    );
    return this.getInfoById(id, options);
  }

  /** Changes an issue; omitted fields are unchanged. */
  async update(id: number, changes: IssueChanges, options?: CallOptions): Promise<IssueInfo> {
    const fields = parseChanges("issues.update", changesSchema, changes);
    await this.caller.sendIdempotent("issues.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Removes an issue with its comments and sub-issues. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("issues.remove", { id }, options);
  }

  /** Adds a comment. Repeated only if the server certainly did not add it; the error says if the response was lost. */
  async addComment(issueId: number, comment: string, options?: CallOptions): Promise<IssueComment> {
    parseArgument("issues.addComment", "comment", kinds.name, comment);
    return this.caller.sendOnce("issues.comments.add", { issueId, comment }, commentSchema, options);
  }

  /** Changes a comment of this account. */
  async updateComment(id: number, comment: string, options?: CallOptions): Promise<IssueComment> {
    parseArgument("issues.updateComment", "comment", kinds.name, comment);
    return this.caller.read("issues.comments.editInfo", { id, comment }, commentSchema, options);
  }

  /**
   * Adds a sub-issue for each image or object that an issue is about.
   *
   * Repeated only if the server certainly did not add them; the error says if the response was lost.
   * @example
   * await api.issues.addSubissue(issue.id, [{ field: "imageId", value: 283001 }]);
   */
  async addSubissue(
    issueId: number,
    bindings: readonly IssueBinding[],
    meta: Readonly<Record<string, unknown>> = {},
    options?: CallOptions,
  ): Promise<void> {
    parseArgument("issues.addSubissue", "bindings", bindingsSchema, bindings);
    parseArgument("issues.addSubissue", "meta", kinds.fields, meta);
    const body = { issueId, parentId: issueId, bindings, meta };
    await this.caller.sendOnce("issues.sub-issue.add", body, z.unknown(), options);
  }

  /** Changes a sub-issue; omitted fields are unchanged. */
  async updateSubissue(id: number, changes: SubIssueChanges, options?: CallOptions): Promise<void> {
    const given = parseChanges("issues.updateSubissue", subChangesSchema, changes);
    await this.caller.sendIdempotent("issues.sub-issue.editInfo", { id, ...defined(given) }, options);
  }

  /**
   * Returns the id of the image that a sub-issue is about; null if it is about none, and for other issues.
   *
   * @throws {ArgumentError} the argument has no `bindings`
   */
  resolveBindingImageId(issue: IssueInfo): number | null {
    parseArgument("issues.resolveBindingImageId", "issue", z.object({ bindings: kinds.list }), issue);
    const [first] = issue.bindings;
    if (first === undefined) return null;
    return first.field === "imageId" ? first.value : issue.imageId;
  }

  /** Whether an issue's first comment is `comment`, which identifies one of several issues with the same name. */
  async #startsWith(id: number, comment: string, options: CallOptions): Promise<boolean> {
    try {
      const { comments } = await this.getInfoById(id, options);
      return comments === null || (comments[0]?.comment ?? "") === comment;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  async #about(where: Readonly<Record<string, number>>, options?: CallOptions): Promise<RecordList<IssueInfo>> {
    const found = await this.caller.read("issues.dataset-issues.list", where, z.array(issueSchema), options);
    return RecordList.collect(IssueInfo, found);
  }
}
