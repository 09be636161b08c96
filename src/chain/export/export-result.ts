import { type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { recordOf } from "../../domain/display/record-display.js";
import type { ExportFormat } from "./settings.js";

/** What an export wrote. */
export class ExportResult {
  static {
    showInHosts(ExportResult);
  }

  /** The folder that was written, as an absolute path. */
  readonly folder: string;
  /** The format of the files. */
  readonly as: ExportFormat;
  /** Images in the folder. */
  readonly images: number;
  /** Objects on those images. */
  readonly objects: number;
  /** Objects by the name of their class. */
  readonly classes: Readonly<Record<string, number>>;
  /** Pictures that were downloaded; those that were there already are not among them. */
  readonly downloaded: number;
  /** Bytes that were downloaded. */
  readonly bytes: number;
  /** Paths of pictures that the instance has no content of, such as those of images by link. */
  readonly withoutPicture: readonly string[];

  /** @internal */
  constructor(fields: Omit<ExportResult, "classes" | symbol> & { readonly classes: ReadonlyMap<string, number> }) {
    this.folder = fields.folder;
    this.as = fields.as;
    this.images = fields.images;
    this.objects = fields.objects;
    const sorted = [...fields.classes].sort(([one], [other]) => (one < other ? -1 : 1));
    this.classes = Object.freeze(Object.fromEntries(sorted));
    this.downloaded = fields.downloaded;
    this.bytes = fields.bytes;
    this.withoutPicture = Object.freeze([...fields.withoutPicture]);
    Object.freeze(this);
  }

  [display](): DisplayModel {
    const { classes, withoutPicture, ...rest } = this;
    const counts = Object.entries(classes).map(([name, count]) => `${name}: ${count}`);
    return recordOf("Export", { ...rest, classes: counts, ...(withoutPicture.length === 0 ? {} : { withoutPicture }) });
  }
}
