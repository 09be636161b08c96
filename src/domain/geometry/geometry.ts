/** The base class of all shapes. */
import { badArgument } from "../errors.js";
import { type GeometryJson, toPixels, toStored } from "./coordinates.js";
import { type Box, boxOf, type Mask, type PictureSize, type Xy } from "./mask.js";
import { Canvas } from "./raster.js";

/** The fields that a geometry was created from. */
export interface GeometrySource {
  /** In whole pixels, like the SDK's JSON. */
  readonly json: GeometryJson;
  /** In a server's coordinates; undefined if the geometry was not read from a server. */
  readonly wire?: GeometryJson | undefined;
}

/**
 * An immutable shape on an image. Coordinates are whole pixels, `[x, y]` from the upper left corner. Areas, boxes and masks
 * equal those of the official SDK.
 */
export abstract class Geometry {
  /** The name of the shape in the API, for example `rectangle`; a polyline is `line`. */
  abstract readonly type: string;
  /**
   * Area in square pixels, equal to that of the SDK: rectangles include their last row and column, polygons use the
   * shoelace formula and exclude holes, masks count pixels; 0 for points, lines, keypoints and unknown shapes.
   */
  abstract readonly area: number;
  /** The bounding box; null for unknown shapes. */
  abstract readonly bbox: Box | null;

  readonly #json: GeometryJson;
  #wire: GeometryJson | undefined;
  #mask: Mask | undefined;

  /** @internal */
  constructor({ json, wire }: GeometrySource) {
    this.#json = json;
    this.#wire = wire;
  }

  /** @internal Draws the shape, shifted by the canvas's origin. */
  protected abstract paint(canvas: Canvas): void;

  /** The box of all points that drawing uses. */
  protected get reach(): Box | null {
    return this.bbox;
  }

  /**
   * Returns the pixels of the shape, equal to those that the SDK draws. Without `size`, the mask has the size of `bbox`;
   * with the size of an image, pixels outside of the image are cut off.
   *
   * @throws {ArgumentError} the shape is unknown, or too large
   */
  mask(size?: PictureSize): Mask {
    if (size !== undefined) return this.#maskOn(size);
    if (this.#mask === undefined) {
      const { left, top, width, height } = this.bbox ?? this.#unread("mask");
      this.#mask = this.#painted({ width, height }, [left, top]);
    }
    return this.#mask;
  }

  /**
   * Computes the intersection over union of two shapes of any kinds, 0 to 1.
   *
   * @throws {ArgumentError} one of the shapes is unknown
   */
  iou(other: Geometry): number {
    const [mine, theirs] = [this.bbox ?? this.#unread("iou"), other.bbox ?? other.#unread("iou")];
    if (mine.left > theirs.right || theirs.left > mine.right) return 0;
    if (mine.top > theirs.bottom || theirs.top > mine.bottom) return 0;
    return this.mask().iou(other.mask());
  }

  /** Returns the fields in whole pixels, like the SDK's JSON. Unknown fields are kept. */
  toJSON(): GeometryJson {
    return this.#json;
  }

  /** Returns the fields in a server's coordinates; unchanged if the shape was read from a server. */
  toWire(): GeometryJson {
    this.#wire ??= toStored(this.type, this.#json);
    return this.#wire;
  }

  #maskOn(size: PictureSize): Mask {
    const reach = this.reach ?? this.#unread("mask");
    const { left, top, right, bottom, width, height } = reach;
    if (left >= 0 && top >= 0 && right < size.width && bottom < size.height) {
      return this.#painted({ width, height }, [left, top]);
    }
    // Lines are clipped at the edge of the image, which shifts their pixels; so the whole image has to be drawn.
    const painted = this.#painted(size, [0, 0]);
    const box = painted.bbox ?? boxOf(0, 0, -1, -1);
    return painted.within(box, [box.left, box.top]);
  }

  #painted(size: PictureSize, origin: Xy): Mask {
    const canvas = new Canvas(size, origin);
    this.paint(canvas);
    return canvas.toMask();
  }

  #unread(method: string): never {
    const hint = "skip shapes whose bbox is null";
    throw badArgument(method, "geometry", `cannot draw a shape of type ${JSON.stringify(this.type)}`, hint);
  }
}

/** Whether a value is a geometry, of this copy of slylab or another. */
export function isGeometry(value: unknown): value is Geometry {
  if (typeof value !== "object" || value === null) return false;
  return "toWire" in value && typeof value.toWire === "function" && "type" in value && "iou" in value;
}

/** Converts a server's fields and keeps the originals. */
export function storedSource(type: string, wire: GeometryJson, size: PictureSize): GeometrySource {
  return { wire, json: toPixels(type, wire, size) };
}

/** Returns the bounding box of points; null without points. */
export function boxAround(points: readonly Xy[]): Box | null {
  if (points.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return boxOf(left, top, right, bottom);
}

/** Returns the pixel that contains a point. */
export function pixelOf([x, y]: Xy): Xy {
  return [Math.floor(x), Math.floor(y)];
}

/** Shifts a ring to the coordinates of a canvas with the given origin. */
export function moved(ring: readonly Xy[], [left, top]: Xy): readonly Xy[] {
  return ring.map(([x, y]) => [x - left, y - top]);
}
