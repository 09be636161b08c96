/** The cost of a campaign that grows tenfold: uploads, splits, waits. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withApi } from "../../../src/chain/entry-points.js";
import type { Api } from "../../../src/client/api.js";
import { encodePng } from "../../support/png.js";
import { addJobs, datasetId, teamId } from "./jobs.js";
import { elapsedMs, plain, times } from "./numbers.js";
import type { Finding } from "./report.js";

const megabyte = 2 ** 20;
const people = 50;
/** The allowed cost per item at ten times as many items, relative to few. */
const growthLimit = 1.5;
const memoryLimit = 100 * megabyte;

interface Measured {
  readonly ms: number;
  /** The growth of the process while it ran. */
  readonly bytes: number;
}

/** Measures each at a tenth and at full size; `scale` shortens everything for a quick run. */
export async function campaignFindings(api: Api, userIds: readonly number[], scale = 1): Promise<Finding[]> {
  const dealt = (count: number) => deal(api, userIds.slice(0, people), count);
  const watched = (count: number) => watch(api, userIds, count);
  return [
    ...(await grown("a picture uploaded", 10_000 * scale, (count) => upload(api, count))),
    ...(await grown(`an image dealt to ${people} people`, 20_000 * scale, dealt)),
    ...(await grown("a job per request of a wait", 1_000 * scale, watched)),
  ];
}

async function grown(what: string, full: number, work: (count: number) => Promise<Measured>): Promise<Finding[]> {
  const few = await work(full / 10);
  const many = await work(full);
  const each = (count: number, { ms }: Measured) => (ms / count) * 1000;
  const [before, after] = [each(full / 10, few), each(full, many)];
  return [
    { what: `${what}, of ${plain(full / 10)}`, ours: `${plain(before)} µs` },
    {
      what: `${what}, of ${plain(full)}`,
      ours: `${plain(after)} µs`,
      ratio: times(after, before),
      goal: `≤ ${growthLimit} ×`,
      met: after <= before * growthLimit,
    },
    {
      what: "memory growth of the client meanwhile",
      ours: `${plain(many.bytes / megabyte)} MB`,
      goal: `≤ ${memoryLimit / megabyte} MB`,
      met: many.bytes <= memoryLimit,
    },
  ];
}

/** Time and the highest memory above that of the start. */
async function measured(work: () => Promise<unknown>): Promise<Measured> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const ms = await elapsedMs(async () => {
    await work();
  });
  clearInterval(timer);
  return { ms, bytes: Math.max(0, Math.max(peak, process.memoryUsage.rss()) - before) };
}

async function upload(api: Api, count: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-bench-pictures-"));
  try {
    await mkdir(folder, { recursive: true });
    for (let at = 0; at < count; at += 1) {
      const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, (_, byte) => (byte * 7 + at + (at >> (byte % 16))) % 256);
      await writeFile(join(folder, `p${at}.png`), encodePng(8, 8, pixels));
    }
    const project = withApi(api).team(teamId).ensureProject(`pictures ${count}`);
    return await measured(() => project.dataset("photos").upload(folder).run());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function deal(api: Api, userIds: readonly number[], count: number): Promise<Measured> {
  const [known] = await api.image.getList(datasetId);
  const { id } = await api.dataset.create(5555, `many ${count}`);
  const hash = known!.hash!;
  await api.image.upload(
    id,
    Array.from({ length: count }, (_, at) => ({ name: `image ${at}.png`, hash })),
  );
  const draft = withApi(api)
    .team(teamId)
    .split({ name: `deal ${count}`, dataset: id, assign: [...userIds] });
  return measured(() => draft.ensure().run());
}

async function watch(api: Api, userIds: readonly number[], count: number): Promise<Measured> {
  const name = `watched ${count}`;
  await addJobs(api, userIds, count, name);
  const jobs = await api.labelingJob.getList(teamId, { names: [name] });
  const looks = 5;
  const all = await measured(async () => {
    for (let look = 0; look < looks; look += 1) {
      await api.labelingJob.waitAll(
        jobs.map(({ id }) => id),
        "pending",
        { teamId },
      );
    }
  });
  return { ...all, ms: all.ms / looks };
}
