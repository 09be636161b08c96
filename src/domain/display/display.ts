/**
 * Defines the display models of values, without ANSI, HTML or widths. A value returns its model from the method
 * {@link display}; only `src/render` turns models into text, HTML or charts.
 */

/** Key of the method that returns a value's {@link DisplayModel}. A registered symbol, so that two copies of slylab agree. */
export const display: unique symbol = Symbol.for("slylab.display") as never;

/** The kind of a column or field, which decides how its values are drawn. */
export type CellKind =
  /** Text; may be wrapped or shortened. */
  | "text"
  /** An id: never cut. */
  | "id"
  /** A job status or review mark: colored, a badge in HTML, never cut. */
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
  /** Source text or an error's line: unchanged, in a monospaced font. */
  | "code";

/** Completed items out of all items. */
export interface ProgressCell {
  /** Number of completed items. */
  readonly done: number;
  /** Number of all items. */
  readonly total: number;
  /** Text next to the bar, for example `2 accepted, 1 rejected`. */
  readonly note?: string | undefined;
}

/** An image, by its content or its URL. */
export interface ImageCell {
  /** A `data:` or `http(s):` URL. */
  readonly src: string;
  /** Name of the image. */
  readonly alt: string;
  /** Text shown in place of the image in a terminal. Default: `alt`. */
  readonly text?: string | undefined;
}

/** A user's value shown as a source literal, so that `'1'` and `1`, or `null` and `'-'`, look different. */
export interface LiteralCell {
  /** The displayed form, for example `'1'`. */
  readonly literal: string;
  /** The value in exports, for example the text `1`. */
  readonly plain: string | number | boolean | null | undefined | readonly (string | number)[];
}

/** A cell of a table. `null` and `undefined` are missing values; a list is drawn as its items, separated by commas. */
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
  /** Header of the column. */
  readonly title: string;
  /** Decides how its cells are drawn. */
  readonly kind: CellKind;
  /**
   * Order in which columns are hidden if the width is too small: the highest number first, never 0 (the default). Below 1:
   * only in a terminal, after the other columns were shortened.
   */
  readonly hidePriority?: number | undefined;
}

/** A table. */
export interface TableModel {
  /** Discriminates the union. */
  readonly kind: "table";
  /** Line above the table. */
  readonly title?: string | undefined;
  /** The columns, from left to right. */
  readonly columns: readonly Column[];
  /** Cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
  /** Number of rows that exist and are not in `rows`. */
  readonly more?: number | undefined;
  /** Positions of the most important rows, shown if there is no room for all. Default: the first rows. */
  readonly rowsByPriority?: readonly number[] | undefined;
  /** One line below the table. */
  readonly note?: string | undefined;
  /** Text shown in place of a table without rows. Default: `nothing`. */
  readonly empty?: string | undefined;
}

/** A record: labels and values in two columns. */
export interface RecordModel {
  /** Discriminates the union. */
  readonly kind: "record";
  /** Line above the record. */
  readonly title?: string | undefined;
  /** Label and value of each line. */
  readonly fields: readonly { readonly label: string; readonly kind: CellKind; readonly value: Cell }[];
  /** Line below the record. */
  readonly note?: string | undefined;
}

/** Paragraphs of text, one per line. */
export interface TextModel {
  /** Discriminates the union. */
  readonly kind: "text";
  /** The text, without terminal control characters. */
  readonly text: string;
  /** Color of the text. Default: `plain`. */
  readonly tone?: "plain" | "good" | "warning" | "bad" | "dim" | "code" | undefined;
}

/** A progress bar, or a spinner if `total` is unknown. */
export interface ProgressModel {
  /** Discriminates the union. */
  readonly kind: "progress";
  /** Text before the bar. */
  readonly label: string;
  /** Number of completed items. */
  readonly done: number;
  /** Number of all items; undefined draws a spinner. */
  readonly total?: number | undefined;
  /** State of the work. */
  readonly state: "running" | "done" | "failed";
  /** Text after the bar. */
  readonly note?: string | undefined;
}

/** A chart of named values. Bars are horizontal; lines keep the given order of `x`. */
export interface ChartModel {
  /** Discriminates the union. */
  readonly kind: "chart";
  /** Bars, or lines. */
  readonly form: "bar" | "line";
  /** Line above the chart. */
  readonly title?: string | undefined;
  /** Name of the x axis. */
  readonly xTitle?: string | undefined;
  /** Name of the y axis. */
  readonly yTitle?: string | undefined;
  /** Named series of points. */
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly { readonly x: string | number; readonly y: number }[];
  }[];
}

/** HTML that the user's code provides. It is trusted, and must never be built from a server's response. */
export interface MarkupModel {
  /** Discriminates the union. */
  readonly kind: "markup";
  /** The HTML, inserted without escaping. */
  readonly html: string;
  /** The text shown in a terminal. */
  readonly text: string;
}

/** An error: what failed, where in the user's code, and what to do next. */
export interface ErrorModel {
  /** Discriminates the union. */
  readonly kind: "error";
  /** Name of the error's class. */
  readonly name: string;
  /** What failed. */
  readonly message: string;
  /** The most useful next step. */
  readonly hint?: string | undefined;
  /** The line of the user's code that failed, shown with a caret under the column. */
  readonly source?:
    | {
        readonly file: string;
        readonly line: number;
        readonly column?: number | undefined;
        readonly text: string;
        /** The function that contains the line. */
        readonly functionName?: string | undefined;
      }
    | undefined;
  /** Whether up to 40 lines of the message are shown, for example those of a comparison. */
  readonly isLong?: boolean | undefined;
  /** Whether all lines are shown, because the error is the requested value. */
  readonly isWhole?: boolean | undefined;
  /** Models shown between message and hint, for example a table of steps. */
  readonly parts?: readonly DisplayModel[] | undefined;
}

/** One image of a contact sheet. */
export interface SheetPicture {
  /** The image; null if it cannot be shown. */
  readonly picture: ImageCell | null;
  /** Name of the image. */
  readonly name: string;
  /** A status or review mark, drawn as a badge. */
  readonly badge?: string | undefined;
  /** Text below the name. */
  readonly note?: string | undefined;
}

/** An entry of a contact sheet's legend. */
export interface LegendEntry {
  /** Meaning of the color, such as the name of a class. */
  readonly name: string;
  /** `#RRGGBB`. */
  readonly color: string;
  /** Number of its objects on the images. */
  readonly count: number;
}

/** A contact sheet: a grid of images in HTML, a table in a terminal. */
export interface SheetModel {
  /** Discriminates the union. */
  readonly kind: "sheet";
  /** The images, in order. */
  readonly pictures: readonly SheetPicture[];
  /** Maximum width of an image, in pixels. */
  readonly size: number;
  /** Images per row. Default: as many as fit the page. */
  readonly columns?: number | undefined;
  /** The legend; empty if no objects are drawn. */
  readonly legend: readonly LegendEntry[];
  /** The table shown in a terminal. */
  readonly table: TableModel;
}

/** Several models, stacked vertically. */
export interface StackModel {
  /** Discriminates the union. */
  readonly kind: "stack";
  /** The models, from top to bottom. */
  readonly parts: readonly DisplayModel[];
}

/** The display model of a value. */
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

/** A value with a display model. */
export interface Displayable {
  [display](): DisplayModel;
}

/** Whether `value` has a display model. */
export function isDisplayable(value: unknown): value is Displayable {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof (value as Partial<Displayable>)[display] === "function"
  );
}
