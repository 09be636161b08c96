/** Pictures that were uploaded, read by the official SDK. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { expect, it } from "vitest";
import { z } from "zod";
import { makeBmp } from "../../support/bmp.js";
import { pythonWithSdk } from "../../support/python-sdk.js";
import { startLocal } from "../local.js";
import { makeFolder, picture } from "./pictures.js";

const run = promisify(execFile);
const sdk = await pythonWithSdk();
const script = fileURLToPath(new URL("./read-pictures.py", import.meta.url));
const pair = z.tuple([z.number(), z.number()]);
const picturesSchema = z.record(
  z.string(),
  z.object({ sha: z.string(), size: pair, shape: pair, corner: z.array(z.number()) }),
);

const red = { r: 255, g: 0, b: 0 };
const blue = { r: 0, g: 0, b: 255 };

/** A picture of 60 by 40 pixels, the left half red and the right half blue, with an EXIF orientation. */
async function halves(orientation: number, format: "jpeg" | "webp"): Promise<Buffer> {
  const right = await sharp({ create: { width: 30, height: 40, channels: 3, background: blue } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 60, height: 40, channels: 3, background: red } })
    .composite([{ input: right, left: 30, top: 0 }])
    .toFormat(format, { quality: 95 })
    .withMetadata({ orientation })
    .toBuffer();
}

it.skipIf(sdk === undefined)(
  "have the same bytes, and are upright if the camera was rotated",
  { timeout: 120_000 },
  async () => {
    const { server, ensureTeam } = await startLocal();
    const folder = await makeFolder();
    const sent = new Map<string, Buffer>();
    for (const name of ["a.jpg", "a.png", "a.webp", "a.tif", "Straße 日本.png"])
      sent.set(name, await picture(folder, name));
    for (const name of ["a.jfif", "a.mpo"]) sent.set(name, sent.get("a.jpg")!);
    sent.set("a.bmp", makeBmp(6, 5));
    for (const [name, bytes] of sent) await writeFile(join(folder, name), bytes);
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      for (const format of ["jpeg", "webp"] as const) {
        await writeFile(join(folder, `turned-${orientation}.${format}`), await halves(orientation, format));
      }
    }
    const roads = ensureTeam("Road signs").ensureProject("november");
    const { datasetId, refused } = await roads.dataset("photos").upload(folder);
    expect([...refused]).toEqual([]);
    const out = join(folder, "out");
    await mkdir(out);
    const { stdout } = await run(sdk!.executable, [script, server.address, server.token, String(datasetId), out]);
    const found = picturesSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
    for (const [name, bytes] of sent) {
      // The SDK appends the extension of the MIME type to names that do not end in it.
      const image = found[name] ?? found[`${name}.jpeg`] ?? found[`${name}.tiff`];
      expect([name, image?.sha]).toEqual([name, createHash("sha256").update(bytes).digest("hex")]);
    }
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      for (const format of ["jpeg", "webp"] as const) {
        const { size, shape, corner } = found[`turned-${orientation}.${format}`]!;
        // From 5 on, width and height are swapped. The EXIF standard has a table of where the first pixel is.
        expect({ orientation, size }).toEqual({ orientation, size: orientation < 5 ? [60, 40] : [40, 60] });
        expect(shape).toEqual([size[1], size[0]]);
        const isRed = corner[0]! > 200 && corner[2]! < 60;
        expect({ orientation, isRed }).toEqual({ orientation, isRed: ![2, 3, 7, 8].includes(orientation) });
      }
    }
  },
);
