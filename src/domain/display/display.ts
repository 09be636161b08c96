/**
 * The plain models that values show themselves by: no ANSI, no HTML, no widths.
 * A value carries its model under {@link display}; `render` alone gives it a form.
 */

/** The key under which a value answers with its {@link DisplayModel}. Registered, so that two copies of slylab agree. */
export const display: unique symbol = Symbol.for("slylab.display") as never;

/** How a column or field wants to be drawn; `render` decides the form. */
export type CellKind =
  /** Foreign or own text; may be wrapped or shortened. */
  | "text"
  /** An id: never cut. */
  | "id"
  /** A job status or review mark: coloured, a badge in HTML, never cut. */
  | "status"
  | "count"
  /** A number with a fraction: at most 3 significant digits. */
  | "number"
  /** A share from 0 to 1, drawn as `87.5 %`. */
  | "percent"
  /** An amount of money: 2 decimals. */
  | "money"
  | "time"
  | "flag"
  /** A {@link ProgressCell}. */
  | "progress"
  /** `#RRGGBB`: a swatch and `[r, g, b]`. */
  | "color"
  | "bytes"
  /** Milliseconds. */
  | "duration"
  /** An {@link ImageCell}: a thumbnail in HTML, its name in a terminal. */
  | "image"
  /** Source text or an error's line: kept as written, monospaced. */
  | "code";

/** Work done of work there is. */
export interface ProgressCell {
  /** How much is done. */
  readonly done: number;
  /** How much there is. */
  readonly total: number;
  /** Words beside the bar, as `2 accepted, 1 rejected`. */
  readonly note?: string | undefined;
}

/** A picture by its bytes or its address. `src` is a `data:` or `http(s):` URL. */
export interface ImageCell {
  /** A `data:` or `http(s):` URL. */
  readonly src: string;
  /** The picture's name. */
  readonly alt: string;
  /** What stands for it where there are only words. Default: `alt`. */
  readonly text?: string | undefined;
}

/** A value of the user's own as code writes it, so that `'1'` and `1`, or `null` and `'-'`, differ. */
export interface LiteralCell {
  /** What people see, for example `'1'`. */
  readonly literal: string;
  /** What programs get, for example the text `1`. */
  readonly plain: string | number | boolean | null | undefined | readonly (string | number)[];
}

/** What may stand in a cell. Absence is `null` or `undefined`; a list is drawn as its items, comma separated. */
export type Cell =
  | string
  | number
  | boolean
  | Date
  | null
  | undefined
  | readonly (string | number)[]
  | ProgressCell
  | ImageCell
  | LiteralCell;

/** One column of a table. */
export interface Column {
  /** Head of the column. */
  readonly title: string;
  /** How its cells are drawn. */
  readonly kind: CellKind;
  /** Columns of weight 0 (the default) stay; those above go first, the highest first, when the width is short. */
  readonly weight?: number | undefined;
}

/** Rows of one shape. `more` counts rows that exist but are not in `rows`. */
export interface TableModel {
  /** Says that it is a table. */
  readonly kind: "table";
  /** Line above the table. */
  readonly title?: string | undefined;
  /** The columns, from left to right. */
  readonly columns: readonly Column[];
  /** Cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
  /** Number of rows that exist and are not in `rows`. */
  readonly more?: number | undefined;
  /** Positions of rows by what matters most: these are shown where not all rows are. Default: the first rows. */
  readonly first?: readonly number[] | undefined;
  /** One line below the table. */
  readonly note?: string | undefined;
  /** What to say of a table without rows. Default: `nothing`. */
  readonly empty?: string | undefined;
}

/** One thing in two columns. */
export interface RecordModel {
  /** Says that it is a record. */
  readonly kind: "record";
  /** Line above the record. */
  readonly title?: string | undefined;
  /** Label and value of each line. */
  readonly fields: readonly { readonly label: string; readonly kind: CellKind; readonly value: Cell }[];
  /** Line below the record. */
  readonly note?: string | undefined;
}

/** Paragraphs of text, one a line. `tone` colours the whole. */
export interface TextModel {
  /** Says that it is text. */
  readonly kind: "text";
  /** The text, without control characters of a terminal. */
  readonly text: string;
  /** Color of the whole. Default `plain`. */
  readonly tone?: "plain" | "good" | "warning" | "bad" | "dim" | "code" | undefined;
}

