/** Finds the classes and tags that requests refer to, by name, or by id if no name is given. */
import { nameKey } from "../../domain/names.js";
import { invalid } from "../http/problem.js";
import type { RuledTag } from "./tag-rules.js";

/** The fields of an object class that rules use. */
export interface ClassMeta {
  readonly id: number;
  readonly name: string;
  readonly shape: string;
}

/** Finds classes or tags of a project. If a name is given, the id is ignored: copied data has ids of its source project. */
class NamedIndex<Row extends { readonly id: number; readonly name: string }> {
  readonly #what: string;
  readonly #byName: ReadonlyMap<string, Row>;
  readonly #byId: ReadonlyMap<number, Row>;

  constructor(what: string, rows: readonly Row[]) {
    this.#what = what;
    this.#byName = new Map(rows.map((row) => [nameKey(row.name), row]));
    this.#byId = new Map(rows.map((row) => [row.id, row]));
  }

  /** @throws {Problem} the project has no such class or tag */
  find(named: { name?: string | null | undefined; id?: number | null | undefined }, path: string): Row {
    const { name, id } = named;
    const row = name == null ? this.#byId.get(id ?? 0) : this.#byName.get(nameKey(name));
    if (row !== undefined) return row;
    if (name == null && id == null)
      throw invalid(path, `is missing, expected the name of a ${this.#what}`, "any.required");
    const names = listed([...this.#byName.keys()]);
    throw invalid(path, `there is no ${this.#what} "${name ?? id}" in the project; it has ${names}`, "any.only");
  }
}

/** Number of names in an error. */
const maxNames = 50;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((each) => `"${each}"`);
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return shown.join(", ") || "none";
}

/** The classes and tags of a project. */
export class MetaIndex {
  readonly classes: NamedIndex<ClassMeta>;
  readonly tags: NamedIndex<RuledTag & { readonly id: number }>;

  constructor(classes: readonly ClassMeta[], tags: readonly (RuledTag & { readonly id: number })[]) {
    this.classes = new NamedIndex("class", classes);
    this.tags = new NamedIndex("tag", tags);
  }
}

/** Memoizes a read per project, for requests with many items of the same project. */
export function oncePerProject<T>(read: (projectId: number) => T): (projectId: number) => T {
  const indexed = new Map<number, T>();
  return (projectId) => {
    const value = indexed.get(projectId) ?? read(projectId);
    indexed.set(projectId, value);
    return value;
  };
}
