/** Uploads a folder of pictures with slylab and with the official SDK, alternating. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Api } from "../../../src/client/api.js";
import { datasetId } from "./jobs.js";
import { median, plain } from "./numbers.js";
import type { Finding } from "./report.js";

const megabyte = 2 ** 20;
const projectId = 5555;
const folderPictures = 1_000;
const folderSchema = z.object({ ms: z.number(), images: z.number(), growthBytes: z.number() });

type Work = (work: string, options: object) => Promise<unknown>;

/** A folder of 1,000 pictures uploaded by both clients, in turn; each pair has its own contents. */
export async function folderUploads(admin: Api, slylab: Work, sdk: Work): Promise<Finding[]> {
  const [seed] = await admin.image.getList(datasetId);
  const picture = await admin.image.download(seed?.id ?? 0);
  const ratios: number[] = [];
  const perSecond = { slylab: [] as number[], sdk: [] as number[] };
  let growthBytes = 0;
  for (let round = 1; round <= 5; round++) {
    const took = { slylab: 0, sdk: 0 };
    // The first client changes from pair to pair.
    const both = [["slylab", slylab] as const, ["sdk", sdk] as const];
    for (const [name, work] of round % 2 === 0 ? both.reverse() : both) {
      const folder = await mkdtemp(join(tmpdir(), "slylab-bench-pictures-"));
      try {
        // Bytes after the end of a PNG make each content unique.
        for (let at = 0; at < folderPictures; at++)
          await writeFile(join(folder, `${at}.png`), Buffer.concat([picture, randomBytes(8)]));
        const { id } = await admin.dataset.create(projectId, `folder ${name} ${round}`);
        const {
          ms,
          images,
          growthBytes: growth,
        } = folderSchema.parse(await work("uploadFolder", { datasetId: id, folder }));
        if (images !== folderPictures) throw new Error(`${name} uploaded ${images} of ${folderPictures} pictures`);
        took[name] = ms;
        perSecond[name].push((images / ms) * 1000);
        if (name === "slylab") growthBytes = Math.max(growthBytes, growth);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    ratios.push(took.sdk / took.slylab);
  }
  return [
    {
      what: `upload of a folder of ${plain(folderPictures)} pictures beside upload_dir`,
      ours: `${plain(median(perSecond.slylab))} /s, ${plain(growthBytes / megabyte)} MB more memory`,
      peer: `${plain(median(perSecond.sdk))} /s`,
      ratio: median(ratios).toFixed(2),
      goal: "≥ 1.5",
      met: median(ratios) >= 1.5,
    },
  ];
}
