import { z } from "zod";
import type { RoleName } from "../../domain/records/team.js";
import { idRow } from "../db/rows.js";
import { Store } from "../db/store.js";
import { roleNameOf } from "../users/permissions.js";

/** The kinds of records that can be removed permanently. */
export type Removable = "team" | "workspace" | "project" | "dataset";

const tables = { team: "teams", workspace: "workspaces", project: "projects", dataset: "datasets" } as const;

const referenceRow = z.object({
  tableName: z.string(),
  columnName: z.string(),
  target: z.string(),
  action: z.string(),
});
const teamRow = z.object({ teamId: z.int() });

/** Permanently removes teams, workspaces, projects and datasets with all their data, archived or not. */
export class RemovalStore extends Store {
  readonly #sql = {
    team: this.database.query("SELECT id AS teamId FROM teams WHERE id = ?", teamRow),
    workspace: this.database.query("SELECT teamId FROM workspaces WHERE id = ?", teamRow),
    project: this.database.query("SELECT teamId FROM projects WHERE id = ?", teamRow),
    dataset: this.database.query(
      "SELECT p.teamId FROM datasets d JOIN projects p ON p.id = d.projectId WHERE d.id = ?",
      teamRow,
    ),
    references: this.database.query(
      `SELECT m.name AS tableName, f."from" AS columnName, f."table" AS target, f.on_delete AS action
       FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
      referenceRow,
    ),
    datasets: this.database.query("SELECT id FROM datasets WHERE projectId = ?", idRow),
    role: this.database.query(
      "SELECT roleId FROM members WHERE teamId = ? AND userId = ?",
      z.object({ roleId: z.int() }),
    ),
  };

  /** Returns the team of a record, archived or not. */
  teamOf(kind: Removable, id: number): number | undefined {
    return this.#sql[kind].first(id)?.teamId;
  }

  /** Returns the role of a user in a team, archived or not. */
  roleIn(teamId: number, userId: number): RoleName | undefined {
    const member = this.#sql.role.first(teamId, userId);
    return member === undefined ? undefined : roleNameOf(member.roleId);
  }

  /** Removes a record after all rows that refer to it. */
  remove(kind: Removable, id: number): void {
    this.#removeRows(tables[kind], [id], this.#sql.references.all());
  }

  /** Removes the datasets of a project with all their data. Its classes, tags and settings are kept. */
  empty(projectId: number): void {
    const ids = this.#sql.datasets.all(projectId).map(({ id }) => id);
    this.#removeRows("datasets", ids, this.#sql.references.all());
  }

  // Follows the declared foreign keys, so that new tables are included.
  #removeRows(table: string, ids: readonly number[], references: readonly z.output<typeof referenceRow>[]): void {
    if (ids.length === 0) return;
    const list = JSON.stringify(ids);
    for (const { tableName, columnName, target, action } of references) {
      if (target !== table || action === "SET NULL") continue;
      const where = `${columnName} IN (SELECT value FROM json_each(?))`;
      const isReferredTo = references.some((each) => each.target === tableName && each.action === "NO ACTION");
      if (isReferredTo) {
        const found = this.database.cachedQuery(`SELECT id FROM ${tableName} WHERE ${where}`, (row) =>
          idRow.parse(row),
        );
        this.#removeRows(
          tableName,
          found.all(list).map((row) => row.id),
          references,
        );
      }
      // Rows with CASCADE are removed by SQLite.
      if (action !== "CASCADE") this.database.cachedCommand(`DELETE FROM ${tableName} WHERE ${where}`).run(list);
    }
    this.database.cachedCommand(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`).run(list);
  }
}
