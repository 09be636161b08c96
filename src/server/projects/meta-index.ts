/** The classes and tags of a project by what requests call them. One rule: by name first, by id where no name is given. */
import { nameKey } from "../../domain/names.js";
import { invalid } from "../http/problem.js";
import type { TagMeta } from "./tag-rules.js";

/** What rules need to know of an object class. */
export interface ClassMeta {
  readonly id: number;
  readonly name: string;
  readonly shape: string;
}

/** Finds one of a project's classes or tags; ids of another project are leftovers of where something was copied from. */
class NamedIndex<Row extends { readonly id: number; readonly name: string }> {
  readonly #what: string;
  readonly #byName: ReadonlyMap<string, Row>;
  readonly #byId: ReadonlyMap<number, Row>;

  constructor(what: string, rows: readonly Row[]) {
    this.#what = what;
    this.#byName = new Map(rows.map((row) => [nameKey(row.name), row]));
    this.#byId = new Map(rows.map((row) => [row.id, row]));
  }

  /** @throws {Problem} the project has none of this name, or of this id where no name is given */
  find(named: { name?: string | null | undefined; id?: number | null | undefined }, path: string): Row {
    const { name, id } = named;
    const row = name == null ? this.#byId.get(id ?? 0) : this.#byName.get(nameKey(name));
    if (row !== undefined) return row;
    if (name == null && id == null) throw invalid(path, `needs the name of a ${this.#what}`, "any.required");
    const names = [...this.#byName.keys()].map((each) => `"${each}"`).join(", ") || "none";
    throw invalid(path, `there is no ${this.#what} "${name ?? id}" in the project; it has ${names}`, "any.only");
  }
}

/** What annotators of a project draw and say. */
export class MetaIndex {
  readonly classes: NamedIndex<ClassMeta>;
  readonly tags: NamedIndex<TagMeta & { readonly id: number }>;

  constructor(classes: readonly ClassMeta[], tags: readonly (TagMeta & { readonly id: number })[]) {
    this.classes = new NamedIndex("class", classes);
    this.tags = new NamedIndex("tag", tags);
  }
}

/** Reads what is known of a project once, however many things of a request are of it. */
export function oncePerProject<T>(read: (projectId: number) => T): (projectId: number) => T {
  const known = new Map<number, T>();
  return (projectId) => {
    const value = known.get(projectId) ?? read(projectId);
    known.set(projectId, value);
    return value;
  };
}
