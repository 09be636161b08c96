import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Geometry } from "../../../src/domain/geometry/geometry.js";
import type { Mask } from "../../../src/domain/geometry/mask.js";
import { parseGeometry, readGeometry } from "../../../src/domain/geometry/parse-geometry.js";
import { alphaMask, bitmap } from "../../../src/domain/geometry/shapes.js";
import { rounds } from "../../attack/rounds.js";
import { pythonWithSdk } from "../../support/python-sdk.js";

const python = await pythonWithSdk();
const picture = { width: 61, height: 47 };
const fieldsSchema = z.record(z.string(), z.unknown());

const numbersSchema = z.object({
  name: z.string(),
  fields: fieldsSchema,
  /** Whether `fields` are those of an instance, between pixels. */
  stored: z.boolean(),
  /** `fields` in whole pixels. */
  pixel: fieldsSchema,
  area: z.number(),
  box: z.array(z.number()),
  /** The pixels drawn on a picture of 61 x 47, and on a canvas of the shape's own box. */
  picture: z.string(),
  own: z.string().optional(),
  /** The fields that the SDK writes, and those that it sends to an instance. */
  json: fieldsSchema,
  sub: fieldsSchema,
});
type Numbers = z.output<typeof numbersSchema>;

async function runScript(args: readonly string[], input: string): Promise<readonly string[]> {
  const script = fileURLToPath(new URL("sdk-numbers.py", import.meta.url));
  const child = spawn(python?.executable ?? "python", [script, ...args], {
    env: { PATH: process.env.PATH, HOME: python?.prefix, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.end(input);
  return (await text(child.stdout)).split("\n").filter((line) => line.startsWith("{") || line.startsWith("["));
}

function unpacked(packed: string, count: number): string {
  let bits = "";
  for (const byte of inflateSync(Buffer.from(packed, "base64"))) bits += byte.toString(2).padStart(8, "0");
  return bits.slice(0, count);
}

const bitsOf = (mask: Mask) => [...mask.toBytes()].join("");

/** Names the difference. */
function difference(numbers: Numbers, geometry: Geometry): string | undefined {
  const { name, fields, stored, pixel } = numbers;
  const box = geometry.bbox;
  if (geometry.area !== numbers.area) return "area";
  if (box === null || [box.left, box.top, box.right, box.bottom].join() !== numbers.box.join()) return "box";
  const drawn = bitsOf(geometry.mask(picture).within(picture));
  if (drawn !== unpacked(numbers.picture, picture.width * picture.height)) return "pixels on a picture";
  if (numbers.own !== undefined && bitsOf(geometry.mask()) !== unpacked(numbers.own, box.width * box.height)) {
    return "pixels";
  }
  if (JSON.stringify(geometry.toJSON()) !== JSON.stringify(stored ? pixel : fields)) return "JSON";
  if (stored && geometry.toWire() !== fields) return "stored fields";
  const sent = parseGeometry(name, numbers.json).toWire();
  return JSON.stringify(sent) === JSON.stringify(numbers.sub) ? undefined : "fields to store";
}

/** Masks of several widths with their pixels, as lines for the script. */
function masksToDecode(): readonly { readonly pixels: readonly number[][]; readonly line: string }[] {
  const rows = (width: number, height: number, most: number) =>
    Array.from({ length: height }, (_row, y) => Array.from({ length: width }, (_, x) => ((x * 7 + y * 3) % 5) % most));
  const sizes = [1, 7, 8, 9, 31, 32, 33, 64, 65].map((width) => [width, (width % 13) + 2] as const);
  // Opaque corners, so that the mask is not cropped.
  const masks = sizes.map(([width, height]) => {
    const made = rows(width, height, 2);
    made[0]![0] = 1;
    made[height - 1]![width - 1] = 1;
    return made;
  });
  return masks.flatMap((made) => {
    const levels = made.map((row) => row.map((value, x) => value * ((x * 37) % 256 || 255)));
    return [
      { pixels: made, line: JSON.stringify(["bitmap", bitmap(made).data]) },
      { pixels: levels, line: JSON.stringify(["alpha_mask", alphaMask(levels).data]) },
    ];
  });
}

describe.skipIf(python === undefined)("shapes compared with the official SDK", () => {
  let lines: readonly string[] = [];
  let decoded: readonly string[] = [];
  const masks = masksToDecode();
  beforeAll(async () => {
    const args = [process.env.SEED ?? "7", process.env.COUNT ?? String(rounds(800, 4000))];
    const printed = await runScript(args, masks.map(({ line }) => `${line}\n`).join(""));
    lines = printed.filter((line) => line.startsWith("{"));
    decoded = printed.filter((line) => line.startsWith("["));
  }, 110_000);

  it("have the SDK's area, box, pixels and fields, from JSON and from a server's coordinates", () => {
    const wrong = lines.flatMap((line) => {
      const numbers = numbersSchema.parse(JSON.parse(line));
      const { name, fields, stored } = numbers;
      const geometry = stored ? readGeometry(name, fields, picture) : parseGeometry(name, fields);
      const problem = difference(numbers, geometry);
      return problem === undefined ? [] : [{ problem, name, stored, fields: JSON.stringify(fields) }];
    });
    expect(lines.length).toBeGreaterThan(100);
    expect({ count: wrong.length, first: wrong.slice(0, 3) }).toEqual({ count: 0, first: [] });
  });

  it("encode masks that the SDK decodes pixel by pixel", () => {
    expect(decoded.map((line) => JSON.parse(line))).toEqual(masks.map(({ pixels }) => pixels));
  });
});

describe("unknown and invalid shapes", () => {
  it("keep their fields unchanged", () => {
    const fields = { later: [1, { deep: true }] };
    const unknown = readGeometry("hologram", fields, picture);
    expect([unknown.type, unknown.area, unknown.bbox, unknown.toWire()]).toEqual(["hologram", 0, null, fields]);
    expect(() => unknown.mask()).toThrow('mask: cannot draw a shape of type "hologram"');
    const broken = readGeometry("polygon", { points: 3 }, picture);
    expect(broken).toMatchObject({ type: "polygon", problem: expect.stringContaining("points") });
    expect(broken.toWire()).toEqual({ points: 3 });
  });

  it("are rejected by parseGeometry", () => {
    expect(() => parseGeometry("rectangle", { points: { exterior: [[1, 2]], interior: [] } })).toThrow(
      "invalid fields of a rectangle: points.exterior",
    );
    expect(parseGeometry("hologram", { a: 1 }).toJSON()).toEqual({ a: 1 });
  });

  it("report invalid mask data when the pixels are read", () => {
    for (const data of ["eJw=", "bm8=", Buffer.from("x").toString("base64")]) {
      const broken = parseGeometry("bitmap", { bitmap: { data, origin: [0, 0] } });
      expect(() => broken.area).toThrow(/mask: data is "\S+", expected base64/);
    }
  });
});
