import { z } from "zod";
import { isRecord } from "../../base/is-record.js";
import { type Filter, filterSchema } from "../../domain/records/wire.js";
import { type ColumnSet, columnsOf, type Field, type ListColumns } from "../db/columns.js";
import type { Database, Query, Value } from "../db/database.js";
import { ReadCache } from "../db/read-cache.js";
import { type Condition, compare } from "./conditions.js";
import { count, fields, list, record, textUpTo } from "./fields.js";
import { invalid } from "./problem.js";

// The maximum and the default page size.
const maxPerPage = 1000;

const defaultPerPage = 500;

// The official SDK documents these names in addition to the symbols.
const signs: Readonly<Record<string, string>> = { eq: "=", not: "!=", gt: ">", gte: ">=", lt: "<", lte: "<=" };

const filter = record(
  fields({
    ...filterSchema.shape,
    operator: z.preprocess(
      (value) => (typeof value === "string" && Object.hasOwn(signs, value) ? signs[value] : value),
      filterSchema.shape.operator,
    ),
  }),
);

/** The request fields of every list. */
export const listFields = {
  // Examples of the official SDK send one filter without a list.
  filter: z.preprocess((value) => (isRecord(value) ? [value] : value), list(filter, 100)).optional(),
  sort: z.string().optional(),
  sort_order: z.enum(["asc", "desc"]).optional(),
  page: count.pipe(z.int().positive()).optional(),
  per_page: count.pipe(z.int().positive()).optional(),
  pagination_mode: z.enum(["page", "token"]).optional(),
  after: z.string().nullish(),
  fields: list(textUpTo(255), 200).optional(),
};

/** Names of fields that are only sent on request. */
export const extraFields = list(textUpTo(255), 200)
  .nullish()
  .transform((names) => names ?? []);

const listRequestSchema = z.object(listFields);

export type ListRequest = z.output<typeof listRequestSchema>;

/** Describes the list of one kind of record. */
export interface ListSpec<Shape extends z.ZodRawShape, Wire> extends ColumnSet<Shape> {
  /** Tables that are filtered and sorted; `key` and the filters refer to their columns. */
  readonly from: string;
  /** Tables that are only joined for the rows of a page. */
  readonly joins: string;
  readonly key: string;
  /** Field that rows are sorted by if a request names none. */
  readonly order: string;
  /** Further fields to filter and sort by; they replace those of the columns. */
  readonly filters: Readonly<Record<string, Field>>;
  readonly wire: (row: z.output<z.ZodObject<Shape>>) => Wire;
}

/**
 * Describes a list by its table with an alias (`"teams t"`) and its columns. By default the list is read from the table
 * alone, by ascending id, and its rows are in the API's format.
 */
export function listOf<Shape extends z.ZodRawShape, Wire = z.output<z.ZodObject<Shape>>>(
  table: string,
  columns: ListColumns<Shape>,
  details: Partial<Omit<ListSpec<Shape, Wire>, keyof ColumnSet<Shape>>> = {},
): ListSpec<Shape, Wire> {
  const alias = table.slice(table.indexOf(" ") + 1);
  const usual = { from: table, joins: "", key: `${alias}.id`, order: "id", filters: {} };
  return { ...columnsOf(alias, columns), ...usual, wire: (row) => row as Wire, ...details };
}

/** A page of a list in the API's format. */
export interface Page<Wire> {
  readonly total: number;
  readonly perPage: number;
  readonly pagesCount: number;
  readonly entities: readonly Partial<Wire>[];
  readonly after?: string | null;
}

type Cursor = readonly [sortValue: string | number, key: number];

const cursorSchema = z.tuple([z.union([z.string(), z.number()]), z.int()]);

const cursorRow = z.object({ sortValue: z.union([z.string(), z.number()]), keyValue: z.int() });

const totalRow = z.object({ total: z.int() });

const readTotal = (columns: unknown) => totalRow.parse(columns).total;

