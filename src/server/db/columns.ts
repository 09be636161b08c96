/** Columns of lists: each is described once, for the SELECT, for the parsed row, and for filters and sorting. */
import { z } from "zod";

/** A field by which lists can be filtered and sorted. */
export interface Field {
  readonly sql: string;
  /** A `time` is compared as an instant, a `name` in normalized form. */
  readonly kind: "number" | "text" | "name" | "time" | "flag" | "json";
  readonly nullable?: boolean | undefined;
  /** SQL that rows are sorted by. Default: `sql`. */
  readonly sort?: string | undefined;
}

/** A column of a list. */
export interface ListColumn<Type> {
  readonly type: Type;
  /** Default: the column of the same name in the list's table. */
  readonly sql?: string;
  /** The filter and sort order by the column. Default: none. */
  readonly filter?: Field["kind"];
  readonly nullable?: boolean;
  /** SQL that rows are sorted by. Default: `sql`. */
  readonly sort?: string;
}

/** The columns of a list by name. */
export type ListColumns<Shape> = { readonly [Name in keyof Shape & string]: ListColumn<Shape[Name]> };

/** The SQL, row schema and filters derived from the columns of a list. */
export interface ColumnSet<Shape extends z.ZodRawShape> {
  /** A SELECT clause. */
  readonly select: string;
  readonly row: z.ZodObject<Shape>;
  readonly fields: Readonly<Record<string, Field>>;
}

/** A parsed row of a set of columns. */
export type RowOf<Set extends { readonly row: z.ZodType }> = z.output<Set["row"]>;

/** Some columns of a set, for example those that a new row is given. */
export type ColumnsIn<Set extends { readonly row: z.ZodType }, Name extends keyof RowOf<Set>> = Readonly<
  Pick<RowOf<Set>, Name>
>;

/** Derives a SELECT, a row schema and filters from columns; `alias` is the table's name in the SQL. */
export function columnsOf<Shape extends Record<string, z.core.$ZodType>>(
  alias: string,
  columns: ListColumns<Shape>,
): ColumnSet<Shape> {
  const all = Object.entries<ListColumn<z.core.$ZodType>>(columns).map(([name, column]) => ({
    name,
    ...column,
    sql: column.sql ?? `${alias}.${name}`,
  }));
  return {
    select: `SELECT ${all.map(({ name, sql }) => `${sql} AS ${name}`).join(", ")}`,
    row: z.object(Object.fromEntries(all.map(({ name, type }) => [name, type])) as Shape),
    fields: Object.fromEntries(
      all.flatMap(({ name, filter, sql, nullable, sort }) =>
        filter === undefined ? [] : [[name, { sql, kind: filter, nullable, sort }]],
      ),
    ),
  };
}
