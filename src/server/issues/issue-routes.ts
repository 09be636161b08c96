import { z } from "zod";
import { bindingFields, issueStatuses } from "../../domain/records/issue.js";
import type { Condition } from "../http/conditions.js";
import { fields, flag, id, list, name, one, record, some, text } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { forbidden, found, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { may } from "../users/permissions.js";
import type { Binding, IssueWire } from "./issue-store.js";

const status = z.enum(issueStatuses).optional();
const comment = text.min(1);
const binding = record(
  fields({
    field: z.enum(bindingFields),
    value: id,
    extra: record(fields({ figureImageId: id.optional() })).nullish(),
  }),
);

/**
 * `issues.*`: reported problems of images and objects. Members who may annotate may create issues; members who do not see all
 * data of the team only see the issues that they created or are assigned to.
 */
export function issueRoutes({ stores, access, lifecycle }: ServerContext): Methods {
  const { issues, figures, jobs, projects, datasets, database } = stores;

  const ownIssues = (call: Call, teamId: number): Condition[] =>
    access.seesAll(call.account, teamId)
      ? []
      : [
          {
            sql: `(SELECT t.createdBy = ? OR EXISTS (SELECT 1 FROM json_each(t.assignees) WHERE value = ?)
              FROM issues t WHERE t.id = ifnull(s.parentId, s.id))`,
            values: [call.account.id, call.account.id],
          },
        ];

  /** Returns an issue that the account may see; sub-issues have the visibility of their parent. */
  const issueOf = (call: Call, issueId: number): IssueWire => {
    const issue = found("issue", issueId, issues.find(issueId));
    if (!access.seesAll(call.account, issue.teamId) && !isOf(call, issue)) {
      throw forbidden(`issue ${issueId} is not shown to you`);
    }
    return issue;
  };

  const isOf = (call: Call, issue: IssueWire): boolean => {
    const top = issue.parentId === null ? issue : issues.find(issue.parentId);
    return issue.createdBy === call.account.id || top?.createdBy === call.account.id
      ? true
      : (top?.assignees.includes(call.account.id) ?? false);
  };

  const changeable = (call: Call, issueId: number): IssueWire => {
    const issue = issueOf(call, issueId);
    const role = access.team(call.account, issue.teamId, "annotate");
    if (!isOf(call, issue) && !may(role, "review"))
      throw forbidden("only its author, its assignees and reviewers may change an issue");
    return issue;
  };

  /** @throws {Problem} the dataset or project of a sub-issue is archived */
  const rejectClosed = ({ id: issueId, datasetId, projectId }: IssueWire) => {
    const place = datasetId === null ? projectId && projects.place(projectId) : datasets.place(datasetId);
    const [what, which] = datasetId === null ? ["project", projectId] : ["dataset", datasetId];
    if (place === undefined) throw invalid("id", `sub-issue ${issueId}: its ${what} ${which} is archived`, "any.only");
  };

  const topLevel = (issue: IssueWire, field: string): IssueWire => {
    if (issue.parentId === null) return issue;
    throw invalid(field, `issue ${issue.id} is a sub-issue`, "any.only");
  };

  const withSubIssues = <T extends { id?: number }>(issue: T, isAsked: boolean): object =>
    isAsked && issue.id !== undefined ? { ...issue, subIssues: issues.subIssues(issue.id) } : issue;

  /** Returns the image and project of a binding, which must belong to the issue's team. */
  const boundRecord = (call: Call, teamId: number, { field, value }: Binding, path: string) => {
    const rejectValue = () => invalid(path, `${field} ${value} is not in team ${teamId}`, "any.only");
    if (field === "projectId") {
      if (access.project(call.account, value, "see").teamId !== teamId) throw rejectValue();
      return { imageId: null, projectId: value };
    }
    if (field === "jobId") {
      if (jobs.place(value)?.teamId !== teamId) throw rejectValue();
      return { imageId: null, projectId: access.job(call.account, value).projectId };
    }
    const imageId = found("figure", value, field === "imageId" ? value : figures.find(value)?.imageId);
    const image = access.image(call.account, imageId, "see");
    if (image.teamId !== teamId) throw rejectValue();
    return { imageId, projectId: image.projectId };
  };

  return {
    "issues.list": method(fields({ teamId: id, withSubIssues: flag.default(false), ...listFields }), (call, input) => {
      access.team(call.account, input.teamId, "belong");
      const scope = [{ sql: "s.teamId = ?", values: [input.teamId] }, ...ownIssues(call, input.teamId)];
      const page = issues.list(scope, input);
      return { ...page, entities: page.entities.map((issue) => withSubIssues(issue, input.withSubIssues)) };
    }),

    "issues.info": method(fields({ id, withSubIssues: flag.default(false) }), (call, input) => {
      const issue = issueOf(call, input.id);
      return { ...withSubIssues(issue, input.withSubIssues), comments: issues.comments(issue.id) };
    }),

    "issues.add": method(
      fields({
        teamId: id,
        name,
        comment: text.default(""),
        assignees: list(id, 1000).default([]),
        isLocal: flag.default(false),
      }),
      (call, input) => {
        const { teamId, assignees } = input;
        access.team(call.account, teamId, "annotate");
        lifecycle.requireActiveMembersIn("assignees", teamId, assignees);
        return database.atomic(() => {
          const issueId = issues.add({ ...input, createdBy: call.account.id }, call.now());
          if (input.comment !== "") issues.addComment(issueId, input.comment, call.account.id, call.now());
          return { id: issueId };
        });
      },
    ),

    "issues.editInfo": method(
      fields({ id, name: name.optional(), status, isPinned: flag.optional() }),
      (call, input) => {
        const issue = topLevel(changeable(call, input.id), "id");
        issues.update(issue.id, input, call.now());
        return issues.find(issue.id);
      },
    ),

    "issues.remove": method(one, (call, input) => {
      const issue = changeable(call, input.id);
      rejectClosed(issue);
      issues.remove(issue.id);
      return nothing;
    }),

    "issues.comments.add": method(fields({ issueId: id, comment }), (call, input) => {
      const issue = issueOf(call, input.issueId);
      access.team(call.account, issue.teamId, "annotate");
      return issues.comment(
        database.atomic(() => issues.addComment(issue.id, input.comment, call.account.id, call.now())),
      );
    }),

    "issues.comments.editInfo": method(fields({ id, comment }), (call, input) => {
      const before = found("comment", input.id, issues.comment(input.id));
      issueOf(call, before.issueId);
      if (before.createdBy !== call.account.id) throw forbidden("only its author may change a comment");
      issues.editComment(input.id, input.comment, call.now());
      return issues.comment(input.id);
    }),

    "issues.sub-issue.add": method(
      fields({
        issueId: id,
        parentId: id.nullish(),
        bindings: some(binding, 1000),
        meta: record(z.record(z.string(), z.unknown())).default({}),
      }),
      (call, input) => {
        const parent = topLevel(issueOf(call, input.parentId ?? input.issueId), "issueId");
        access.team(call.account, parent.teamId, "annotate");
        if (input.parentId != null && input.parentId !== input.issueId)
          topLevel(issueOf(call, input.issueId), "issueId");
        const { meta } = input;
        const drafts = input.bindings.map(({ field, value }, at) => ({
          binding: { field, value },
          ...boundRecord(call, parent.teamId, { field, value }, `bindings.${at}.value`),
        }));
        // One sub-issue per binding, as the SDK expects.
        const ids = database.atomic(() =>
          drafts.map((draft) => issues.addSub({ parent, meta, ...draft, createdBy: call.account.id }, call.now())),
        );
        return { id: ids[0], ids };
      },
    ),

    "issues.sub-issue.editInfo": method(
      fields({
        id,
        status,
        parentId: id.optional(),
        meta: record(z.record(z.string(), z.unknown())).optional(),
      }),
      (call, input) => {
        const issue = changeable(call, input.id);
        if (issue.parentId === null) throw invalid("id", `issue ${input.id} is not a sub-issue`, "any.only");
        rejectClosed(issue);
        if (input.parentId !== undefined) {
          const parent = topLevel(changeable(call, input.parentId), "parentId");
          if (parent.teamId !== issue.teamId) throw invalid("parentId", "belongs to another team", "any.only");
        }
        issues.updateSub(issue.id, input, call.now());
        return issues.find(issue.id);
      },
    ),

    "issues.dataset-issues.list": method(
      fields({ datasetId: id.nullish(), projectId: id.nullish() }),
      (call, input) => {
        if (input.datasetId != null) {
          const { teamId } = access.dataset(call.account, input.datasetId, "see");
          return issues.within({ sql: "i.datasetId = ?", values: [input.datasetId] }, ownIssues(call, teamId));
        }
        if (input.projectId == null) throw invalid("datasetId", "or projectId is required", "any.required");
        const { teamId } = access.project(call.account, input.projectId, "see");
        const inProject = { sql: "ifnull(d.projectId, s.projectId) = ?", values: [input.projectId] };
        return issues.within(inProject, ownIssues(call, teamId));
      },
    ),
  };
}
