/** Converts annotations to COCO JSON. */
import type { Geometry } from "../geometry/geometry.js";
import type { PictureSize, Xy } from "../geometry/mask.js";
import { Polygon } from "../geometry/vector-shapes.js";
import type { ObjectClass } from "../records/project-meta.js";
import { areaOfCounts, boxOfCounts, type Counts, countsOfMask, countsOfPolygon, textOfCounts } from "./rle.js";

/** The shapes that COCO supports: polygons without holes as their corners, all others as their pixels. */
export const cocoShapes: ReadonlySet<string> = new Set([
  ...["rectangle", "polygon", "multipolygon", "bitmap", "alpha_mask", "cuboid", "oriented_bbox"],
]);

/** An object in COCO's format, without its ids. */
export interface CocoObject {
  /** Corners `[x, y, x, y, …]` of one polygon, or a run-length encoded mask. */
  readonly segmentation: readonly (readonly number[])[] | { readonly size: readonly number[]; readonly counts: string };
  /** Number of pixels, equal to that of pycocotools. */
  readonly area: number;
  /** Left, top, width, height. */
  readonly bbox: readonly number[];
  readonly iscrowd: 0;
}

/** Converts a shape to an object of COCO. */
export function cocoObject(geometry: Geometry, size: PictureSize): CocoObject {
  if (geometry instanceof Polygon && geometry.interior.length === 0) {
    const corners = threeAtLeast(geometry.exterior);
    return measured([corners.flat()], countsOfPolygon(corners, size), size);
  }
  const counts = countsOfMask(geometry.mask(size), size);
  return measured({ size: [size.height, size.width], counts: textOfCounts(counts) }, counts, size);
}

/** Pads a ring to three corners: readers take two corners for a box. */
function threeAtLeast(ring: readonly Xy[]): readonly Xy[] {
  const last = ring[ring.length - 1] ?? [0, 0];
  return [...ring, ...Array<Xy>(Math.max(0, 3 - ring.length)).fill(last)];
}

function measured(segmentation: CocoObject["segmentation"], counts: Counts, { height }: PictureSize): CocoObject {
  return { segmentation, area: areaOfCounts(counts), bbox: boxOfCounts(counts, height), iscrowd: 0 };
}

/** Converts classes to categories, numbered from 1 in order. */
export function cocoCategories(classes: readonly ObjectClass[]): readonly object[] {
  return classes.map(({ name }, at) => ({ id: at + 1, name, supercategory: name }));
}
