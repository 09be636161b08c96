/** A small picture of an image, made here of its whole content: the API has no small ones. */

import { type Cell, type Column, type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { missingPackage } from "../../domain/optional-package.js";
import { decodeBmp } from "./bmp.js";

/** An image that can be shown: one of a dataset, or of a job. */
export interface Pictured {
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
}

/** A picture as a page takes it. */
export interface SmallPicture {
  /** A `data:` URL of a WebP picture. */
  readonly src: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

const most = { width: 160, height: 120 } as const;

/** An image with a picture of it within 160 × 120 pixels; a page shows it, a terminal tells its size. */
export class Thumbnail {
  static {
    showInHosts(Thumbnail);
  }

  /** @internal */
  static readonly plural = "thumbnails";
  /** @internal */
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Picture", kind: "image" },
  ];

  /** The image's id. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Null where the image has no content, or none that is known as a picture. */
  readonly picture: SmallPicture | null;

  /** @internal */
  constructor({ id, name }: Pictured, picture: SmallPicture | null) {
    this.id = id;
    this.name = name;
    this.picture = picture === null ? null : Object.freeze(picture);
    Object.freeze(this);
  }

  /** @internal */
  static row({ id, name, picture }: Thumbnail): readonly Cell[] {
    return [id, name, pictureCell(name, picture)];
  }

  [display](): DisplayModel {
    return {
      kind: "record",
      title: "Thumbnail",
      fields: [
        { label: "id", kind: "id", value: this.id },
        { label: "name", kind: "text", value: this.name },
        { label: "picture", kind: "image", value: pictureCell(this.name, this.picture) },
      ],
    };
  }
}

function pictureCell(name: string, picture: SmallPicture | null): Cell {
  if (picture === null) return "no picture";
  return { src: picture.src, alt: name, text: `${picture.width} × ${picture.height} pixels` };
}

/** Makes the small picture of a content, upright as its camera says; null where it is no picture. */
export async function shrink(content: Uint8Array): Promise<SmallPicture | null> {
  const { default: sharp } = await import("sharp").catch((error: unknown) => {
    throw missingPackage(error, "sharp", "thumbnails()");
  });
  try {
    const bitmap = decodeBmp(content);
    const picture =
      bitmap === undefined
        ? sharp(content)
        : sharp(bitmap.data, { raw: { width: bitmap.width, height: bitmap.height, channels: 4 } });
    const { data, info } = await picture
      .autoOrient()
      .resize({ ...most, fit: "inside", withoutEnlargement: true })
      .webp()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    return { src: `data:image/webp;base64,${data.toString("base64")}`, width, height };
  } catch {
    return null;
  }
}
