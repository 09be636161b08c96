/** Draws the objects of an annotation on a thumbnail: shapes as SVG, masks as pixels. */
import { inflateSync } from "node:zlib";
import { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import type { Pixels } from "./bmp.js";

/** An object as the API sends it. The other fields depend on `geometryType`. */
export interface FigureToDraw {
  readonly classTitle: string;
  readonly geometryType: string;
  readonly [field: string]: unknown;
}

/** An object with the color of its class (`#RRGGBB`) and, for graphs, the edges that the class defines. */
export interface ColoredFigure {
  readonly figure: FigureToDraw;
  readonly color: string;
  readonly edges?: readonly (readonly [string, string])[] | undefined;
}

/** The size of a thumbnail in pixels, and thumbnail pixels per image pixel. */
export interface ThumbnailCanvas {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** A mask, row by row from the top; pixels of the object are not 0. */
export interface MaskPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

// A limit, because a small malicious picture can unpack to gigabytes.
const maxMaskBytes = 64 * 1024 * 1024;

const pair = z.tuple([z.number(), z.number()]);
type CoordinatePair = z.output<typeof pair>;
const points = z.looseObject({
  points: z.looseObject({ exterior: z.array(pair).min(1), interior: z.array(z.array(pair)).nullish() }),
});
const nodes = z.looseObject({ nodes: z.record(z.string(), z.looseObject({ loc: pair })) });
const bitmap = z.looseObject({ bitmap: z.looseObject({ data: z.string(), origin: pair }) });

/** Draws the shapes of `objects` as SVG in the size of the canvas; undefined if there are only masks. */
export function shapesSvg(objects: readonly ColoredFigure[], canvas: ThumbnailCanvas): string | undefined {
  const shapes = objects.map((object) => shapeSvg(object, canvas)).filter((shape) => shape !== "");
  if (shapes.length === 0) return undefined;
  const { width, height } = canvas;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `stroke-width="2" stroke-linejoin="round" stroke-linecap="round">${shapes.join("")}</svg>`
  );
}

function shapeSvg({ figure, color, edges = [] }: ColoredFigure, { scale }: ThumbnailCanvas): string {
  const at = ([x, y]: CoordinatePair) => `${tenth(x * scale)} ${tenth(y * scale)}`;
  const path = (line: readonly CoordinatePair[], end: string) => `M${line.map(at).join("L")}${end}`;
  const area = `fill="${color}" fill-opacity="0.3" fill-rule="evenodd" stroke="${color}"`;
  const dot = (point: CoordinatePair) => {
    const [x, y] = point.map((part) => tenth(part * scale));
    return `<circle cx="${x}" cy="${y}" r="4" fill="${color}" stroke="#ffffff" stroke-width="1.5"/>`;
  };
  const graph = safeParse(nodes, figure);
  if (graph.success) {
    const { nodes: byName } = graph.data;
    const lines = edges.flatMap(([from, to]) => {
      const ends = [byName[from]?.loc, byName[to]?.loc].filter((end) => end !== undefined);
      return ends.length === 2 ? path(ends, "") : [];
    });
    const drawn = lines.length === 0 ? "" : `<path d="${lines.join("")}" fill="none" stroke="${color}"/>`;
    return (
      drawn +
      Object.values(byName)
        .map(({ loc }) => dot(loc))
        .join("")
    );
  }
  const parsed = safeParse(points, figure);
  if (!parsed.success) return "";
  const { exterior, interior } = parsed.data.points;
  const [first, second] = exterior;
  switch (figure.geometryType) {
    case "point":
      return first === undefined ? "" : dot(first);
    case "line":
    case "polyline":
      return `<path d="${path(exterior, "")}" fill="none" stroke="${color}"/>`;
    case "rectangle": {
      if (first === undefined || second === undefined) return "";
      const corners: CoordinatePair[] = [first, [second[0], first[1]], second, [first[0], second[1]]];
      return `<path d="${path(corners, "Z")}" ${area}/>`;
    }
    default: {
      const holes = (interior ?? []).filter((hole) => hole.length > 2).map((hole) => path(hole, "Z"));
      return `<path d="${path(exterior, "Z")}${holes.join("")}" ${area}/>`;
    }
  }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Reads a bitmap or an alpha mask; `decode` decodes its PNG. Returns undefined for other shapes and damaged masks. */
export async function maskOf(
  figure: FigureToDraw,
  decode: (png: Uint8Array) => Promise<MaskPixels>,
): Promise<{ readonly mask: MaskPixels; readonly origin: CoordinatePair } | undefined> {
  const parsed = safeParse(bitmap, figure);
  if (!parsed.success) return undefined;
  const { data, origin } = parsed.data.bitmap;
  try {
    const png = inflateSync(Buffer.from(data, "base64"), { maxOutputLength: maxMaskBytes });
    return { mask: await decode(png), origin };
  } catch {
    return undefined;
  }
}

/** A mask to paint, and how. */
export interface PaintedMask {
  readonly mask: MaskPixels;
  readonly origin: CoordinatePair;
  readonly color: string;
  readonly scale: number;
  /** Whether the values of the mask are levels of opacity. Default false. */
  readonly isSoft?: boolean | undefined;
}

/** Paints a mask half transparent on all canvas pixels it touches, so that thin masks stay visible. */
export function paintMask(target: Pixels, { mask, origin, color, scale, isSoft = false }: PaintedMask): void {
  const value = Number.parseInt(color.slice(1), 16);
  const columns = Array.from({ length: mask.width }, (_none, x) => Math.floor((origin[0] + x) * scale));
  for (let y = 0; y < mask.height; y += 1) {
    const row = Math.floor((origin[1] + y) * scale);
    if (row < 0 || row >= target.height) continue;
    for (let x = 0; x < mask.width; x += 1) {
      const column = columns[x] ?? -1;
      const level = mask.data[y * mask.width + x] ?? 0;
      if (level === 0 || column < 0 || column >= target.width) continue;
      const at = (row * target.width + column) * 4;
      target.data[at] = (value >> 16) & 255;
      target.data[at + 1] = (value >> 8) & 255;
      target.data[at + 2] = value & 255;
      target.data[at + 3] = isSoft ? Math.max(target.data[at + 3] ?? 0, Math.round((level / 255) * 140)) : 140;
    }
  }
}