/** One bar, or a spinner where `total` is not known. */
export interface ProgressModel {
  /** Says that it is a bar. */
  readonly kind: "progress";
  /** Words before the bar. */
  readonly label: string;
  /** How much is done. */
  readonly done: number;
  /** How much there is; undefined draws a spinner. */
  readonly total?: number | undefined;
  /** Whether it goes on, is done or failed. */
  readonly state: "running" | "done" | "failed";
  /** Words behind the bar. */
  readonly note?: string | undefined;
}

/** Values by name. A bar chart lies on its side; a line chart takes `x` in the order given. */
export interface ChartModel {
  /** Says that it is a chart. */
  readonly kind: "chart";
  /** Bars, or lines. */
  readonly form: "bar" | "line";
  /** Line above the chart. */
  readonly title?: string | undefined;
  /** Name of the x axis. */
  readonly xTitle?: string | undefined;
  /** Name of the y axis. */
  readonly yTitle?: string | undefined;
  /** Values, by the name of their series. */
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly { readonly x: string | number; readonly y: number }[];
  }[];
}

/** Markup of the user's own, trusted because the user wrote it: never made from a server's answer. */
export interface MarkupModel {
  /** Says that it is markup. */
  readonly kind: "markup";
  /** The markup, shown as it is in a page. */
  readonly html: string;
  /** The same in words, for a terminal. */
  readonly text: string;
}

/** An error for people: what happened, where in their own code, what to do. */
export interface ErrorModel {
  /** Says that it is an error. */
  readonly kind: "error";
  /** Name of the error's class. */
  readonly name: string;
  /** What failed. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** The user's own line, with a caret under the column. */
  readonly source?:
    | {
        readonly file: string;
        readonly line: number;
        readonly column?: number | undefined;
        readonly text: string;
        /** The function that the line is in. */
        readonly functionName?: string | undefined;
      }
    | undefined;
  /** Whether the message's lines are its substance, as those of a comparison: none is left out before 40. */
  readonly isLong?: boolean | undefined;
  /** Models shown between message and hint, as a step table. */
  readonly parts?: readonly DisplayModel[] | undefined;
}

/** One picture of a contact sheet. */
export interface SheetPicture {
  /** Null where there is none to show. */
  readonly picture: ImageCell | null;
  /** Name of the image. */
  readonly name: string;
  /** A status or a mark, drawn as a badge. */
  readonly badge?: string | undefined;
  /** Words below the name. */
  readonly note?: string | undefined;
}

/** What the colors of a contact sheet mean. */
export interface SheetKey {
  /** What the color stands for, such as the name of a class. */
  readonly name: string;
  /** `#RRGGBB`. */
  readonly color: string;
  /** How often it is on the pictures. */
  readonly count: number;
}

/** Pictures side by side on a page; in a terminal, a table. */
export interface SheetModel {
  /** The tag of the union. */
  readonly kind: "sheet";
  /** The pictures in their order. */
  readonly pictures: readonly SheetPicture[];
  /** The widest that a picture can be, in pixels. */
  readonly size: number;
  /** Pictures in a row. Default: as many as the page has room for. */
  readonly columns?: number | undefined;
  /** What the colors mean; empty where nothing is drawn. */
  readonly keys: readonly SheetKey[];
  /** What stands for it where there are only words. */
  readonly table: TableModel;
}

/** Several models, one below the other. */
export interface StackModel {
  /** Says that it is several models. */
  readonly kind: "stack";
  /** The models, from top to bottom. */
  readonly parts: readonly DisplayModel[];
}

/** What a value shows itself by: one of the forms above. */
export type DisplayModel =
  | TableModel
  | RecordModel
  | TextModel
  | ProgressModel
  | ChartModel
  | MarkupModel
  | ErrorModel
  | SheetModel
  | StackModel;

/** A value that knows its own model. */
export interface Displayable {
  [display](): DisplayModel;
}

/** Whether `value` carries a display model. */
export function isDisplayable(value: unknown): value is Displayable {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof (value as Partial<Displayable>)[display] === "function"
  );
}
