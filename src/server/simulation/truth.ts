/** The true objects on images: the fruits on the seed's images, random but reproducible objects on others. */
import { type Fruit, fruitPictures, pictureSize } from "../seed/fruits.js";
import { type Random, seededRandom } from "./seeded-random.js";

/** An image to draw on. */
export interface PictureToDraw {
  readonly name: string;
  /** Hash of the content: images with the same content have the same objects. */
  readonly hash: string | null;
  readonly width: number;
  readonly height: number;
}

/** An object on an image. */
export interface TrueObject {
  /** `lemon` or `kiwi` on the seed's images; undefined on others, where `pick` decides the class. */
  readonly kind: Fruit["kind"] | undefined;
  /** Selects the class, from 0 to below 1. */
  readonly pick: number;
  readonly x: number;
  readonly y: number;
  /** Half of the width and height before the rotation, in pixels. */
  readonly rx: number;
  readonly ry: number;
  /** Radians. */
  readonly angle: number;
}

/** Returns the objects on an image, the same for the same seed and content. */
export function objectsOn(picture: PictureToDraw, seed: number): readonly TrueObject[] {
  const { name, hash, width, height } = picture;
  const fruits = fruitPictures.find((fruit) => fruit.name === name);
  if (fruits !== undefined && width === pictureSize.width && height === pictureSize.height) {
    return fruits.fruits.map(({ kind, x, y, radius, angle }) => ({
      ...{ kind, pick: kind === "kiwi" ? 0 : 0.5, x, y, angle },
      rx: radius,
      ry: radius * (kind === "lemon" ? 0.74 : 0.92),
    }));
  }
  const random = seededRandom(seed, "objects", hash ?? name);
  const count = 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, () => randomObject(picture, random));
}

/** Returns a random object on an image. */
export function randomObject({ width, height }: PictureToDraw, random: Random): TrueObject {
  const rx = Math.min(width, height) * (0.06 + random() * 0.16);
  return {
    kind: undefined,
    pick: random(),
    x: width * (0.15 + random() * 0.7),
    y: height * (0.15 + random() * 0.7),
    rx,
    ry: rx * (0.5 + random() * 0.5),
    angle: random() * Math.PI,
  };
}
