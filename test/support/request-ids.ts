/** The ids in a request, with the kind of record of each. */
import type { Path } from "./bad-values.js";
import type { Kind } from "./world.js";

/** The kind of record of an id in a request. */
export function kindOf(method: string, path: Path): Kind {
  const name = String(path.findLast((part) => typeof part === "string"));
  if (name === "id" || name === "ids") {
    const own = Object.entries(owners).find(([prefix]) => `${method} ${name}`.startsWith(prefix));
    if (own === undefined) throw new Error(`whose id is that of ${method}?`);
    return own[1];
  }
  const kind = name.replace(/Ids?$/, "");
  return (named[kind] ?? kind) as Kind;
}

const owners: Readonly<Record<string, Kind>> = {
  "advanced.object_classes.": "class",
  "advanced.tags.": "tag",
  "users.": "user",
  "members.": "user",
  "teams.": "team",
  "workspaces.": "workspace",
  "projects.": "project",
  "datasets.": "dataset",
  "images.": "image",
  "image-tags.update-tag-value id": "imageTag",
  "image-tags.custom-data.update id": "imageTag",
  "image-tags.": "image",
  "figures.": "figure",
  "object-tags.": "figureTag",
  "tasks.": "task",
  "jobs.": "job",
  "labeling-queues.": "queue",
  "webhooks.": "webhook",
  "file-storage.": "file",
  "entities-collections.": "collection",
  "issues.comments.editInfo": "comment",
  "issues.sub-issue.editInfo": "subIssue",
  "issues.": "issue",
  "guides.": "guide",
};
const named: Readonly<Record<string, Kind>> = {
  entity: "image",
  parent: "dataset",
  src: "dataset",
  dest: "dataset",
  srcImage: "image",
  destImage: "image",
  reviewer: "user",
  qualityCheckUser: "user",
  figureImage: "image",
  assignees: "user",
};
