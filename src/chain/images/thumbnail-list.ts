/** The display of a list of thumbnails on a page and in a terminal. */
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import {
  type Cell,
  type Column,
  type DisplayModel,
  display,
  type LegendEntry,
  type SheetModel,
  type TableModel,
} from "../../domain/display/display.js";
import { RecordList, tableOf } from "../../domain/display/record-display.js";
import { defaultApiSource } from "../core/api-source.js";
import { Node } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { type SheetFile, sheetSchema, sheetStep } from "./sheet-file.js";
import { SheetKeys, sheetPicture } from "./sheet-parts.js";
import { pictureCell, Thumbnail } from "./thumbnail.js";
import type { ResolvedOptions } from "./thumbnails.js";

// The number that fits in a terminal; further classes are counted together.
const maxClasses = 8;

/** A frozen array of thumbnails, displayed as a contact sheet. */
export class ThumbnailList extends RecordList<Thumbnail> {
  /** @internal */
  constructor(thumbnails: readonly Thumbnail[], options: ResolvedOptions) {
    super();
    for (const thumbnail of thumbnails) this.push(thumbnail);
    Object.defineProperty(this, display, { value: (): DisplayModel => modelOf(this, options), enumerable: false });
    sheets.set(this, options);
    Object.freeze(this);
  }

  /** Writes the contact sheet as a self-contained page, like {@link ThumbnailsChain.sheet}. Starts a new chain. */
  sheet(path: string): ValueChain<SheetFile> {
    const checked = parseArgument("sheet", "path", sheetSchema, path);
    const rows = [...this];
    const step = sheetStep<undefined>(checked, sheets.get(this) ?? plain, async function* () {
      yield* rows;
    });
    return new ValueChain(Node.root(defaultApiSource, step));
  }
}

// Kept outside the list, whose only properties are its thumbnails.
const sheets = new WeakMap<ThumbnailList, ResolvedOptions>();
const plain: ResolvedOptions = { isSheet: true, labels: false, size: 320, columns: undefined };

function modelOf(thumbnails: readonly Thumbnail[], options: ResolvedOptions): DisplayModel {
  return options.isSheet ? sheetOf(thumbnails, options) : tableOf(Thumbnail, thumbnails);
}

function sheetOf(thumbnails: readonly Thumbnail[], { size, columns }: ResolvedOptions): SheetModel {
  const keys = new SheetKeys();
  for (const thumbnail of thumbnails) keys.add(thumbnail);
  const pictures = thumbnails.map(sheetPicture);
  return { kind: "sheet", pictures, size, columns, legend: keys.all, table: countTable(thumbnails, keys.all) };
}

function countTable(thumbnails: readonly Thumbnail[], keys: readonly LegendEntry[]): TableModel {
  const hasMarks = thumbnails.some(({ mark }) => mark !== null);
  const hasObjects = thumbnails.some(({ objects }) => objects !== null);
  const shown = keys.length > maxClasses ? keys.slice(0, maxClasses - 1) : keys;
  const others = new Set(keys.slice(shown.length).map(({ name }) => name));
  const columns: Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    ...(hasMarks ? [{ title: "Mark", kind: "status" } as const] : []),
    ...(hasObjects ? [{ title: "Objects", kind: "count" } as const] : []),
    ...shown.map(({ name }) => ({ title: name, kind: "count" as const, weight: 1 })),
    ...(others.size > 0 ? [{ title: `${others.size} other classes`, kind: "count" as const, weight: 1 }] : []),
    { title: "Picture", kind: "image", hidePriority: 2 },
  ];
  const rows = thumbnails.map(({ id, name, mark, objects, picture }): readonly Cell[] => {
    const countOf = (test: (className: string) => boolean) =>
      (objects ?? []).reduce((sum, { className, count }) => sum + (test(className) ? count : 0), 0);
    return [
      id,
      name,
      ...(hasMarks ? [mark] : []),
      ...(hasObjects ? [countOf(() => true)] : []),
      ...shown.map((key) => countOf((className) => className === key.name)),
      ...(others.size > 0 ? [countOf((className) => others.has(className))] : []),
      pictureCell(name, picture),
    ];
  });
  return { kind: "table", columns, rows, empty: `no ${Thumbnail.plural}` };
}
