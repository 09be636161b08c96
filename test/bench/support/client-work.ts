/**
 * The work of the client bench with slylab: `tsx client-work.ts WORK ADDRESS TOKEN JSON`; the last line is the result.
 */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { elapsedMs } from "./numbers.js";

const [work = "", address = "", token = "", json = "{}"] = process.argv.slice(2);
const api = new Api({ address, token, connections: 16 });
const { datasetId, userIds, ids, calls, atOnce, pictures, folder } = z
  .object({
    datasetId: z.number().default(0),
    userIds: z.array(z.number()).default([]),
    ids: z.array(z.number()).default([]),
    calls: z.number().default(0),
    atOnce: z.number().default(1),
    pictures: z.number().default(0),
    folder: z.string().default(""),
  })
  .parse(JSON.parse(json));

async function callAll(): Promise<void> {
  let left = calls;
  const callInTurn = async () => {
    while (left-- > 0) await api.team.getInfoById(8);
  };
  await Promise.all(Array.from({ length: atOnce }, callInTurn));
}

const works: Record<string, () => Promise<unknown>> = {
  // One call before the clock starts: the official SDK sends its greeting over TLS with the first.
  async calls() {
    await api.team.getInfoById(8);
    const rounds: number[] = [];
    for (let round = 0; round < 10; round++) rounds.push(await elapsedMs(callAll));
    return rounds;
  },
  // The SDK has loaded its HTTP library with itself.
  async create() {
    await import("undici");
    return elapsedMs(() => api.labelingJob.create({ name: `bench ${Date.now()}`, datasetId, userIds, teamId: 8 }));
  },
  async wait() {
    console.log("ready");
    let polls = 0;
    const onProgress = (progress: { polls: number }) => {
      polls = progress.polls;
    };
    const ms = await elapsedMs(() => api.labelingJob.waitAll(ids, "on_review", { teamId: 8, onProgress }));
    return { ms, polls };
  },
  // Bytes after the end of a PNG make each content unique.
  async pictures() {
    const [seed] = await api.image.getList(10555);
    const picture = await api.image.download(seed?.id ?? 0);
    const images = Array.from({ length: pictures }, () => {
      const bytes = Buffer.concat([picture, randomBytes(8)]);
      return { name: `ts-${bytes.subarray(-8).toString("hex")}.png`, bytes };
    });
    let added: readonly { id: number }[] = [];
    const uploadMs = await elapsedMs(async () => {
      added = await api.image.upload(datasetId, images);
    });
    const addedIds = added.map(({ id }) => id);
    const downloadMs = await elapsedMs(() => api.image.downloadBatch(datasetId, addedIds));
    return { uploadMs, downloadMs, bytes: picture.length * pictures };
  },
  // The SDK has loaded its HTTP library with itself.
  async uploadFolder() {
    await api.team.getInfoById(8);
    const before = process.memoryUsage.rss();
    let peak = before;
    const onProgress = () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    };
    const uploading = withApi(api).project(5555).dataset(datasetId).upload(folder);
    const ms = await elapsedMs(() => uploading.run({ onProgress }));
    const { uploaded } = await uploading;
    return { ms, images: uploaded.length, growthBytes: peak - before };
  },
  // The memory of the libraries is counted before the first row.
  async list() {
    await api.team.getInfoById(8);
    const before = process.memoryUsage.rss();
    let peak = before;
    let rows = 0;
    const ms = await elapsedMs(async () => {
      for await (const _job of api.labelingJob.getList(8)) {
        rows += 1;
        if (rows % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
      }
    });
    return { ms, rows, growthBytes: peak - before };
  },
};

const took = await works[work]?.();
await api.close();
console.log(JSON.stringify(took));
