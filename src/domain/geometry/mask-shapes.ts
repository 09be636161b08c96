/** Shapes made of pixels: bitmaps and alpha masks. */
import { z } from "zod";
import { badArgument } from "../errors.js";
import { xySchema } from "./coordinates.js";
import { Geometry, type GeometrySource, pixelOf } from "./geometry.js";
import { type Box, boxOf, type Mask, type PictureSize } from "./mask.js";
import { decodeAlpha, decodeBitmap, type Plane, tightMask } from "./mask-data.js";

/** The fields of bitmaps and alpha masks. */
export const bitmapSchema = z.looseObject({
  bitmap: z.looseObject({ data: z.string().min(1), origin: xySchema }),
});

/** The base class of bitmaps and alpha masks. */
export abstract class PixelShape extends Geometry {
  /** Base64 of zlib-compressed PNG bytes. */
  readonly data: string;
  /** Position of the upper left pixel of the data. */
  readonly origin: readonly [x: number, y: number];
  #pixels: Mask | undefined;

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof bitmapSchema>) {
    super(source);
    this.data = fields.bitmap.data;
    this.origin = pixelOf(fields.bitmap.origin);
  }

  /** @internal The pixels of `data`. */
  protected abstract plane(): Plane;

  get #mask(): Mask {
    if (this.#pixels === undefined) {
      const mask = tightMask(this.plane(), this.origin);
      if (mask === undefined) {
        const hint = "pass a mask with at least one pixel";
        throw badArgument("mask", "data", "the mask is empty: all of its pixels are transparent", hint);
      }
      this.#pixels = mask;
    }
    return this.#pixels;
  }

  /** Number of pixels that are not transparent. @throws {ArgumentError} the data cannot be read */
  get area(): number {
    return this.#mask.area;
  }

  /** @throws {ArgumentError} the data cannot be read */
  get bbox(): Box {
    const { origin, width, height } = this.#mask;
    return boxOf(origin[0], origin[1], origin[0] + width - 1, origin[1] + height - 1);
  }

  override mask(size?: PictureSize): Mask {
    const { left, top, right, bottom } = this.bbox;
    if (size === undefined || (left >= 0 && top >= 0 && right < size.width && bottom < size.height)) return this.#mask;
    const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
    const width = Math.max(Math.min(right + 1, size.width) - x, 0);
    const height = Math.max(Math.min(bottom + 1, size.height) - y, 0);
    return this.#mask.within({ width, height }, [x, y]);
  }

  /** @internal Unused: the mask is decoded, not drawn. */
  protected override paint(): void {}
}

/** A bitmap: a mask of single pixels. */
export class Bitmap extends PixelShape {
  readonly type = "bitmap";

  /** @internal */
  protected override plane(): Plane {
    return decodeBitmap(this.data);
  }
}

/** A mask with an opacity per pixel. All pixels that are not fully transparent belong to the object. */
export class AlphaMask extends PixelShape {
  readonly type = "alpha_mask";

  /** Returns the opacity of each pixel, 0 to 255, row by row from `origin`. */
  levels(): { readonly width: number; readonly height: number; readonly values: Uint8Array } {
    return decodeAlpha(this.data);
  }

  /** @internal */
  protected override plane(): Plane {
    return decodeAlpha(this.data);
  }
}