interface Walk {
  readonly total: number;
  /** Page number → the last row of the page before it, so that no rows are skipped one by one. */
  readonly starts: Map<number, Cursor>;
}

/** Reads pages of one kind of record. The last page costs as much as the first. */
export class ListReader<Shape extends z.ZodRawShape, Wire extends object> {
  readonly #database: Database;
  readonly #spec: ListSpec<Shape, Wire>;
  readonly #wire: (columns: unknown) => Wire;
  readonly #withCursor: (columns: unknown) => { wire: Wire; cursor: Cursor };
  readonly #walks: ReadCache<Walk>;

  constructor(database: Database, spec: ListSpec<Shape, Wire>) {
    this.#database = database;
    this.#spec = spec;
    this.#walks = new ReadCache(database, 100);
    this.#wire = (columns) => spec.wire(spec.row.parse(columns));
    this.#withCursor = (columns) => {
      const { sortValue, keyValue } = cursorRow.parse(columns);
      return { wire: this.#wire(columns), cursor: [sortValue, keyValue] };
    };
  }

  /** Reads a page of the rows that meet `scope`; `complete` adds computed fields to each row. */
  page(scope: readonly Condition[], request: ListRequest, complete?: (wire: Wire) => Wire): Page<Wire> {
    const { key } = this.#spec;
    const conditions = [...scope, ...(request.filter ?? []).map((filter, index) => this.#condition(filter, index))];
    const where = whereOf(conditions);
    const values = valuesOf(conditions);
    const { sort, isText } = this.#sort(request.sort);
    const descending = request.sort_order === "desc";
    const perPage = Math.min(request.per_page ?? defaultPerPage, maxPerPage);
    const walk = this.#walk(where, values, `${sort} ${descending} ${perPage}`);

    const byToken = request.pagination_mode === "token";
    const page = byToken ? 1 : (request.page ?? 1);
    const start = byToken ? decodeCursor(request.after, isText) : walk.starts.get(page);
    const after = start === undefined ? "" : `AND (${sort}, ${key}) ${descending ? "<" : ">"} (?, ?)`;
    const order = `ORDER BY ${sort} ${descending ? "DESC" : "ASC"}, ${key} ${descending ? "DESC" : "ASC"}`;
    const rows = this.#rows(
      // The keys of the page are found first, so that rows skipped by OFFSET are never joined.
      `WHERE ${where} AND ${key} IN
         (SELECT ${key} FROM ${this.#spec.from} WHERE ${where} ${after} ${order} LIMIT ? OFFSET ?) ${order}`,
      sort,
      [...values, ...values, ...(start ?? []), perPage + 1, start === undefined ? (page - 1) * perPage : 0],
    );

    // Reads one row more than the page, to know whether there is a next page.
    const hasMore = rows.length > perPage;
    const shown = hasMore ? rows.slice(0, perPage) : rows;
    const last = shown.at(-1);
    if (!byToken && hasMore && last !== undefined) walk.starts.set(page + 1, last.cursor);
    return {
      total: walk.total,
      perPage,
      pagesCount: Math.max(1, Math.ceil(walk.total / perPage)),
      entities: shown.map(({ wire }) => pick(complete === undefined ? wire : complete(wire), request.fields)),
      ...(byToken ? { after: hasMore && last !== undefined ? encodeCursor(last.cursor) : null } : {}),
    };
  }

  /** Reads all rows that meet `scope`, sorted by id. For short lists. */
  all(scope: readonly Condition[]): Wire[] {
    return this.#byId(scope, "").all(...valuesOf(scope));
  }

  /** Reads the row with the lowest id that meets `scope`, or undefined. */
  first(scope: readonly Condition[]): Wire | undefined {
    return this.#byId(scope, "LIMIT 1").first(...valuesOf(scope));
  }

  /** Counts the rows that meet `scope`. */
  count(scope: readonly Condition[]): number {
    return this.#count(whereOf(scope), valuesOf(scope));
  }

  /** Reads the row with this id, or undefined. */
  one(id: number): Wire | undefined {
    return this.first([{ sql: `${this.#spec.key} = ?`, values: [id] }]);
  }

  #byId(scope: readonly Condition[], limit: string): Query<Wire> {
    const { select, from, joins, key } = this.#spec;
    const sql = `${select} FROM ${from} ${joins} WHERE ${whereOf(scope)} ORDER BY ${key} ${limit}`;
    return this.#database.cachedQuery(sql, this.#wire);
  }

