import { z } from "zod";
import type { DatasetWire } from "../../domain/records/dataset.js";
import type { ColumnsIn, Field } from "../db/columns.js";
import { naturalKey } from "../db/natural-key.js";
import { idRow, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { nameTaken } from "../http/problem.js";
import { activeDataset } from "./active-conditions.js";
import type { Change } from "./project-store.js";

const teamOfDataset: Field = { sql: "(SELECT teamId FROM projects WHERE id = d.projectId)", kind: "number" };

const datasets = listOf(
  "datasets d",
  {
    id: { type: z.int(), filter: "number" },
    name: { type: z.string(), filter: "name", sort: "d.nameKey" },
    description: { type: z.string(), filter: "text" },
    size: { type: z.int(), filter: "number" },
    projectId: { type: z.int(), filter: "number" },
    imagesCount: { type: z.int(), filter: "number" },
    createdAt: { type: z.string(), filter: "time" },
    updatedAt: { type: z.string(), filter: "time" },
    teamId: { type: z.int(), sql: "p.teamId" },
    workspaceId: { type: z.int(), sql: "p.workspaceId" },
    parentId: { type: z.int().nullable(), filter: "number", nullable: true },
    customData: { type: objectColumn, filter: "json" },
    createdBy: { type: z.int(), filter: "number" },
    referenceImageId: {
      type: z.int().nullable(),
      sql: "(SELECT i.id FROM images i WHERE i.datasetId = d.id AND i.hash IS NOT NULL ORDER BY i.id LIMIT 1)",
    },
  },
  {
    joins: "JOIN projects p ON p.id = d.projectId",
    order: "name",
    // Documented by the SDK for `datasets.list.all`; a group is a team.
    filters: {
      workspaceId: { sql: "(SELECT workspaceId FROM projects WHERE id = d.projectId)", kind: "number" },
      teamId: teamOfDataset,
      groupId: teamOfDataset,
    },
    wire: (row): FullDatasetWire => ({
      ...row,
      size: String(row.size),
      itemsCount: row.imagesCount,
      referenceImageUrl: null,
    }),
  },
);

/** A dataset in the API's format, with the id of its preview image, from which routes create the URL. */
export type FullDatasetWire = DatasetWire & { referenceImageId?: number | null };

/** The parents of a dataset. */
const datasetIdsRow = z.object({ id: z.int(), projectId: z.int(), teamId: z.int(), workspaceId: z.int() });
export type DatasetIds = z.output<typeof datasetIdsRow>;

/** Subquery of the ids of a dataset and all nested ones; its only value is the dataset's id. */
export const datasetWithNested = `WITH RECURSIVE inside (id) AS (SELECT ? UNION ALL
  SELECT d.id FROM datasets d JOIN inside ON d.parentId = inside.id WHERE d.archived = 0) SELECT id FROM inside`;

const live: Condition = { sql: "d.archived = 0", values: [] };

/** Stores datasets. */
export class DatasetStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, datasets),
    idsOf: this.database.query(
      `SELECT d.id, d.projectId, p.teamId, p.workspaceId FROM datasets d JOIN projects p ON p.id = d.projectId
       JOIN workspaces w ON w.id = p.workspaceId WHERE d.id = ? AND ${activeDataset}`,
      datasetIdsRow,
    ),
    byName: this.database.query(
      "SELECT id FROM datasets WHERE projectId = ? AND parentId IS ? AND name = ? AND archived = 0",
      idRow,
    ),
    archive: this.database.command(
      `WITH RECURSIVE inside (id) AS (VALUES (?1) UNION SELECT d.id FROM datasets d JOIN inside ON d.parentId = inside.id)
       UPDATE datasets SET archived = 1, updatedAt = ?2 WHERE archived = 0 AND id IN (SELECT id FROM inside)`,
    ),
    archived: this.database.query(
      `SELECT d.id FROM datasets d JOIN projects p ON p.id = d.projectId JOIN workspaces w ON w.id = p.workspaceId
       WHERE d.id = ? AND NOT (${activeDataset})`,
      idRow,
    ),
    recount: this.database.command(
      `UPDATE datasets SET (imagesCount, size) =
       (SELECT count(*), ifnull(sum(size), 0) FROM images WHERE datasetId = datasets.id) WHERE id = ?`,
    ),
  };

  place(id: number): DatasetIds | undefined {
    return this.#sql.idsOf.first(id);
  }

  find(id: number): FullDatasetWire | undefined {
    return this.#sql.listing.first([{ sql: "d.id = ?", values: [id] }, live]);
  }

  /** Lists the datasets at the top level of a project, or all with `recursive`. */
  list(
    projectId: number,
    recursive: boolean,
    scope: readonly Condition[],
    request: ListRequest,
    complete?: (dataset: FullDatasetWire) => FullDatasetWire,
  ): Page<FullDatasetWire> {
    const asksParent = request.filter?.some(({ field }) => field === "parentId") ?? false;
    const top: Condition[] = recursive || asksParent ? [] : [{ sql: "d.parentId IS NULL", values: [] }];
    return this.#sql.listing.page(
      [{ sql: "d.projectId = ?", values: [projectId] }, ...top, ...scope, live],
      request,
      complete,
    );
  }

  /** Lists the datasets of all projects that meet `scope` (`datasets d`). */
  listAll(
    scope: readonly Condition[],
    request: ListRequest,
    complete?: (dataset: FullDatasetWire) => FullDatasetWire,
  ): Page<FullDatasetWire> {
    return this.#sql.listing.page([...scope, live], request, complete);
  }

  /** @throws {Problem} the parent has another dataset of that name */
  add(
    dataset: ColumnsIn<
      typeof datasets,
      "projectId" | "parentId" | "name" | "description" | "customData" | "createdBy"
    > & { readonly id?: number },
    now: string,
  ): number {
    const { id, projectId, parentId, name, description, customData, createdBy } = dataset;
    this.#rejectTaken(projectId, parentId, name);
    const row = { id, projectId, parentId, name, nameKey: naturalKey(name), description, customData, createdBy };
    return this.database.insert("datasets", { ...row, createdAt: now, updatedAt: now });
  }

  update(dataset: DatasetWire, change: Change, now: string): void {
    if (change.name !== undefined) {
      this.#rejectTaken(dataset.projectId, dataset.parentId ?? null, change.name, dataset.id);
    }
    const { name, description, customData } = change;
    const key = name === undefined ? {} : { nameKey: naturalKey(name) };
    this.database.update("datasets", dataset.id, { name, ...key, description, customData, updatedAt: now });
  }

  /** @throws {Problem} the target of the move has another dataset of that name */
  rejectTakenIn(projectId: number, parentId: number | null, id: number): void {
    this.#rejectTaken(projectId, parentId, this.find(id)?.name ?? "", id);
  }

  /** Archives a dataset with its nested ones. */
  archive(id: number, now: string): void {
    this.#sql.archive.run(id, now);
  }

  /** Whether the dataset exists, but it or one of its parents is archived. */
  isArchived(id: number): boolean {
    return this.#sql.archived.first(id) !== undefined;
  }

  /** Updates the counts of images and bytes. */
  recount(id: number): void {
    this.#sql.recount.run(id);
  }

  #rejectTaken(projectId: number, parentId: number | null, name: string, but?: number): void {
    const other = this.#sql.byName.first(projectId, parentId, name);
    if (other !== undefined && other.id !== but) throw nameTaken("dataset", { name, id: other.id });
  }
}
