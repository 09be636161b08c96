import type { Node } from "../core/node.js";
import type { ValueChain } from "../core/value-chain.js";
import type { ExportResult } from "../export/export-result.js";
import { exportStep } from "../export/export-step.js";
import { checkExport, type ExportSettings } from "../export/settings.js";
import { collectStep, ListChain, type ListSource } from "../list/list-chain.js";
import type { Pictured } from "./pictured.js";
import type { ThumbnailOptions } from "./thumbnails.js";
import { ThumbnailsChain } from "./thumbnails-chain.js";

/**
 * Images that are not read yet.
 *
 * @example
 * await project(5555).dataset("dataset_01").images().thumbnails();
 */
export class ImageListChain<T extends Pictured> extends ListChain<T> {
  /** @internal The images of `source` after `node`. */
  static ofImages<In, T extends Pictured>(node: Node<In>, source: ListSource<In, T>): ImageListChain<T> {
    return new ImageListChain(node.append(collectStep(source)), source);
  }

  /**
   * Small pictures of the images, for a notebook: each within 160 × 120 pixels, in a table. With options, a contact sheet;
   * a terminal shows a table with the number of objects by class. Writes no files; `.sheet('page.html')` writes a page.
   *
   * Cost: one request per image for its whole content, four at once; with labels one more per 50 images and one per project.
   * Walked with `for await`, four contents are held.
   * @param options.labels - whether the objects are drawn, in the colors of their classes; default false
   * @param options.size - the longest side of a picture in pixels, 16 to 2048; default 320 on a contact sheet
   * @param options.columns - pictures in a row; default: as many as the page has room for
   * @example
   * await job(37).images().where((image) => image.reviewStatus === "rejected").thumbnails({ labels: true });
   */
  thumbnails(options?: ThumbnailOptions): ThumbnailsChain {
    return ThumbnailsChain.of(this.list, options);
  }

  /**
   * Exports the images, with what is on them, to a folder, in whole pixels.
   *
   * - `coco`: `annotations/instances.json` and `images/`. Polygons without holes are corners, all other shapes runs of pixels;
   *   `area` and `bbox` are those that pycocotools computes.
   * - `supervisely`: a project folder, which `sly.Project` opens.
   * - `yolo`: `data.yaml`, `images/` and `labels/`; segments where all classes are rectangles and polygons, else boxes.
   * - `csv`: `objects.csv`, a line an object, safe to open in a spreadsheet, and `images/`.
   *
   * It is written beside the folder as `….unfinished` and renamed when it is whole; run again after an interruption it
   * downloads what is missing. Over a finished export it takes over pictures that did not change; files of others stay.
   * Images by link have no content: their pictures are left out and listed in the result.
   *
   * Cost: one request for the annotations of 50 images and one for their pictures, or 16 MB of them; one more for the
   * annotations where the project has classes of shapes that the format does not hold.
   * @throws {ArgumentError} at the call: a wrong setting, or a folder of something else
   * @throws {ChainError} the format does not hold a shape, or there are no images; nothing was written
   * @example
   * await project(5555).images({ mark: "accepted" }).export("out", { as: "coco" });
   */
  export(folder: string, settings: ExportSettings): ValueChain<ExportResult> {
    return this.into(exportStep(checkExport(folder, settings)));
  }
}
