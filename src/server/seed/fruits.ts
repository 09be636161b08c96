/** The six images of the seed `lemons` and their objects. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "../../base/files/package-file.js";

/** A fruit on an image: center and radius in pixels, angle in radians. */
export interface Fruit {
  readonly kind: "lemon" | "kiwi";
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly angle: number;
}

/** The size of every image, in pixels. */
export const pictureSize = { width: 400, height: 300 };

/** An image: its file name and the fruits on it. */
export interface FruitPicture {
  readonly name: string;
  readonly fruits: readonly Fruit[];
  /** Whether the image is tagged `situated`: the fruits are in a scene. */
  readonly isSituated: boolean;
}

function fruit(kind: Fruit["kind"], x: number, y: number, radius: number, angle: number): Fruit {
  return { kind, x, y, radius, angle };
}

/** The images in the order of their ids. */
export const fruitPictures: readonly FruitPicture[] = [
  {
    name: "fruits_01.png",
    fruits: [fruit("lemon", 130, 150, 78, 0.4), fruit("kiwi", 290, 160, 62, 0)],
    isSituated: false,
  },
  {
    name: "fruits_02.png",
    fruits: [fruit("lemon", 110, 90, 58, -0.5), fruit("lemon", 250, 180, 70, 0.9), fruit("kiwi", 330, 80, 46, 0.3)],
    isSituated: true,
  },
  {
    name: "fruits_03.png",
    fruits: [fruit("kiwi", 120, 150, 70, 0.2), fruit("kiwi", 280, 140, 74, -0.4)],
    isSituated: false,
  },
  {
    name: "fruits_04.png",
    fruits: [
      fruit("lemon", 90, 210, 54, 1.2),
      fruit("kiwi", 180, 100, 56, 0),
      fruit("lemon", 300, 110, 62, -0.2),
      fruit("kiwi", 320, 230, 48, 0.8),
    ],
    isSituated: true,
  },
  { name: "fruits_05.png", fruits: [fruit("lemon", 200, 150, 104, 0.15)], isSituated: false },
  {
    name: "fruits_06.png",
    fruits: [
      fruit("kiwi", 80, 80, 44, 0),
      fruit("kiwi", 160, 200, 52, 0.5),
      fruit("lemon", 240, 90, 56, 0.7),
      fruit("lemon", 320, 210, 60, -0.9),
    ],
    isSituated: true,
  },
];

const folder = import.meta.url.endsWith(".ts") ? "src/server/seed" : "dist/server/seed";

/** Reads the PNG of an image. */
export function readPicture(name: string): Buffer {
  return readFileSync(packageFile(join(folder, name)));
}
