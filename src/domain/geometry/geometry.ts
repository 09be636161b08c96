/** What every shape on a picture can tell. */
import { ArgumentError } from "../errors.js";
import { type GeometryJson, toPixels, toStored } from "./coordinates.js";
import { type Box, boxOf, type Mask, type PictureSize, type Xy } from "./mask.js";
import { Canvas } from "./raster.js";

/** Where the fields of a geometry come from. */
export interface GeometrySource {
  /** In whole pixels, as the SDK writes and reads them. */
  readonly json: GeometryJson;
  /** As an instance stores them; undefined for a geometry that was not read from one. */
  readonly wire?: GeometryJson | undefined;
}

/**
 * A shape on a picture, immutable. Coordinates are whole pixels, `[x, y]` from the left upper corner; numbers equal
 * those of the official SDK for the same shape.
 */
export abstract class Geometry {
  /** The name of the shape as it travels, for example `rectangle`; a polyline is `line`. */
  abstract readonly type: string;
  /**
   * Square pixels, as the SDK counts them: a rectangle with its last row and column, a polygon by the shoelace formula
   * without its holes, a mask by its pixels; 0 for points, lines, keypoints and shapes that are not read.
   */
  abstract readonly area: number;
  /** The smallest upright box around the shape; null for shapes that are not read. */
  abstract readonly bbox: Box | null;

  readonly #json: GeometryJson;
  #wire: GeometryJson | undefined;
  #mask: Mask | undefined;

  /** @internal */
  constructor({ json, wire }: GeometrySource) {
    this.#json = json;
    this.#wire = wire;
  }

  /** @internal Draws the shape, each pixel moved by the canvas's origin. */
  protected abstract paint(canvas: Canvas): void;

  /** The box that drawing the shape on a whole picture touches. */
  protected get reach(): Box | null {
    return this.bbox;
  }

  /**
   * The pixels of the shape, equal to those that the SDK draws. Without `size` the mask has the size of `bbox`; with
   * the size of a picture, what lies outside of the picture is left out.
   *
   * @throws {ArgumentError} the shape is not read, or larger than any picture
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
   * Shared pixels divided by the pixels of both shapes together, 0 to 1, for any mix of shapes.
   *
   * @throws {ArgumentError} one of the shapes is not read
   */
  iou(other: Geometry): number {
    const [mine, theirs] = [this.bbox ?? this.#unread("iou"), other.bbox ?? other.#unread("iou")];
    if (mine.left > theirs.right || theirs.left > mine.right) return 0;
    if (mine.top > theirs.bottom || theirs.top > mine.bottom) return 0;
    return this.mask().iou(other.mask());
  }

  /** The fields as the SDK writes them, in whole pixels. Fields that are not known are kept. */
  toJSON(): GeometryJson {
    return this.#json;
  }

  /** The fields as an instance stores them; those of a shape that was read are returned as they came. */
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
    // Lines that leave the picture are cut where it ends, which moves their pixels: it takes the whole picture.
    const whole = this.#painted(size, [0, 0]);
    const box = whole.bbox ?? boxOf(0, 0, -1, -1);
    return whole.within(box, [box.left, box.top]);
  }

  #painted(size: PictureSize, origin: Xy): Mask {
    const canvas = new Canvas(size, origin);
    this.paint(canvas);
    return canvas.toMask();
  }

  #unread(method: string): never {
    throw new ArgumentError(`the pixels of a shape of type ${JSON.stringify(this.type)} are not known`, {
      method,
      argument: "geometry",
      hint: "leave out shapes whose bbox is null",
    });
  }
}

/** Whether a value is a geometry, of this copy of the library or of another. */
export function isGeometry(value: unknown): value is Geometry {
  if (typeof value !== "object" || value === null) return false;
  return "toWire" in value && typeof value.toWire === "function" && "type" in value && "iou" in value;
}

/** Fields as an instance stores them, with what they are in whole pixels. */
export function storedSource(type: string, wire: GeometryJson, size: PictureSize): GeometrySource {
  return { wire, json: toPixels(type, wire, size) };
}

/** The box around places. */
export function boxAround(places: readonly Xy[]): Box | null {
  if (places.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of places) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return boxOf(left, top, right, bottom);
}

/** The pixel that a place lies in. */
export function pixelOf([x, y]: Xy): Xy {
  return [Math.floor(x), Math.floor(y)];
}

/** Rings less the origin of a canvas. */
export function moved(ring: readonly Xy[], [left, top]: Xy): readonly Xy[] {
  return ring.map(([x, y]) => [x - left, y - top]);
}
