import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as slylab from "../src/index.js";
import { parseSource, root } from "./support/source-tree.js";

it("exports these values", () => {
  expect(Object.keys(slylab).sort()).toMatchInlineSnapshot(`
    [
      "Api",
      "ApiError",
      "ArgumentError",
      "AuthError",
      "BulkError",
      "Chain",
      "ChainError",
      "ConfigError",
      "ConflictError",
      "ConnectionError",
      "ContractError",
      "DatasetInfo",
      "DeadlineError",
      "DefaultRole",
      "ImageInfo",
      "InvalidError",
      "JobInfo",
      "JobStateError",
      "Listing",
      "Markup",
      "NoResultError",
      "NotFoundError",
      "Plan",
      "ProjectInfo",
      "ProjectMeta",
      "RateLimitError",
      "RecordList",
      "RoleInfo",
      "ServerError",
      "SlylabError",
      "Status",
      "TeamInfo",
      "UserInfo",
      "WorkspaceInfo",
      "as",
      "clear",
      "connect",
      "display",
      "ensureTeam",
      "html",
      "input",
      "isSlylabError",
      "job",
      "on",
      "password",
      "people",
      "project",
      "show",
      "team",
      "version",
    ]
  `);
});

it("exports these types", () => {
  const door = parseSource("src/index.ts", readFileSync(join(root, "src/index.ts"), "utf8"));
  const types = door.body.flatMap((statement) =>
    statement.type === "ExportNamedDeclaration"
      ? statement.specifiers
          .filter((one) => statement.exportKind === "type" || one.exportKind === "type")
          .map(({ exported }) => (exported.type === "Identifier" ? exported.name : exported.value))
      : [],
  );
  expect(types.sort()).toMatchInlineSnapshot(`
    [
      "ActOptions",
      "ActorChain",
      "ApiOptions",
      "AssigneesChain",
      "Assignment",
      "BulkFailure",
      "CallOptions",
      "ClassSpec",
      "ClassSpecs",
      "CloneSettings",
      "ConnectOptions",
      "DatasetChain",
      "DisplayModel",
      "Displayable",
      "Duration",
      "EnsureOptions",
      "ErrorCode",
      "FieldIssue",
      "ImageListChain",
      "Job",
      "JobAnnotation",
      "JobChain",
      "JobDraft",
      "JobFilter",
      "JobImage",
      "JobList",
      "JobSpec",
      "JobStatus",
      "JobWork",
      "JobsChain",
      "ListChain",
      "PeopleOptions",
      "PlannedStep",
      "Project",
      "ProjectChain",
      "ProjectSpec",
      "RestartSettings",
      "ReviewStatus",
      "RoleName",
      "SplitSpec",
      "StepReport",
      "TagSpec",
      "TagSpecs",
      "Team",
      "TeamChain",
      "Thumbnail",
      "ValueChain",
      "Verdict",
      "WaitOptions",
      "Words",
    ]
  `);
});
