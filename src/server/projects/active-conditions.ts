/** What is closed with the things around it: conditions on `datasets d`, `projects p` and `workspaces w`. */

/** A project is open while it and its workspace are. */
export const activeProject = "p.archived = 0 AND w.archived = 0";

/** A dataset is open while it, every dataset that it lies in, its project and its workspace are. */
export const activeDataset = `d.archived = 0 AND ${activeProject} AND NOT EXISTS (
  WITH RECURSIVE around(parentId, archived) AS (
    SELECT parentId, archived FROM datasets WHERE id = d.parentId
    UNION ALL SELECT o.parentId, o.archived FROM datasets o JOIN around ON o.id = around.parentId
  ) SELECT 1 FROM around WHERE archived = 1)`;
