import { z } from "zod";
import { columnsOf, type RowOf } from "../db/columns.js";
import type { Database } from "../db/database.js";
import { jsonColumn, objectColumn } from "../db/rows.js";
import { ListReader, type ListRequest, type ListSpec, type Page } from "../http/listing.js";
import { MetaIndex } from "./meta-index.js";

const tagSettings = z.looseObject({
  value_type: z.string(),
  values: z.array(z.string()).optional(),
  applicable_type: z.string(),
  classes: z.array(z.string()),
  target_type: z.string(),
});

const classColumns = columnsOf("m", {
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
export type ClassRow = RowOf<typeof classColumns>;

const tagColumns = columnsOf("m", {
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
export type TagRow = RowOf<typeof tagColumns>;

const classes: ListSpec<RowOf<typeof classColumns>, ClassRow> = {
  columns: classColumns,
  from: "classes m",
  key: "m.id",
  wire: (row) => row,
};

const tags: ListSpec<RowOf<typeof tagColumns>, TagRow> = {
  columns: tagColumns,
  from: "tags m",
  key: "m.id",
  wire: (row) => row,
};

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
export class MetaStore {
  readonly #database: Database;
  /** By project, most recently used last: almost every request about figures needs it, and a project may have thousands. */
  readonly #cache = new Map<number, StoredMeta>();
  #cachedRollbacks = 0;
  readonly #sql;

  constructor(database: Database) {
    this.#database = database;
    this.#sql = {
      classList: new ListReader(database, classes),
      tagList: new ListReader(database, tags),
      classNames: database.query("SELECT id, name FROM classes WHERE projectId = ?", named),
      tagNames: database.query("SELECT id, name FROM tags WHERE projectId = ?", named),
      classes: database.query(
        `${classColumns.select} FROM classes m WHERE m.projectId = ? ORDER BY m.position`,
        classColumns.row,
      ),
      tags: database.query(
        `${tagColumns.select} FROM tags m WHERE m.projectId = ? ORDER BY m.position`,
        tagColumns.row,
      ),
      addClass: database.command(
        `INSERT INTO classes (id, projectId, position, name, description, shape, color, hotkey, settings, createdAt, updatedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      editClass: database.command(
        `UPDATE classes SET position = ?, name = ?, description = ?, shape = ?, color = ?, hotkey = ?, settings = ?,
         updatedAt = ? WHERE id = ?`,
      ),
      addTag: database.command(
        `INSERT INTO tags (id, projectId, position, name, color, hotkey, settings, createdAt, updatedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      editTag: database.command(
        "UPDATE tags SET position = ?, name = ?, color = ?, hotkey = ?, settings = ?, updatedAt = ? WHERE id = ?",
      ),
      removeClass: database.command("DELETE FROM classes WHERE id = ?"),
      // Removing a class removes its figures.
      recountLabels: database.command(
        `UPDATE images SET labelsCount = (SELECT count(*) FROM figures WHERE imageId = images.id)
         WHERE datasetId IN (SELECT id FROM datasets WHERE projectId = ?)`,
      ),
      removeTag: database.command("DELETE FROM tags WHERE id = ?"),
      // A temporary name that no request can send, so that two names can be swapped.
      vacateClass: database.command("UPDATE classes SET name = ' ' || id WHERE id = ?"),
      vacateTag: database.command("UPDATE tags SET name = ' ' || id WHERE id = ?"),
      drawn: database.query(
        `SELECT geometryType, count(*) AS objects, count(DISTINCT imageId) AS images FROM figures WHERE classId = ?
         GROUP BY geometryType`,
        drawnRow,
      ),
      uses: database.query(
        `SELECT ifnull(value, 'null') AS value, NULL AS classId, count(*) AS things FROM imageTags WHERE tagId = ?1
         GROUP BY value
         UNION ALL
         SELECT ifnull(t.value, 'null'), f.classId, count(DISTINCT f.id) FROM figureTags t JOIN figures f ON f.id = t.figureId
         WHERE t.tagId = ?1 GROUP BY t.value, f.classId`,
        useRow,
      ),
      renameImageValues: database.command("UPDATE imageTags SET value = ? WHERE tagId = ? AND value = ?"),
      renameFigureValues: database.command("UPDATE figureTags SET value = ? WHERE tagId = ? AND value = ?"),
    };
  }

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
    if (this.#cachedRollbacks !== this.#database.rollbacks) {
      this.#cache.clear();
      this.#cachedRollbacks = this.#database.rollbacks;
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
    this.#database.atomic(() => {
      const before = this.#metaOf(projectId);
      this.#cache.delete(projectId);
      const keptClasses = new Set(meta.classes.map(({ keeps }) => keeps));
      const gone = before.classes.filter(({ id }) => !keptClasses.has(id));
      for (const { id } of gone) this.#sql.removeClass.run(id);
      if (gone.length > 0) this.#sql.recountLabels.run(projectId);
      const keptTags = new Set(meta.tags.map(({ keeps }) => keeps));
      for (const { id } of before.tags) if (!keptTags.has(id)) this.#sql.removeTag.run(id);

      // Only what changes is written: a project may have thousands of classes, and a request often changes one.
      const oldClasses = contents(before.classes, ({ name, description, shape, color, hotkey, settings }) => {
        return [name, description, shape, color, hotkey, JSON.stringify(settings)];
      });
      const classes = meta.classes.map(
        ({ id = null, keeps, title, description, shape, color, hotkey, settings }, at) => {
          return { id, keeps, content: [at, title, description, shape, color, hotkey, JSON.stringify(settings)] };
        },
      );
      const oldTags = contents(before.tags, ({ name, color, hotkey, settings }) => {
        return [name, color, hotkey, JSON.stringify(settings)];
      });
      const tags = meta.tags.map(({ id = null, keeps, name, color, hotkey, settings }, at) => {
        return { id, keeps, content: [at, name, color, hotkey, JSON.stringify(settings)] };
      });
      const changedClasses = classes.filter((each) => isChanged(each, oldClasses));
      const changedTags = tags.filter((each) => isChanged(each, oldTags));
      for (const { keeps } of changedClasses) if (keeps !== undefined) this.#sql.vacateClass.run(keeps);
      for (const { keeps } of changedTags) if (keeps !== undefined) this.#sql.vacateTag.run(keeps);
      for (const { id, keeps, content } of changedClasses) {
        if (keeps !== undefined) this.#sql.editClass.run(...content, now, keeps);
        else this.#sql.addClass.run(id, projectId, ...content, now, now);
      }
      for (const { id, keeps, content } of changedTags) {
        if (keeps !== undefined) this.#sql.editTag.run(...content, now, keeps);
        else this.#sql.addTag.run(id, projectId, ...content, now, now);
      }
      const isSmall = [...changedClasses, ...changedTags].every(({ keeps }) => keeps !== undefined);
      if (!isSmall || changedClasses.length + changedTags.length > maxPatched) return;
      // All others are as they were: reading a row takes longer than writing one.
      this.#cache.set(projectId, {
        classes: patched(before.classes, classes, new Set(changedClasses), (id) => this.class(id)),
        tags: patched(before.tags, tags, new Set(changedTags), (id) => this.tag(id)),
      });
    });
  }
}

/** Returns the rows in their new order; reads those that changed. */
function patched<Row extends { readonly id: number }, Item extends { readonly keeps: number | undefined }>(
  before: readonly Row[],
  items: readonly Item[],
  changed: ReadonlySet<Item>,
  read: (id: number) => Row | undefined,
): readonly Row[] {
  const old = new Map(before.map((row) => [row.id, row]));
  return items.flatMap((item) => {
    const { keeps = 0 } = item;
    const row = changed.has(item) ? read(keeps) : old.get(keeps);
    return row === undefined ? [] : [row];
  });
}

type MetaContent = readonly (string | number)[];

/** Returns id → stored columns, with the position first. */
function contents<Row extends { readonly id: number }>(
  rows: readonly Row[],
  columns: (row: Row) => MetaContent,
): ReadonlyMap<number, string> {
  return new Map(rows.map((row, position) => [row.id, JSON.stringify([position, ...columns(row)])]));
}

function isChanged(
  { keeps, content }: { readonly keeps: number | undefined; readonly content: MetaContent },
  old: ReadonlyMap<number, string>,
): boolean {
  return keeps === undefined || old.get(keeps) !== JSON.stringify(content);
}
