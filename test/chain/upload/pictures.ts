/** Creates folders of small pictures for tests of uploads. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import sharp from "sharp";
import { onTestFinished } from "vitest";

/** Creates an empty folder that is removed after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-pictures-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

let made = 0;

/** Writes a picture with unique content, in the format of its name; returns its bytes. */
export async function picture(folder: string, name: string): Promise<Buffer> {
  made += 1;
  const background = { r: made % 256, g: (made >> 8) % 256, b: (made * 37) % 256 };
  const canvas = sharp({ create: { width: 24, height: 16, channels: 3, background } });
  const format = { ".jpg": "jpeg", ".webp": "webp", ".tif": "tiff" }[extname(name).toLowerCase()] ?? "png";
  const bytes = await canvas.toFormat(format as "png").toBuffer();
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
  return bytes;
}
