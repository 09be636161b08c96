/** A small picture of an image, made here of its whole content: the API has no small ones. */

import type { OverlayOptions } from "sharp";
import { type Cell, type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import type { RecordColumn } from "../../domain/display/record-display.js";
import { missingPackage } from "../../domain/optional-package.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import { decodeBmp } from "./bmp.js";
import { type Canvas, type DrawnObject, type MaskPixels, maskOf, paintMask, shapesSvg } from "./drawing.js";
import type { Pictured } from "./pictured.js";

/** A picture as a page takes it. */
export interface SmallPicture {
  /** A `data:` URL of a WebP picture. */
  readonly src: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Pixels that a picture is made to fit into. */
export interface Box {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** What a thumbnail shows of the objects on its image. */
export interface ObjectCount {
  /** Name of the class. */
  readonly className: string;
  /** Color of the class, `#RRGGBB`. */
  readonly color: string;
  /** Objects of the class on the image. */
  readonly count: number;
}

/** An image with a small picture of it; a page shows it, a terminal tells its size. */
export class Thumbnail {
  static {
    showInHosts(Thumbnail);
  }

  /** @internal */
  static readonly plural = "thumbnails";
  /** @internal */
  static readonly columns: readonly RecordColumn<Thumbnail>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Picture", kind: "image", value: ({ name, picture }) => pictureCell(name, picture) },
  ];

  /** The image's id. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Null where the image has no content, or none that is known as a picture. */
  readonly picture: SmallPicture | null;
  /** Its mark in its job; null for an image of a dataset. */
  readonly mark: ReviewStatus | null;
  /** The objects on it by class, most first; null where they were not asked for. */
  readonly objects: readonly ObjectCount[] | null;

  /** @internal */
  constructor(
    { id, name, reviewStatus }: Pictured,
    picture: SmallPicture | null,
    objects: readonly ObjectCount[] | null = null,
  ) {
    this.id = id;
    this.name = name;
    this.picture = picture === null ? null : Object.freeze(picture);
    this.mark = reviewStatus ?? null;
    this.objects = objects === null ? null : Object.freeze(objects);
    Object.freeze(this);
  }

  [display](): DisplayModel {
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

/** The cell of a picture, or that there is none. */
export function pictureCell(name: string, picture: SmallPicture | null): Cell {
  if (picture === null) return "no picture";
  return { src: picture.src, alt: name, text: `${picture.width} × ${picture.height} pixels` };
}

/** Makes the small picture of a content, upright as its camera says; null where it is no picture. */
export async function shrink(
  content: Uint8Array,
  box: Box = { width: 160, height: 120 },
  objects: readonly DrawnObject[] = [],
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

/** The image's own size where it fits, else the largest of its shape that does. */
function canvasFor({ width, height }: Box, box: Box): Canvas {
  const scale = Math.min(1, box.width / width, box.height / height);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height), scale };
}

async function drawn(objects: readonly DrawnObject[], canvas: Canvas): Promise<OverlayOptions[]> {
  if (objects.length === 0) return [];
  const { width, height, scale } = canvas;
  const pixels = { data: new Uint8Array(width * height * 4), width, height };
  let hasMask = false;
  for (const { figure, color } of objects) {
    const found = await maskOf(figure, decodeMask);
    if (found === undefined) continue;
    paintMask(pixels, { ...found, color, scale });
    hasMask = true;
  }
  const svg = shapesSvg(objects, canvas);
  return [
    ...(hasMask ? [{ input: Buffer.from(pixels.data.buffer), raw: { width, height, channels: 4 as const } }] : []),
    ...(svg === undefined ? [] : [{ input: Buffer.from(svg) }]),
  ];
}

/** The opaque pixels of a mask's PNG; where it has no transparency, those that are not black. */
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
