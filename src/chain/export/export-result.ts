import { type DisplayModel, display } from "../../domain/display/display.js";
import { recordOf } from "../../domain/display/record-display.js";
import { ApiRecord } from "../../domain/records/api-record.js";
import type { ExportFormat } from "./settings.js";

export interface ExportResult {
  /** Absolute path of the exported folder. */
  readonly folder: string;
  /** Format of the export. */
  readonly format: ExportFormat;
  /** Images in the folder. */
  readonly images: number;
  /** Objects on those images. */
  readonly objects: number;
  /** Number of objects per class name. */
  readonly classes: Readonly<Record<string, number>>;
  /** Pictures downloaded by this run; without those that existed already. */
  readonly downloaded: number;
  /** Downloaded bytes. */
  readonly size: number;
  /** Omitted items that the format does not support, for example `12 image tags`. */
  readonly omitted: readonly string[];
  /** Items written in another form, for example `3 objects of shape bitmap as boxes`. */
  readonly converted: readonly string[];
  /** Paths of pictures without content on the instance, for example of images by link. */
  readonly withoutPicture: readonly string[];
}

/** The result of an export. */
export class ExportResult extends ApiRecord<ExportResult> {
  /** @internal */
  constructor(fields: Omit<ExportResult, "classes" | symbol> & { readonly classes: ReadonlyMap<string, number> }) {
    const { folder, format, images, objects, downloaded, size, omitted, converted, withoutPicture } = fields;
    const sorted = [...fields.classes].sort(([one], [other]) => (one < other ? -1 : 1));
    super({
      ...{ folder, format, images, objects, classes: Object.freeze(Object.fromEntries(sorted)), downloaded, size },
      omitted: Object.freeze([...omitted]),
      converted: Object.freeze([...converted]),
      withoutPicture: Object.freeze([...withoutPicture]),
    });
  }

  override [display](): DisplayModel {
    const { classes, omitted, converted, withoutPicture, ...rest } = this;
    const counts = Object.entries(classes).map(([name, count]) => `${name}: ${count}`);
    const lists = Object.entries({ omitted, converted, withoutPicture }).filter(([, list]) => list.length > 0);
    return recordOf("Export", { ...rest, classes: counts, ...Object.fromEntries(lists) });
  }
}
