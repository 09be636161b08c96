/** Conditions for records that are not archived, on `datasets d`, `projects p` and `workspaces w`. */

/** A project is active if neither it nor its workspace is archived. */
export const activeProject = "p.archived = 0 AND w.archived = 0";

/** A dataset is active if neither it nor any of its parents, its project or its workspace is archived. */
export const activeDataset = `d.archived = 0 AND ${activeProject} AND NOT EXISTS (
  WITH RECURSIVE ancestors(parentId, archived) AS (
    SELECT parentId, archived FROM datasets WHERE id = d.parentId
    UNION ALL SELECT o.parentId, o.archived FROM datasets o JOIN ancestors ON o.id = ancestors.parentId
  ) SELECT 1 FROM ancestors WHERE archived = 1)`;