  #rows(tail: string, sort: string, values: readonly Value[]): { wire: Wire; cursor: Cursor }[] {
    const { select, from, joins, key } = this.#spec;
    const columns = `${select}, ${sort} AS sortValue, ${key} AS keyValue`;
    return this.#database.cachedQuery(`${columns} FROM ${from} ${joins} ${tail}`, this.#withCursor).all(...values);
  }

  #walk(where: string, values: readonly Value[], order: string): Walk {
    return this.#walks.get(JSON.stringify([where, values, order]), () => ({
      total: this.#count(where, values),
      starts: new Map(),
    }));
  }

  #count(where: string, values: readonly Value[]): number {
    const sql = `SELECT count(*) AS total FROM ${this.#spec.from} WHERE ${where}`;
    return this.#database.cachedQuery(sql, readTotal).first(...values) ?? 0;
  }

  #sort(name: string | undefined): { readonly sort: string; readonly isText: boolean } {
    const wanted = name ?? this.#spec.order;
    if (wanted === "id") return { sort: this.#spec.key, isText: false };
    const field = this.#field(wanted);
    if (field === undefined || field.kind === "json") throw invalid("sort", `cannot sort by "${wanted}"`, "any.only");
    // Comparisons with NULL are neither true nor false, and would end the iteration.
    const sort = field.sort ?? (field.nullable ? `ifnull(${field.sql}, '')` : field.sql);
    return { sort, isText: field.kind === "text" || field.kind === "name" || field.kind === "time" };
  }

  #field(name: string): Field | undefined {
    const { filters, fields } = this.#spec;
    return [filters, fields].find((fields) => Object.hasOwn(fields, name))?.[name];
  }

  #condition(filter: Filter & { operator: NonNullable<Filter["operator"]> }, index: number): Condition {
    const [name = "", ...path] = filter.field.split(".");
    const field = this.#field(name);
    if (field === undefined || (field.kind === "json") !== path.length > 0) {
      throw invalid(`filter.${index}.field`, `cannot filter by "${filter.field}"`, "any.only");
    }
    const sql = field.kind === "json" ? `json_extract(${field.sql}, ?)` : field.sql;
    const values = field.kind === "json" ? [`$.${path.map((key) => JSON.stringify(key)).join(".")}`] : [];
    return compare({ sql, values }, field.kind, filter, `filter.${index}.value`);
  }
}

function whereOf(scope: readonly Condition[]): string {
  return scope.map(({ sql }) => `(${sql})`).join(" AND ") || "1";
}

function valuesOf(scope: readonly Condition[]): Value[] {
  return scope.flatMap(({ values }) => values);
}

/** Returns the requested fields of a record and its id; all without a request. */
export function pick<Wire extends object>(wire: Wire, fields: readonly string[] | undefined): Partial<Wire> {
  if (fields === undefined || fields.length === 0) return wire;
  const wanted = new Set([...fields, "id"]);
  return Object.fromEntries(Object.entries(wire).filter(([name]) => wanted.has(name))) as Partial<Wire>;
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function decodeCursor(token: string | null | undefined, isText: boolean): Cursor | undefined {
  if (token == null || token === "") return undefined;
  const cursor = parseCursor(token);
  // A cursor of another sort order would compare with everything. Empty text stands for null in any order.
  if (cursor !== undefined && (cursor[0] === "" || (typeof cursor[0] === "string") === isText)) return cursor;
  throw invalid("after", "is not a token of this list in this order", "any.invalid");
}

function parseCursor(token: string): Cursor | undefined {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    return undefined;
  }
}
