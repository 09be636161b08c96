/** Thumbnails, made from the full image: the API does not offer smaller ones. */
import type { OverlayOptions } from "sharp";
import { type Cell, type DisplayModel, display } from "../../domain/display/display.js";
import type { RecordColumn } from "../../domain/display/record-display.js";
import { missingPackage } from "../../domain/optional-package.js";
import { ApiRecord } from "../../domain/records/api-record.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import { decodeBmp } from "./bmp.js";
import { type ColoredFigure, type MaskPixels, maskOf, paintMask, shapesSvg, type ThumbnailCanvas } from "./drawing.js";
import type { ImageRef } from "./image-ref.js";

/** A picture that can be embedded in a page. */
export interface SmallPicture {
  /** A `data:` URL of a WebP picture. */
  readonly src: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** The size a picture is scaled down to fit into. */
export interface MaxSize {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** The number of objects of one class on an image. */
export interface ObjectCount {
  /** Name of the class. */
  readonly className: string;
  /** Color of the class, `#RRGGBB`. */
  readonly color: string;
  /** Objects of the class on the image. */
  readonly count: number;
}

export interface Thumbnail {
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Null if the image has no content or cannot be decoded. */
  readonly picture: SmallPicture | null;
  /** Its mark in its job; null for an image of a dataset. */
  readonly mark: ReviewStatus | null;
  /** Objects per class, most first; null if labels were not requested. */
  readonly objects: readonly ObjectCount[] | null;
}

/** A thumbnail of an image. A page shows the picture, a terminal its size. */
export class Thumbnail extends ApiRecord<Thumbnail> {
  /** @internal */
  static readonly plural = "thumbnails";
  /** @internal */
  static readonly columns: readonly RecordColumn<Thumbnail>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Picture", kind: "image", value: ({ name, picture }) => pictureCell(name, picture) },
  ];

  /** @internal */
  constructor(
    { id, name, reviewStatus }: ImageRef,
    picture: SmallPicture | null,
    objects: readonly ObjectCount[] | null = null,
  ) {
    super({ id, name, picture: Object.freeze(picture), mark: reviewStatus ?? null, objects: Object.freeze(objects) });
  }

  override [display](): DisplayModel {
    return {
      kind: "record",
      title: "Thumbnail",
      fields: [
        { label: "id", kind: "id", value: this.id },
        { label: "name", kind: "text", value: this.name },
        ...(this.mark === null ? [] : [{ label: "mark", kind: "status", value: this.mark } as const]),
        ...(this.objects ?? []).map(({ className, count }) => ({
          label: className,
          kind: "count" as const,
          value: count,
        })),
        { label: "picture", kind: "image", value: pictureCell(this.name, this.picture) },
      ],
    };
  }
}

/** Creates the table cell of a picture, or `no picture`. */
export function pictureCell(name: string, picture: SmallPicture | null): Cell {
  if (picture === null) return "no picture";
  return { src: picture.src, alt: name, text: `${picture.width} × ${picture.height} pixels` };
}

/** Scales a picture down to `box` and applies its EXIF orientation. Returns null if it cannot be decoded. */
export async function shrink(
  content: Uint8Array,
  box: MaxSize = { width: 160, height: 120 },
  objects: readonly ColoredFigure[] = [],
): Promise<SmallPicture | null> {
  const sharp = await loadSharp();
  try {
    const bitmap = decodeBmp(content);
    const picture =
      bitmap === undefined
        ? sharp(content)
        : sharp(bitmap.data, { raw: { width: bitmap.width, height: bitmap.height, channels: 4 } });
    const { autoOrient } = await picture.metadata();
    const canvas = canvasFor(autoOrient, box);
    const { width, height } = canvas;
    const layers = await drawn(objects, canvas);
    const small = picture.autoOrient().resize({ width, height, fit: "fill" }).composite(layers);
    const data = await small.webp().toBuffer();
    return { src: `data:image/webp;base64,${data.toString("base64")}`, width, height };
  } catch {
    return null;
  }
}

async function loadSharp() {
  const { default: sharp } = await import("sharp").catch((error: unknown) => {
    throw missingPackage(error, "sharp", "thumbnails()");
  });
  return sharp;
}

/** The image's size if it fits into `box`, else the largest size with its aspect ratio that does. */
function canvasFor({ width, height }: MaxSize, box: MaxSize): ThumbnailCanvas {
  const scale = Math.min(1, box.width / width, box.height / height);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height), scale };
}

async function drawn(objects: readonly ColoredFigure[], canvas: ThumbnailCanvas): Promise<OverlayOptions[]> {
  if (objects.length === 0) return [];
  const { width, height, scale } = canvas;
  const pixels = { data: new Uint8Array(width * height * 4), width, height };
  let hasMask = false;
  for (const { figure, color } of objects) {
    const found = await maskOf(figure, decodeMask);
    if (found === undefined) continue;
    paintMask(pixels, { ...found, color, scale, isSoft: figure.geometryType === "alpha_mask" });
    hasMask = true;
  }
  const svg = shapesSvg(objects, canvas);
  return [
    ...(hasMask ? [{ input: Buffer.from(pixels.data.buffer), raw: { width, height, channels: 4 as const } }] : []),
    ...(svg === undefined ? [] : [{ input: Buffer.from(svg) }]),
  ];
}

/** Decodes the PNG of a mask: opaque pixels, or pixels that are not black if it has no transparency. */
async function decodeMask(png: Uint8Array): Promise<MaskPixels> {
  const sharp = await loadSharp();
  const image = sharp(png);
  const { hasAlpha } = await image.metadata();
  const { data, info } = await image
    .extractChannel(hasAlpha ? "alpha" : "red")
    .toColorspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
