import { z } from "zod";
import type { RowOf } from "../db/columns.js";
import type { Columns } from "../db/database.js";
import { jsonColumn, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { MetaIndex } from "./meta-index.js";

const tagSettings = z.looseObject({
  value_type: z.string(),
  values: z.array(z.string()).optional(),
  applicable_type: z.string(),
  classes: z.array(z.string()),
  target_type: z.string(),
});

const classes = listOf("classes m", {
  id: { type: z.int(), filter: "number" },
  projectId: { type: z.int() },
  name: { type: z.string(), filter: "name" },
  description: { type: z.string() },
  shape: { type: z.string(), filter: "text" },
  color: { type: z.string() },
  hotkey: { type: z.string() },
  settings: { type: objectColumn },
  createdAt: { type: z.string(), filter: "time" },
  updatedAt: { type: z.string(), filter: "time" },
});
/** An object class of a project. */
export type ClassRow = RowOf<typeof classes>;

const tags = listOf("tags m", {
  id: { type: z.int(), filter: "number" },
  projectId: { type: z.int() },
  name: { type: z.string(), filter: "name" },
  color: { type: z.string() },
  hotkey: { type: z.string() },
  settings: { type: jsonColumn(tagSettings) },
  createdAt: { type: z.string(), filter: "time" },
  updatedAt: { type: z.string(), filter: "time" },
});
/** A tag of a project. */
export type TagRow = RowOf<typeof tags>;

/** A requested object class. */
export interface NewClass {
  readonly id?: number | null | undefined;
  readonly title: string;
  readonly description: string;
  readonly shape: string;
  readonly color: string;
  readonly hotkey: string;
  readonly settings: object;
}

/** A requested tag. */
export interface NewTag {
  readonly id?: number | null | undefined;
  readonly name: string;
  readonly color: string;
  readonly hotkey: string;
  readonly settings: z.output<typeof tagSettings>;
}

/** Id of the existing class or tag to change; undefined for a new one. */
interface Planned {
  readonly keeps?: number | undefined;
}

const drawnRow = z.object({ geometryType: z.string(), objects: z.int(), images: z.int() });
const useRow = z.object({
  value: jsonColumn(z.union([z.string(), z.number(), z.null()])),
  classId: z.int().nullable(),
  things: z.int(),
});

/** A class or tag as it is to be stored. */
interface WantedRow extends Planned {
  readonly id?: number | null | undefined;
  readonly columns: Columns;
}

/** The classes and tags of one project. */
interface StoredMeta {
  readonly classes: readonly ClassRow[];
  readonly tags: readonly TagRow[];
  index?: MetaIndex;
}

/** Number of projects whose meta is cached. */
const maxCached = 8;
/** With more changed rows, all are read again. */
const maxPatched = 100;

const named = z.object({ id: z.int(), name: z.string() });

/** Stores the object classes and tags of projects. */
export class MetaStore extends Store {
  /** By project, most recently used last: almost every request about figures needs it, and a project may have thousands. */
  readonly #cache = new Map<number, StoredMeta>();
  #cachedRollbacks = 0;
  readonly #sql = {
    classList: new ListReader(this.database, classes),
    tagList: new ListReader(this.database, tags),
    classNames: this.database.query("SELECT id, name FROM classes WHERE projectId = ?", named),
    tagNames: this.database.query("SELECT id, name FROM tags WHERE projectId = ?", named),
    classes: this.database.query(
      `${classes.select} FROM classes m WHERE m.projectId = ? ORDER BY m.position`,
      classes.row,
    ),
    tags: this.database.query(`${tags.select} FROM tags m WHERE m.projectId = ? ORDER BY m.position`, tags.row),
    recountLabels: this.database.command(
      `UPDATE images SET labelsCount = (SELECT count(*) FROM figures WHERE imageId = images.id)
       WHERE datasetId IN (SELECT id FROM datasets WHERE projectId = ?)`,
    ),
    drawn: this.database.query(
      `SELECT geometryType, count(*) AS objects, count(DISTINCT imageId) AS images FROM figures WHERE classId = ?
       GROUP BY geometryType`,
      drawnRow,
    ),
    uses: this.database.query(
      `SELECT ifnull(value, 'null') AS value, NULL AS classId, count(*) AS things FROM imageTags WHERE tagId = ?1
       GROUP BY value
       UNION ALL
       SELECT ifnull(t.value, 'null'), f.classId, count(DISTINCT f.id) FROM figureTags t JOIN figures f ON f.id = t.figureId
       WHERE t.tagId = ?1 GROUP BY t.value, f.classId`,
      useRow,
    ),
    renameImageValues: this.database.command("UPDATE imageTags SET value = ? WHERE tagId = ? AND value = ?"),
    renameFigureValues: this.database.command("UPDATE figureTags SET value = ? WHERE tagId = ? AND value = ?"),
  };

  classes(projectId: number): readonly ClassRow[] {
    return this.#metaOf(projectId).classes;
  }

  tags(projectId: number): readonly TagRow[] {
    return this.#metaOf(projectId).tags;
  }

  /** Returns an index of the classes and tags of a project. */
  index(projectId: number): MetaIndex {
    const meta = this.#metaOf(projectId);
    meta.index ??= new MetaIndex(meta.classes, meta.tags);
    return meta.index;
  }

  #metaOf(projectId: number): StoredMeta {
    if (this.#cachedRollbacks !== this.database.rollbacks) {
      this.#cache.clear();
      this.#cachedRollbacks = this.database.rollbacks;
    }
    const meta = this.#cache.get(projectId) ?? {
      classes: this.#sql.classes.all(projectId),
      tags: this.#sql.tags.all(projectId),
    };
    this.#cache.delete(projectId);
    if (meta.classes.length + meta.tags.length === 0) return meta;
    this.#cache.set(projectId, meta);
    if (this.#cache.size > maxCached) this.#cache.delete(this.#cache.keys().next().value ?? 0);
    return meta;
  }

  class(id: number): ClassRow | undefined {
    return this.#sql.classList.one(id);
  }

  tag(id: number): TagRow | undefined {
    return this.#sql.tagList.one(id);
  }

  listClasses(projectId: number, request: ListRequest): Page<ClassRow> {
    return this.#sql.classList.page([{ sql: "m.projectId = ?", values: [projectId] }], request);
  }

  listTags(projectId: number, request: ListRequest): Page<TagRow> {
    return this.#sql.tagList.page([{ sql: "m.projectId = ?", values: [projectId] }], request);
  }

  /** Returns name → id. */
  classIds(projectId: number): Map<string, number> {
    return new Map(this.#sql.classNames.all(projectId).map(({ id, name }) => [name, id]));
  }

  /** Returns name → id. */
  tagIds(projectId: number): Map<string, number> {
    return new Map(this.#sql.tagNames.all(projectId).map(({ id, name }) => [name, id]));
  }

  /** Counts the figures of a class by shape. */
  drawnShapes(classId: number): z.output<typeof drawnRow>[] {
    return this.#sql.drawn.all(classId);
  }

  /** Counts the images (without a class) and the objects of each class that have a tag, by value. */
  tagUses(tagId: number): z.output<typeof useRow>[] {
    return this.#sql.uses.all(tagId);
  }

  /** Renames a value of a tag on all images and figures. */
  renameValue(tagId: number, from: string, to: string): void {
    this.#sql.renameImageValues.run(JSON.stringify(to), tagId, JSON.stringify(from));
    this.#sql.renameFigureValues.run(JSON.stringify(to), tagId, JSON.stringify(from));
  }

  /** Replaces the classes and tags of a project. Those in `keeps` keep their ids; all others are removed. */
  replace(
    projectId: number,
    meta: { classes: readonly (NewClass & Planned)[]; tags: readonly (NewTag & Planned)[] },
    now: string,
  ): void {
    this.database.atomic(() => {
      const before = this.#metaOf(projectId);
      this.#cache.delete(projectId);
      const classes = meta.classes.map(({ id, keeps, title, description, shape, color, hotkey, settings }) => {
        return { id, keeps, columns: { name: title, description, shape, color, hotkey, settings } };
      });
      const tags = meta.tags.map(({ id, keeps, name, color, hotkey, settings }) => {
        return { id, keeps, columns: { name, color, hotkey, settings } };
      });
      const next = {
        classes: this.#write("classes", projectId, before.classes, classes, (id) => this.class(id), now),
        tags: this.#write("tags", projectId, before.tags, tags, (id) => this.tag(id), now),
      };
      // Removing a class removes its figures.
      const kept = new Set(classes.map(({ keeps }) => keeps));
      if (before.classes.some(({ id }) => !kept.has(id))) this.#sql.recountLabels.run(projectId);
      if (next.classes !== undefined && next.tags !== undefined) {
        this.#cache.set(projectId, { classes: next.classes, tags: next.tags });
      }
    });
  }

  /**
   * Replaces rows, writing only what changes: a project may have thousands of classes, and a request often changes one.
   * Returns the rows in their new order; undefined if all must be read again.
   */
  #write<Row extends { readonly id: number }>(
    table: "classes" | "tags",
    projectId: number,
    before: readonly Row[],
    wanted: readonly WantedRow[],
    read: (id: number) => Row | undefined,
    now: string,
  ): readonly Row[] | undefined {
    const kept = new Set(wanted.map(({ keeps }) => keeps));
    for (const { id } of before) if (!kept.has(id)) this.database.remove(table, id);
    const old = new Map(before.map((row, position) => [row.id, { row, position }]));
    const rows = wanted.map(({ id, keeps, columns }, position) => {
      const row = keeps === undefined ? undefined : old.get(keeps);
      const isSame = row?.position === position && contentOf(row.row, columns) === contentOf(columns, columns);
      return { id, keeps, columns: { ...columns, position }, same: isSame ? row.row : undefined };
    });
    const changed = rows.filter(({ same }) => same === undefined);
    // Temporary names that no request can send, so that two names can be swapped.
    for (const { keeps } of changed) if (keeps !== undefined) this.database.update(table, keeps, { name: ` ${keeps}` });
    for (const { id, keeps, columns } of changed) {
      if (keeps !== undefined) this.database.update(table, keeps, { ...columns, updatedAt: now });
      else this.database.insert(table, { id: id ?? undefined, projectId, ...columns, createdAt: now, updatedAt: now });
    }
    // Reading a row takes longer than writing one.
    if (changed.length > maxPatched || changed.some(({ keeps }) => keeps === undefined)) return undefined;
    return rows.flatMap(({ keeps = 0, same = read(keeps) }) => same ?? []);
  }
}

/** Returns the values of some columns as text, for comparing. */
function contentOf(row: object, columns: object): string {
  return JSON.stringify(Object.keys(columns).map((name): unknown => Reflect.get(row, name)));
}
