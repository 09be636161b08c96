import { z } from "zod";
import type { ProjectWire } from "../../domain/records/project.js";
import type { ColumnsIn } from "../db/columns.js";
import { idRow, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { nameTaken } from "../http/problem.js";
import { activeProject } from "./active-conditions.js";

const projects = listOf(
  "projects p",
  {
    id: { type: z.int(), filter: "number" },
    name: { type: z.string(), filter: "name" },
    description: { type: z.string(), filter: "text" },
    readme: { type: z.string() },
    workspaceId: { type: z.int(), filter: "number" },
    teamId: { type: z.int(), filter: "number" },
    type: { type: z.string(), filter: "text" },
    settings: { type: objectColumn },
    customData: { type: objectColumn, filter: "json" },
    backupArchive: { type: objectColumn },
    createdBy: { type: z.int(), filter: "number" },
    createdAt: { type: z.string(), filter: "time" },
    updatedAt: { type: z.string(), filter: "time" },
    imagesCount: {
      type: z.int(),
      sql: "(SELECT ifnull(sum(d.imagesCount), 0) FROM datasets d WHERE d.projectId = p.id AND d.archived = 0)",
    },
    datasetsCount: {
      type: z.int(),
      sql: "(SELECT count(*) FROM datasets d WHERE d.projectId = p.id AND d.archived = 0)",
    },
    size: {
      type: z.int(),
      sql: "(SELECT ifnull(sum(d.size), 0) FROM datasets d WHERE d.projectId = p.id AND d.archived = 0)",
      filter: "number",
    },
    referenceImageId: {
      type: z.int().nullable(),
      sql: "(SELECT min((SELECT i.id FROM images i WHERE i.datasetId = d.id AND i.hash IS NOT NULL ORDER BY i.id LIMIT 1)) FROM datasets d WHERE d.projectId = p.id AND d.archived = 0)",
    },
  },
  {
    filters: {
      title: { sql: "p.name", kind: "name" },
      // Documented by the SDK for `projects.list.all`; a group is a team.
      projectId: { sql: "p.id", kind: "number" },
      groupId: { sql: "p.teamId", kind: "number" },
    },
    wire: (row): FullProjectWire => ({
      ...row,
      size: String(row.size),
      itemsCount: row.imagesCount,
      referenceImageUrl: null,
      importSettings: {},
      version: null,
    }),
  },
);

/** A project in the API's format, with all fields that the official SDK reads. */
export type FullProjectWire = ProjectWire & {
  teamId: number;
  settings: Record<string, unknown>;
  backupArchive: Record<string, unknown>;
  importSettings: Record<string, unknown>;
  version: null;
  /** Id of the preview image, from which routes create the URL. */
  referenceImageId?: number | null;
};

/** The parents of a project. */
const projectIdsRow = z.object({ id: z.int(), teamId: z.int(), workspaceId: z.int() });

/** Fields of a new project. */
export type NewProject = ColumnsIn<
  typeof projects,
  ("workspaceId" | "teamId" | "name" | "description" | "readme" | "type" | "settings" | "customData") | "createdBy"
> & { readonly id?: number };

/** Changes of a project, dataset or image. */
export interface Change {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly readme?: string | undefined;
  readonly customData?: object | undefined;
}

const live: Condition = {
  sql: "p.archived = 0 AND p.workspaceId IN (SELECT id FROM workspaces WHERE archived = 0)",
  values: [],
};

/** Stores projects. Their classes and tags are in `meta-store.ts`, their datasets in `dataset-store.ts`. */
export class ProjectStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, projects),
    idsOf: this.database.query(
      `SELECT p.id, p.teamId, p.workspaceId FROM projects p JOIN workspaces w ON w.id = p.workspaceId
       WHERE p.id = ? AND ${activeProject}`,
      projectIdsRow,
    ),
    byName: this.database.query("SELECT id FROM projects WHERE workspaceId = ? AND name = ? AND archived = 0", idRow),
    mergeSettings: this.database.command(
      "UPDATE projects SET settings = json_patch(settings, ?), updatedAt = ? WHERE id = ?",
    ),
    archived: this.database.query(
      `SELECT p.id FROM projects p JOIN workspaces w ON w.id = p.workspaceId WHERE p.id = ? AND NOT (${activeProject})`,
      idRow,
    ),
  };

  place(id: number): z.output<typeof projectIdsRow> | undefined {
    return this.#sql.idsOf.first(id);
  }

  find(id: number): FullProjectWire | undefined {
    return this.#sql.listing.first([{ sql: "p.id = ?", values: [id] }, live]);
  }

  /** @param complete - adds computed fields, for example the URL of the preview image */
  list(
    scope: readonly Condition[],
    request: ListRequest,
    complete?: (project: FullProjectWire) => FullProjectWire,
  ): Page<FullProjectWire> {
    return this.#sql.listing.page([...scope, live], request, complete);
  }

  /** @throws {Problem} the workspace has a project of that name */
  add(project: NewProject, now: string): number {
    const { id, workspaceId, teamId, name, description, readme, type, settings, customData, createdBy } = project;
    this.#rejectTaken(workspaceId, name);
    const row = { id, workspaceId, teamId, name, description, readme, type, settings, customData, createdBy };
    return this.database.insert("projects", { ...row, createdAt: now, updatedAt: now });
  }

  update(id: number, workspaceId: number, change: Change, now: string): void {
    if (change.name !== undefined) this.#rejectTaken(workspaceId, change.name, id);
    const { name, description, readme, customData } = change;
    this.database.update("projects", id, { name, description, readme, customData, updatedAt: now });
  }

  mergeSettings(id: number, settings: object, now: string): void {
    this.#sql.mergeSettings.run(JSON.stringify(settings), now, id);
  }

  /** @throws {Problem} the workspace has another project of that name */
  rejectTakenIn(workspaceId: number, id: number): void {
    this.#rejectTaken(workspaceId, this.find(id)?.name ?? "", id);
  }

  /** Whether the project exists, but it or its workspace is archived. */
  isArchived(id: number): boolean {
    return this.#sql.archived.first(id) !== undefined;
  }

  /** Stores where the data of a project was archived before its removal. */
  keepBackup(id: number, backup: { url?: string | undefined; annotationsUrl?: string | undefined }, now: string): void {
    this.database.update("projects", id, { backupArchive: backup, updatedAt: now });
  }

  archive(id: number, now: string): void {
    this.database.update("projects", id, { archived: true, updatedAt: now });
  }

  #rejectTaken(workspaceId: number, name: string, but?: number): void {
    const other = this.#sql.byName.first(workspaceId, name);
    if (other !== undefined && other.id !== but) throw nameTaken("project", { name, id: other.id });
  }
}
