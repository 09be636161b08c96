/** Compares an export of 10,000 images with 40,000 objects with the official SDK's `download_project` and `to_coco`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { z } from "zod";
import { Api } from "../../src/client/api.js";
import { bitmap, polygon, rectangle } from "../../src/domain/geometry/shapes.js";
import { sdkRequirements } from "../support/python-sdk.js";
import { startBenchInstance } from "./support/instance.js";
import { plain, times } from "./support/numbers.js";
import { pythonPeer } from "./support/peers.js";
import { jsonOf } from "./support/processes.js";
import { report } from "./support/report.js";

const here = (name: string) => fileURLToPath(new URL(`support/${name}`, import.meta.url));
// A shorter run: BENCH_IMAGES=1000.
const count = Number(process.env.BENCH_IMAGES ?? 10_000);
const few = Math.max(1, Math.round(count / 10));
const size = { width: 640, height: 480 };
const contents = 50;
const batch = 500;
// The SDK takes ten minutes on a busy machine.
const limitMs = 3_600_000;
const workSchema = z.object({ ms: z.number(), rssBytes: z.number() });

/** Runs the bench and prints its table. */
export async function run(): Promise<void> {
  const python = await pythonPeer(sdkRequirements);
  const instance = await startBenchInstance();
  const admin = new Api({ address: instance.address, token: instance.token });
  const folder = await mkdtemp(join(tmpdir(), "slylab-export-"));
  try {
    const fewId = await fill(admin, few);
    const allId = await fill(admin, count);
    const work = async (name: string, projectId: number, command: string, script: readonly string[]) => {
      const identity = [instance.address, instance.token, String(projectId), join(folder, name)];
      const done = await jsonOf((value) => workSchema.parse(value), command, [...script, ...identity], { limitMs });
      process.stderr.write(`${name}: ${plain(done.ms / 1000)} s, ${plain(done.rssBytes / 1e6)} MB\n`);
      return done;
    };
    const slylab = [process.execPath, ["--import", "tsx", here("export-work.ts")]] as const;
    const ofFew = await work(`slylab, ${few} images`, fewId, ...slylab);
    const ours = await work(`slylab, ${count} images`, allId, ...slylab);
    const sdk = await work(`Python SDK, ${count} images`, allId, python, [here("export-work.py")]);
    const rate = (ms: number) => `${plain(count / (ms / 1000))} images/s`;
    const mb = (bytes: number) => `${plain(bytes / 1e6)} MB`;
    report("export", "Python SDK", [
      {
        what: `${plain(count)} images with ${plain(4 * count)} objects, as COCO with pictures`,
        ours: rate(ours.ms),
        peer: rate(sdk.ms),
        ratio: times(sdk.ms, ours.ms),
        goal: "≥ 1.5 ×",
        met: sdk.ms / ours.ms >= 1.5,
      },
      {
        what: "memory of it",
        ours: mb(ours.rssBytes),
        peer: mb(sdk.rssBytes),
        ratio: times(ours.rssBytes, sdk.rssBytes),
        goal: "≤ 400 MB",
        met: ours.rssBytes <= 400e6,
      },
      {
        what: `memory of it beside that of ${plain(few)} images`,
        ours: mb(ours.rssBytes),
        peer: mb(ofFew.rssBytes),
        ratio: times(ours.rssBytes, ofFew.rssBytes),
        goal: "≤ 1.5 ×",
        met: ours.rssBytes <= 1.5 * ofFew.rssBytes,
      },
    ]);
  } finally {
    await admin.close();
    await instance.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A project of images that share some contents, with a box, two polygons and a bitmap on each. */
async function fill(api: Api, imageCount: number): Promise<number> {
  const workspace = (await api.workspace.getList(8))[0]!;
  const project = await api.project.create(workspace.id, `export bench ${imageCount}`);
  await api.project.updateMeta(project.id, {
    classes: ["rectangle", "polygon", "bitmap"].map((shape) => ({ name: shape, shape, color: "#50E3C2" })),
    tags: [],
  });
  const dataset = await api.dataset.create(project.id, "all");
  const first = await api.image.upload(
    dataset.id,
    await Promise.all(
      Array.from({ length: Math.min(contents, imageCount) }, async (_, at) => ({
        name: name(at),
        bytes: await picture(at),
      })),
    ),
  );
  const ring = Array.from({ length: 24 }, (_, at) => [at, (at / 24) * 2 * Math.PI] as const).map(
    ([at, angle]) =>
      [320 + (60 + (at % 3) * 9) * Math.cos(angle), 240 + (50 + (at % 5) * 7) * Math.sin(angle)] as const,
  );
  const objects = [
    { classTitle: "rectangle", geometry: rectangle([50, 40], [199, 159]) },
    { classTitle: "polygon", geometry: polygon(ring) },
    { classTitle: "polygon", geometry: polygon(ring.map(([x, y]) => [x - 150, y - 90] as const)) },
    { classTitle: "bitmap", geometry: bitmap(polygon(ring).mask()) },
  ];
  for (let from = 0; from < imageCount; from += batch) {
    const numbers = Array.from({ length: Math.min(batch, imageCount - from) }, (_, at) => from + at);
    const more = numbers.filter((at) => at >= contents);
    const added = await api.image.upload(
      dataset.id,
      more.map((at) => ({ name: name(at), hash: first[at % contents]!.hash ?? "" })),
    );
    const images = from === 0 ? [...first, ...added] : added;
    await api.annotation.uploadBatch(
      dataset.id,
      images.map(({ id }) => ({ imageId: id, annotation: { size, objects } })),
    );
  }
  return project.id;
}

const name = (at: number) => `${String(at).padStart(6, "0")}.jpg`;

async function picture(at: number): Promise<Buffer> {
  const { width, height } = size;
  const noise = Buffer.from(
    Uint8Array.from({ length: 40 * 30 * 3 }, (_, each) => (each * 31 + at * 97 + ((each * each) % 251)) % 256),
  );
  return sharp(noise, { raw: { width: 40, height: 30, channels: 3 } })
    .resize(width, height)
    .jpeg({ quality: 80 })
    .toBuffer();
}
