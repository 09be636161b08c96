import { z } from "zod";
import { defined } from "../../base/defined.js";
import { RecordList } from "../../domain/display/record-display.js";
import { badArgument, NotFoundError } from "../../domain/errors.js";
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
import { changesOf, check, checkShape, kinds, oneOf, someOf } from "../http/arguments.js";
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

const status = oneOf(...issueStatuses);
const newIssueShape = { comment: kinds.text, assignees: kinds.ids, isLocal: kinds.flag };
const changesShape = { name: kinds.name, status, isPinned: kinds.flag };
const subChangesShape = { status, parentId: kinds.id, meta: kinds.fields };
const binding = {
  expected: `an object with its field (${bindingFields.join(", ")}) and its value, an id`,
  fits: (one: unknown) =>
    typeof one === "object" &&
    one !== null &&
    "field" in one &&
    oneOf(...bindingFields).fits(one.field) &&
    "value" in one &&
    kinds.id.fits(one.value),
};

/** Issues about images and objects, with comments: `api.issues`. */
export class IssuesApi extends ApiGroup {
  /** Lists the issues of a team; with `withSubIssues` also their sub-issues. */
  getList(
    teamId: number,
    query: { readonly filter?: readonly Filter[] | undefined; readonly withSubIssues?: boolean | undefined } = {},
    options?: CallOptions,
  ): Listing<IssueInfo> {
    checkShape("issues.getList", "query", query, { filter: kinds.list, withSubIssues: kinds.flag });
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
    check("issues.add", "name", kinds.name, name);
    checkShape("issues.add", "issue", issue, newIssueShape);
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
    const given = changesOf("issues.update", changes, ["name", "status", "isPinned"]);
    checkShape("issues.update", "changes", changes, changesShape);
    await this.caller.sendIdempotent("issues.editInfo", { id, ...given }, options);
    return this.getInfoById(id, options);
  }

  /** Removes an issue with its comments and sub-issues. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("issues.remove", { id }, options);
  }

  /** Adds a comment. Never retried; the error says if the response was lost. */
  async addComment(issueId: number, comment: string, options?: CallOptions): Promise<IssueComment> {
    check("issues.addComment", "comment", kinds.name, comment);
    return this.caller.sendOnce("issues.comments.add", { issueId, comment }, commentSchema, options);
  }

  /** Changes a comment of this account. */
  async updateComment(id: number, comment: string, options?: CallOptions): Promise<IssueComment> {
    check("issues.updateComment", "comment", kinds.name, comment);
    return this.caller.read("issues.comments.editInfo", { id, comment }, commentSchema, options);
  }

  /**
   * Adds a sub-issue for each image or object that an issue is about.
   *
   * Never retried; the error says if the response was lost.
   * @example
   * await api.issues.addSubissue(issue.id, [{ field: "imageId", value: 283001 }]);
   */
  async addSubissue(
    issueId: number,
    bindings: readonly IssueBinding[],
    meta: Readonly<Record<string, unknown>> = {},
    options?: CallOptions,
  ): Promise<void> {
    check("issues.addSubissue", "bindings", someOf(binding), bindings);
    check("issues.addSubissue", "meta", kinds.fields, meta);
    const body = { issueId, parentId: issueId, bindings, meta };
    await this.caller.sendOnce("issues.sub-issue.add", body, z.unknown(), options);
  }

  /** Changes a sub-issue; omitted fields are unchanged. */
  async updateSubissue(id: number, changes: SubIssueChanges, options?: CallOptions): Promise<void> {
    const given = changesOf("issues.updateSubissue", changes, ["status", "parentId", "meta"]);
    checkShape("issues.updateSubissue", "changes", changes, subChangesShape);
    await this.caller.sendIdempotent("issues.sub-issue.editInfo", { id, ...defined(given) }, options);
  }

  /** Returns the image that a sub-issue is about, or null. @throws {ArgumentError} the argument is not a sub-issue */
  resolveBindingImageId(issue: IssueInfo): number | null {
    if (typeof issue !== "object" || issue === null || !Array.isArray(issue.bindings)) {
      throw badArgument("issues.resolveBindingImageId", "issue", "issue is invalid", "pass one from getListByDataset");
    }
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
