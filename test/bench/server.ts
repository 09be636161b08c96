/** Measures the local instance under load, with slylab and the official Python SDK as clients. */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Api } from "../../src/client/api.js";
import { sdkRequirements } from "../support/python-sdk.js";
import { folderUploads } from "./support/folder-uploads.js";
import { type BenchInstance, startBenchInstance } from "./support/instance.js";
import { addAnnotators, addJobs, datasetId, teamId } from "./support/jobs.js";
import { median, plain, times } from "./support/numbers.js";
import { pythonPeer } from "./support/peers.js";
import { jsonOf } from "./support/processes.js";
import { type Finding, report } from "./support/report.js";

const annotators = 100;
const here = (name: string) => fileURLToPath(new URL(`support/${name}`, import.meta.url));
const tsx = ["--import", "tsx"];
const megabyte = 2 ** 20;
const projectId = 5555;
const manyJobs = 100_000;
const fewJobs = 1_000;

const loadSchema = z.object({
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  bytesPerSecond: z.number(),
});
const picturesSchema = z.object({ uploadMs: z.number(), downloadMs: z.number(), bytes: z.number() });
const listSchema = z.object({ ms: z.number(), rows: z.number(), growthBytes: z.number() });

/** Runs the bench and prints its table. */
export async function run(): Promise<void> {
  const python = await pythonPeer(sdkRequirements);
  const instance = await startBenchInstance();
  const admin = new Api({ address: instance.address, token: instance.token, connections: 4 });
  try {
    const identity = [instance.address, instance.token];
    const slylab = (work: string, options: object) =>
      jsonOf((value) => value, process.execPath, [
        ...tsx,
        here("client-work.ts"),
        work,
        ...identity,
        JSON.stringify(options),
      ]);
    const sdk = (work: string, options: object) =>
      jsonOf((value) => value, python, [here("client-work.py"), work, ...identity, JSON.stringify(options)]);
    const userIds = await addAnnotators(admin, annotators);
    await addJobs(admin, userIds, fewJobs);
    report("local instance, 16 connections", "Python SDK as client", [
      ...(await requests(instance, sdk)),
      ...(await writes(instance, admin)),
      await download(instance, admin),
      ...(await pictures(admin, slylab, sdk)),
      ...(await folderUploads(admin, slylab, sdk)),
    ]);
    const few = listSchema.parse(await slylab("list", {}));
    await addJobs(admin, userIds, manyJobs - fewJobs);
    const many = listSchema.parse(await slylab("list", {}));
    const theirs = listSchema.parse(await sdk("list", {}));
    report(`${plain(manyJobs)} jobs listed`, "Python SDK", lists(few, many, theirs));
    const { rssBytes } = await instance.counters();
    console.log(`the instance's memory at the end: ${plain(rssBytes / megabyte)} MB\n`);
  } finally {
    await admin.close();
    await instance.close();
  }
}

function loadOf(instance: BenchInstance, method: string, body: object, seconds = 5) {
  const args = [instance.address, instance.token, method, JSON.stringify(body), "16", String(seconds)];
  return jsonOf((value) => loadSchema.parse(value), process.execPath, [...tsx, here("load-work.ts"), ...args]);
}

function rate({ perSecond, p50Ms, p99Ms }: z.output<typeof loadSchema>): string {
  return `${plain(perSecond)} /s, p50 ${plain(p50Ms)} ms, p99 ${plain(p99Ms)} ms`;
}

async function requests(
  instance: BenchInstance,
  sdk: (work: string, options: object) => Promise<unknown>,
): Promise<Finding[]> {
  const calls = 2000;
  const sdkMs = median(z.array(z.number()).parse(await sdk("calls", { calls, atOnce: 16 })));
  const sdkPerSecond = (calls / sdkMs) * 1000;
  const small = await loadOf(instance, "teams.info", { id: teamId });
  const page = await loadOf(instance, "jobs.list", { teamId, showDisabled: false, filter: [], per_page: 100 });
  return [
    {
      what: "teams.info",
      ours: rate(small),
      peer: `${plain(sdkPerSecond)} /s`,
      ratio: times(small.perSecond, sdkPerSecond),
    },
    { what: "jobs.list, 100 a page", ours: `${rate(page)}, ${plain(page.bytesPerSecond / megabyte)} MB/s` },
  ];
}

