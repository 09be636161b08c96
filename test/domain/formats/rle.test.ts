import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  areaOfCounts,
  boxOfCounts,
  countsOfMask,
  countsOfPolygon,
  textOfCounts,
} from "../../../src/domain/formats/rle.js";
import { Mask, type Xy } from "../../../src/domain/geometry/mask.js";
import { pythonWithCoco } from "../../support/python-coco.js";

const run = promisify(execFile);
const python = await pythonWithCoco();
const numbersSchema = z.object({
  rows: z.array(z.array(z.number())).optional(),
  corners: z.array(z.number()).optional(),
  size: z.tuple([z.number(), z.number()]),
  counts: z.string(),
  area: z.number(),
  box: z.array(z.number()),
});

function countsOf({ rows, corners, size: [height, width] }: z.output<typeof numbersSchema>) {
  const size = { width, height };
  if (rows !== undefined) {
    const mask = Mask.fromBytes(Uint8Array.from(rows.flat()), size);
    const box = mask.bbox;
    return countsOfMask(box === null ? mask : mask.within(box, [box.left, box.top]), size);
  }
  const places = (corners ?? []).flatMap((x, at, all): Xy[] => (at % 2 === 0 ? [[x, all[at + 1] ?? 0]] : []));
  return countsOfPolygon(places, size);
}

describe.skipIf(python === undefined)("run lengths compared with pycocotools", () => {
  it("equal those of pycocotools for masks and polygons, with area and box", { timeout: 60_000 }, async () => {
    const script = fileURLToPath(new URL("rle-numbers.py", import.meta.url));
    const { stdout } = await run(python?.executable ?? "", [script, "3", "2000"], { maxBuffer: 1 << 28 });
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(2000);
    const wrong = lines.flatMap((line) => {
      const numbers = numbersSchema.parse(JSON.parse(line));
      const counts = countsOf(numbers);
      const ours = [textOfCounts(counts), areaOfCounts(counts), ...boxOfCounts(counts, numbers.size[0])];
      const theirs = [numbers.counts, numbers.area, ...numbers.box];
      return ours.join() === theirs.join()
        ? []
        : [{ ours: ours.join(" "), theirs: theirs.join(" "), line: line.slice(0, 300) }];
    });
    expect({ count: wrong.length, first: wrong.slice(0, 3) }).toEqual({ count: 0, first: [] });
  });
});
