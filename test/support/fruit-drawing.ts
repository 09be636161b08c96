/**
 * Draws the seed's pictures. The package ships them as files; `npx tsx test/support/fruit-drawing.ts` rewrites them
 * after a change of `fruitPictures`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type Fruit, fruitPictures, pictureSize } from "../../src/server/seed/fruits.js";
import { encodePng } from "./png.js";
import { root } from "./source-tree.js";

type Color = readonly [red: number, green: number, blue: number];

/** Noise in 0..1 that depends only on the position, so that a picture is the same each time. */
function grain(x: number, y: number): number {
  let hash = Math.imul(x, 374761393) + Math.imul(y, 668265263);
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** `Math.hypot` guards against overflow, which costs ten times as much. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

function mix(from: Color, to: Color, share: number): Color {
  const part = Math.min(1, Math.max(0, share));
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, from[2] + (to[2] - from[2]) * part];
}

const wood: Color = [176, 128, 84];
const darkWood: Color = [146, 100, 62];
const shade: Color = [70, 46, 28];
const peel: Color = [214, 160, 10];
const brightPeel: Color = [255, 232, 74];
const gloss: Color = [255, 252, 214];
const skin: Color = [92, 66, 34];
const lightSkin: Color = [124, 94, 52];
const middle: Color = [244, 240, 206];
const paleFlesh: Color = [206, 220, 136];
const flesh: Color = [172, 208, 74];
const darkFlesh: Color = [104, 160, 38];
const seed: Color = [34, 30, 20];

function table(x: number, y: number): Color {
  const plank = Math.sin(y / 7 + Math.sin(x / 90 + Math.floor(y / 75) * 2) * 2);
  const seam = y % 75 < 2 ? 0.7 : 0;
  return mix(mix(wood, darkWood, plank / 2 + 0.3 + grain(x >> 2, y) * 0.2), shade, seam);
}

/** The color of a fruit at a point in its own coordinates (center 0, edge about 1); undefined outside. */
type Paint = (u: number, v: number, x: number, y: number) => Color | undefined;

const paints: Readonly<Record<Fruit["kind"], Paint>> = {
  lemon(u, v, x, y) {
    // A lemon is an ellipse with a tip at both ends.
    const tip = Math.exp(-v * v * 40) * 0.16;
    const reach = length(u / (1 + tip), v / 0.74);
    if (reach > 1) return undefined;
    const pore = grain(x >> 1, y >> 1) > 0.86 ? 0.12 : 0;
    const light = 1 - length(u + 0.3, v + 0.28);
    return mix(mix(peel, brightPeel, light * 0.9 + 0.15 - pore), gloss, (light - 0.72) * 3);
  },
  kiwi(u, v, x, y) {
    const reach = length(u, v / 0.92);
    if (reach > 1) return undefined;
    if (reach > 0.9) return mix(skin, lightSkin, grain(x, y));
    const core = length(u / 1.25, v);
    if (core < 0.24) return mix(middle, paleFlesh, core * 3);
    const turn = Math.atan2(v, u) * 18;
    const isSeed =
      reach > 0.34 &&
      reach < 0.5 &&
      Math.cos(turn) > 0.72 &&
      Math.abs(reach - 0.42 - Math.sin(turn / 3) * 0.03) < 0.045;
    if (isSeed) return seed;
    const ray = Math.cos(Math.atan2(v, u) * 40) * 0.12;
    return mix(flesh, darkFlesh, reach + ray - 0.1);
  },
};

// Three assignments, since a call of `set` would take most of the time of a drawing.
function put(rgb: Uint8Array, at: number, color: Color): void {
  rgb[at] = color[0];
  rgb[at + 1] = color[1];
  rgb[at + 2] = color[2];
}

let plainTable: Uint8Array | undefined;

/** The table without fruits: the same under all pictures, so it is drawn once. */
function drawTable(): Uint8Array {
  const { width, height } = pictureSize;
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) put(rgb, at * 3, table(at % width, Math.floor(at / width)));
  return rgb;
}

/** Draws a picture as PNG. */
export function drawPicture(fruits: readonly Fruit[]): Buffer {
  plainTable ??= drawTable();
  const rgb = plainTable.slice();
  for (const fruit of fruits) paint(rgb, fruit);
  return encodePng(pictureSize.width, pictureSize.height, rgb);
}

/** Paints a fruit and its shadow within their common box. */
function paint(rgb: Uint8Array, fruit: Fruit): void {
  const { width, height } = pictureSize;
  const reach = Math.ceil(fruit.radius * 1.4);
  const cos = Math.cos(fruit.angle);
  const sin = Math.sin(fruit.angle);
  for (let y = Math.max(0, fruit.y - reach); y < Math.min(height, fruit.y + reach); y += 1) {
    for (let x = Math.max(0, fruit.x - reach); x < Math.min(width, fruit.x + reach); x += 1) {
      const dx = (x - fruit.x) / fruit.radius;
      const dy = (y - fruit.y) / fruit.radius;
      const own = paints[fruit.kind](dx * cos + dy * sin, dy * cos - dx * sin, x, y);
      const at = (y * width + x) * 3;
      if (own !== undefined) put(rgb, at, own);
      else {
        const below: Color = [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
        put(rgb, at, mix(below, shade, 0.55 - length(dx - 0.12, dy - 0.16) * 0.45));
      }
    }
  }
}

if (process.argv[1]?.endsWith("fruit-drawing.ts")) {
  for (const { name, fruits } of fruitPictures) {
    writeFileSync(join(root, "src/server/seed", name), drawPicture(fruits));
  }
}
