import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { jsonColumn, objectColumn } from "../db/rows.js";
import { Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";
import { MetaIndex } from "./meta-index.js";

const tagSettings = z.looseObject({
  value_type: z.string(),
  values: z.array(z.string()).optional(),
  applicable_type: z.string(),
  classes: z.array(z.string()),
  target_type: z.string(),
});

const classRow = z.object({
  id: z.int(),
  projectId: z.int(),
  name: z.string(),
  description: z.string(),
  shape: z.string(),
  color: z.string(),
  hotkey: z.string(),
  settings: objectColumn,
  createdAt: z.string(),
  updatedAt: z.string(),
});
type ClassRow = z.output<typeof classRow>;

const tagRow = z.object({
  id: z.int(),
  projectId: z.int(),
  name: z.string(),
  color: z.string(),
  hotkey: z.string(),
  settings: jsonColumn(tagSettings),
  createdAt: z.string(),
  updatedAt: z.string(),
});
type TagRow = z.output<typeof tagRow>;

const common = {
  createdAt: { sql: "m.createdAt", kind: "text" },
  updatedAt: { sql: "m.updatedAt", kind: "text" },
  name: { sql: "m.name", kind: "text" },
  id: { sql: "m.id", kind: "number" },
} as const;

const classes: Plan<typeof classRow.shape, ClassRow> = {
  select:
    "SELECT m.id, m.projectId, m.name, m.description, m.shape, m.color, m.hotkey, m.settings, m.createdAt, m.updatedAt",
  from: "classes m",
  key: "m.id",
  fields: { ...common, shape: { sql: "m.shape", kind: "text" } },
  row: classRow,
  wire: (row) => row,
};

const tags: Plan<typeof tagRow.shape, TagRow> = {
  select: "SELECT m.id, m.projectId, m.name, m.color, m.hotkey, m.settings, m.createdAt, m.updatedAt",
  from: "tags m",
  key: "m.id",
  fields: common,
  row: tagRow,
  wire: (row) => row,
};

/** An object class that a project is to have. */
export interface NewClass {
  readonly id?: number | undefined;
  readonly title: string;
  readonly description: string;
  readonly shape: string;
  readonly color: string;
  readonly hotkey: string;
  readonly settings: object;
}

/** A tag that a project is to have. */
export interface NewTag {
  readonly id?: number | undefined;
  readonly name: string;
  readonly color: string;
  readonly hotkey: string;
  readonly settings: z.output<typeof tagSettings>;
}

const named = z.object({ id: z.int(), name: z.string() });
type Named = z.output<typeof named>;

/** The object classes and tags of projects. Within a project a name is an identity. */
export class MetaStore {
  readonly #database: Database;
  readonly #classList: Listing<typeof classRow.shape, ClassRow>;
  readonly #tagList: Listing<typeof tagRow.shape, TagRow>;
  readonly #classNames: Query<Named>;
  readonly #tagNames: Query<Named>;
  readonly #classes: Query<ClassRow>;
  readonly #tags: Query<TagRow>;
  readonly #addClass: Command;
  readonly #editClass: Command;
  readonly #addTag: Command;
  readonly #editTag: Command;
  readonly #removeClass: Command;
  readonly #removeTag: Command;
  readonly #recountLabels: Command;

  constructor(database: Database) {
    this.#database = database;
    this.#classList = new Listing(database, classes);
    this.#tagList = new Listing(database, tags);
    this.#classNames = database.query("SELECT id, name FROM classes WHERE projectId = ?", named);
    this.#tagNames = database.query("SELECT id, name FROM tags WHERE projectId = ?", named);
    this.#classes = database.query(
      `${classes.select} FROM classes m WHERE m.projectId = ? ORDER BY m.position`,
      classRow,
    );
    this.#tags = database.query(`${tags.select} FROM tags m WHERE m.projectId = ? ORDER BY m.position`, tagRow);
    this.#addClass = database.command(
      `INSERT INTO classes (id, projectId, position, name, description, shape, color, hotkey, settings, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#editClass = database.command(
      `UPDATE classes SET position = ?, description = ?, shape = ?, color = ?, hotkey = ?, settings = ?, updatedAt = ?
       WHERE id = ?`,
    );
    this.#addTag = database.command(
      `INSERT INTO tags (id, projectId, position, name, color, hotkey, settings, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#editTag = database.command(
      "UPDATE tags SET position = ?, color = ?, hotkey = ?, settings = ?, updatedAt = ? WHERE id = ?",
    );
    this.#removeClass = database.command("DELETE FROM classes WHERE id = ?");
    // The figures of a class go with it.
    this.#recountLabels = database.command(
      `UPDATE images SET labelsCount = (SELECT count(*) FROM figures WHERE imageId = images.id)
       WHERE datasetId IN (SELECT id FROM datasets WHERE projectId = ?)`,
    );
    this.#removeTag = database.command("DELETE FROM tags WHERE id = ?");
  }

  classes(projectId: number): ClassRow[] {
    return this.#classes.all(projectId);
  }

  tags(projectId: number): TagRow[] {
    return this.#tags.all(projectId);
  }

  /** The classes and tags of a project, to be found by name or id. */
  index(projectId: number): MetaIndex {
    return new MetaIndex(this.classes(projectId), this.tags(projectId));
  }

  class(id: number): ClassRow | undefined {
    return this.#classList.one(id);
  }

  tag(id: number): TagRow | undefined {
    return this.#tagList.one(id);
  }

  listClasses(projectId: number, request: ListRequest): Page<ClassRow> {
    return this.#classList.page([{ sql: "m.projectId = ?", values: [projectId] }], request);
  }

  listTags(projectId: number, request: ListRequest): Page<TagRow> {
    return this.#tagList.page([{ sql: "m.projectId = ?", values: [projectId] }], request);
  }

  /** Name → id. */
  classIds(projectId: number): Map<string, number> {
    return new Map(this.#classNames.all(projectId).map(({ id, name }) => [name, id]));
  }

  /** Name → id. */
  tagIds(projectId: number): Map<string, number> {
    return new Map(this.#tagNames.all(projectId).map(({ id, name }) => [name, id]));
  }

  /** Gives the project exactly these classes and tags; a known name keeps its id, and what is left out goes. */
  replace(projectId: number, meta: { classes: readonly NewClass[]; tags: readonly NewTag[] }, now: string): void {
    this.#database.atomic(() => {
      const classNames = new Set(meta.classes.map(({ title }) => title));
      const knownClasses = this.classIds(projectId);
      const gone = [...knownClasses].filter(([name]) => !classNames.has(name));
      for (const [, id] of gone) this.#removeClass.run(id);
      if (gone.length > 0) this.#recountLabels.run(projectId);
      const tagNames = new Set(meta.tags.map(({ name }) => name));
      const knownTags = this.tagIds(projectId);
      for (const [name, id] of knownTags) if (!tagNames.has(name)) this.#removeTag.run(id);

      for (const [position, { id = null, title, ...rest }] of meta.classes.entries()) {
        const look = [rest.description, rest.shape, rest.color, rest.hotkey, JSON.stringify(rest.settings)];
        const known = knownClasses.get(title);
        if (known !== undefined) this.#editClass.run(position, ...look, now, known);
        else this.#addClass.run(id, projectId, position, title, ...look, now, now);
      }
      for (const [position, { id = null, name, color, hotkey, settings }] of meta.tags.entries()) {
        const look = [color, hotkey, JSON.stringify(settings)];
        const known = knownTags.get(name);
        if (known !== undefined) this.#editTag.run(position, ...look, now, known);
        else this.#addTag.run(id, projectId, position, name, ...look, now, now);
      }
    });
  }
}
