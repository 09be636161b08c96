import type { Node } from "../core/node.js";
import type { ValueChain } from "../core/value-chain.js";
import type { ExportResult } from "../export/export-result.js";
import { exportStep } from "../export/export-step.js";
import { checkExport, type ExportSettings } from "../export/settings.js";
import { collectStep, ListChain, type ListSource } from "../list/list-chain.js";
import type { ImageRef } from "./image-ref.js";
import type { ThumbnailOptions } from "./thumbnails.js";
import { ThumbnailsChain } from "./thumbnails-chain.js";

/**
 * A lazy list of images.
 *
 * @example
 * await project(5555).dataset("dataset_01").images().thumbnails();
 */
export class ImageListChain<T extends ImageRef> extends ListChain<T> {
  /** @internal Creates the list of the images of `source` for the result of `node`. */
  static ofImages<In, T extends ImageRef>(node: Node<In>, source: ListSource<In, T>): ImageListChain<T> {
    return new ImageListChain(node.append(collectStep(source)), source);
  }

  /**
   * Makes thumbnails for a notebook, at most 160 × 120 pixels, in a table. With options they become a contact sheet, which a
   * terminal shows as a table with objects per class. Writes no files; `.sheet('page.html')` writes a page.
   *
   * Cost: one download per image, four at once; with labels one more request per 50 images and one per project. At most
   * four downloads are in memory.
   * @param options.labels - whether to draw the objects in the colors of their classes; default false
   * @param options.size - longest side of a thumbnail in pixels, 16 to 2048; default 320
   * @param options.columns - pictures per row; default: as many as fit
   * @example
   * await job(37).images().where((image) => image.reviewStatus === "rejected").thumbnails({ labels: true });
   */
  thumbnails(options?: ThumbnailOptions): ThumbnailsChain {
    return ThumbnailsChain.of(this.list, options);
  }

  /**
   * Exports the images and their annotations to a folder, in whole pixels.
   *
   * - `coco`: `annotations/instances.json` and `images/`. Polygons without holes are written as polygons, all other shapes as
   *   RLE; `area` and `bbox` equal those of pycocotools.
   * - `supervisely`: a project folder that `sly.Project` opens.
   * - `yolo`: `data.yaml`, `images/` and `labels/`; segments if all classes are rectangles or polygons, else boxes.
   * - `csv`: `objects.csv`, one line per object, safe to open in a spreadsheet, and `images/`.
   *
   * Writes to `<folder>.unfinished` and renames it at the end; running it again after an interruption downloads only what is
   * missing. A second export to the same folder reuses unchanged pictures and keeps files that the export did not write.
   * Images by link have no content: their pictures are omitted and listed in the result.
   *
   * Cost: per 50 images (or 16 MB) one request for annotations and one for pictures; one more for annotations if the project
   * has classes whose shape the format does not support.
   * @throws {ArgumentError} at the call: an invalid setting, or a folder that is not an export
   * @throws {ChainError} there are no images, or an object's shape is not supported by the format; nothing was written
   * @example
   * await project(5555).images({ mark: "accepted" }).export("out", { as: "coco" });
   */
  export(folder: string, settings: ExportSettings): ValueChain<ExportResult> {
    return this.into(exportStep(checkExport(folder, settings)));
  }
}