async function writes(instance: BenchInstance, admin: Api): Promise<Finding[]> {
  const [job] = await admin.labelingJob.getList(teamId, { names: [`bench ${fewJobs}`] });
  const edits = await loadOf(instance, "jobs.editInfo", { id: job?.id, customData: { batch: 1 } });
  return [{ what: "durable writes (jobs.editInfo)", ours: rate(edits) }];
}

async function download(instance: BenchInstance, admin: Api): Promise<Finding> {
  const [image] = await admin.image.getList(datasetId);
  const bytes = await loadOf(instance, "images.download", { id: image?.id });
  return { what: "images.download", ours: `${rate(bytes)}, ${plain(bytes.bytesPerSecond / megabyte)} MB/s` };
}

type Work = (work: string, options: object) => Promise<unknown>;

/** Uploads and downloads of the same bytes by both clients in turn, each in its own dataset. */
async function pictures(admin: Api, slylab: Work, sdk: Work): Promise<Finding[]> {
  const rounds = 3;
  const took = { ours: [] as Pictures[], theirs: [] as Pictures[] };
  for (let round = 1; round <= rounds; round++) {
    for (const [name, work, into] of [
      ["slylab", slylab, took.ours],
      ["sdk", sdk, took.theirs],
    ] as const) {
      const { id: datasetId } = await admin.dataset.create(projectId, `pictures ${name} ${round}`);
      into.push(picturesSchema.parse(await work("pictures", { datasetId, pictures: 200 })));
    }
  }
  const megabytesPerSecond = (list: readonly Pictures[], key: "uploadMs" | "downloadMs") =>
    median(list.map((one) => one.bytes / megabyte / (one[key] / 1000)));
  return (["uploadMs", "downloadMs"] as const).map((key) => {
    const [ours, theirs] = [megabytesPerSecond(took.ours, key), megabytesPerSecond(took.theirs, key)];
    return {
      what: key === "uploadMs" ? "upload of 200 pictures" : "download of 200 pictures",
      ours: `${plain(ours)} MB/s`,
      peer: `${plain(theirs)} MB/s`,
      ratio: times(ours, theirs),
    };
  });
}

type Pictures = z.output<typeof picturesSchema>;
type List = z.output<typeof listSchema>;

function lists(few: List, many: List, theirs: List): Finding[] {
  const microsecondsPerRow = ({ ms, rows }: List) => (ms / rows) * 1000;
  return [
    {
      what: `time for ${plain(many.rows)} rows`,
      ours: `${plain(many.ms / 1000)} s`,
      peer: `${plain(theirs.ms / 1000)} s`,
      ratio: times(theirs.ms, many.ms),
    },
    {
      what: "memory growth",
      ours: `${plain(many.growthBytes / megabyte)} MB`,
      peer: `${plain(theirs.growthBytes / megabyte)} MB`,
      ratio: times(theirs.growthBytes, many.growthBytes),
      goal: "≤ 50 MB",
      met: many.rows === manyJobs && many.growthBytes <= 50 * megabyte,
    },
    {
      what: "a row among many, beside one of 1,000",
      ours: `${plain(microsecondsPerRow(many))} µs, ${plain(microsecondsPerRow(few))} µs`,
      ratio: times(microsecondsPerRow(many), microsecondsPerRow(few)),
      goal: "the same",
      // A short list also pays for the first request and the first use of the schema; more than this would grow with the page.
      met: microsecondsPerRow(many) <= microsecondsPerRow(few) * 1.25,
    },
  ];
}
