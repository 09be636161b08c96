/** Compares slylab as a client with the official Python SDK, alternating on the same local instance. */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Api } from "../../src/client/api.js";
import { sdkRequirements } from "../support/python-sdk.js";
import { type BenchInstance, startBenchInstance } from "./support/instance.js";
import { addAnnotators, datasetId, teamId } from "./support/jobs.js";
import { median, plain, times } from "./support/numbers.js";
import { pythonPeer } from "./support/peers.js";
import { jsonOf } from "./support/processes.js";
import { type Finding, report } from "./support/report.js";

const here = (name: string) => fileURLToPath(new URL(`support/${name}`, import.meta.url));
const index = new URL("../../dist/index.js", import.meta.url).href;
const annotators = 20;
const turnMs = 250;

const waitSchema = z.object({ ms: z.number(), polls: z.number().optional() });
const loadSchema = z.object({ ms: z.number(), rssBytes: z.number() });
type Worker = (work: string, options?: object, onOutput?: (text: string) => void) => Promise<unknown>;
interface Pair<T> {
  readonly ours: T;
  readonly sdk: T;
}

/** Runs the bench and prints its table. */
export async function run(): Promise<void> {
  const python = await pythonPeer(sdkRequirements);
  const instance = await startBenchInstance();
  const admin = new Api({ address: instance.address, token: instance.token });
  try {
    const identity = [instance.address, instance.token];
    const worker =
      (command: string, script: readonly string[]): Worker =>
      (work, options = {}, onOutput = () => {}) =>
        jsonOf((value) => value, command, [...script, work, ...identity, JSON.stringify(options)], { onOutput });
    const workers: Pair<Worker> = {
      ours: worker(process.execPath, ["--import", "tsx", here("client-work.ts")]),
      sdk: worker(python, [here("client-work.py")]),
    };
    const userIds = await addAnnotators(admin, annotators);
    // Warms the server up, which would otherwise slow the first client.
    await workers.ours("calls", { calls: 2000, atOnce: 16 });
    report("client, medians", "Python SDK", [
      ...(await calls(workers)),
      await create(workers, instance, userIds),
      await wait(workers, instance, admin, userIds),
      ...(await load(workers)),
    ]);
  } finally {
    await admin.close();
    await instance.close();
  }
}

async function calls(workers: Pair<Worker>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const atOnce of [1, 16]) {
    const samples = await inTurn(workers, 2, async (worker) =>
      z.array(z.number()).parse(await worker("calls", { calls: 1000, atOnce })),
    );
    const first = (rounds: number[][]) => median(rounds.map(([ms = Number.NaN]) => ms));
    const later = (rounds: number[][]) => median(rounds.flatMap((ms) => ms.slice(5)));
    const what = `1,000 small calls, ${atOnce === 1 ? "one after the other" : `${atOnce} at once`}`;
    findings.push(compared(what, later(samples.ours), later(samples.sdk), atOnce === 16 ? 9 : undefined));
    findings.push(compared(`${what}, the first of a process`, first(samples.ours), first(samples.sdk)));
  }
  return findings;
}

function compared(what: string, oursMs: number, sdkMs: number, goal?: number): Finding {
  return {
    what,
    ours: `${plain(oursMs)} ms`,
    peer: `${plain(sdkMs)} ms`,
    ratio: times(sdkMs, oursMs),
    ...(goal === undefined ? {} : { goal: `≥ ${goal} ×`, met: sdkMs / oursMs >= goal }),
  };
}

async function create(workers: Pair<Worker>, instance: BenchInstance, userIds: number[]): Promise<Finding> {
  const ours = await counted(instance, 0, () => workers.ours("create", { datasetId, userIds }));
  const sdk = await counted(instance, 0, () => workers.sdk("create", { datasetId, userIds }));
  return {
    what: `create ${annotators} jobs`,
    ours: `${served(ours)}, ${plain(z.number().parse(ours.value))} ms`,
    peer: `${served(sdk)}, ${plain(z.number().parse(sdk.value))} ms`,
    ratio: times(z.number().parse(sdk.value), z.number().parse(ours.value)),
    goal: "≤ 2 requests in ≤ 2 connections",
    met: ours.requests <= 2 && ours.connections <= 2,
  };
}

async function wait(workers: Pair<Worker>, instance: BenchInstance, admin: Api, userIds: number[]): Promise<Finding> {
  const waited = async (worker: Worker) => {
    const made = await admin.labelingJob.create({ name: "wait", datasetId, userIds, teamId });
    const ids = made.map(({ id }) => id);
    for (const id of ids) await admin.labelingJob.setStatus(id, "in_progress");
    let turning: Promise<void> | undefined;
    const onOutput = (text: string) => {
      if (text.includes("ready")) turning ??= turn(admin, ids);
    };
    const result = await counted(instance, ids.length, () => worker("wait", { ids }, onOutput));
    await turning;
    return result;
  };
  const ours = await waited(workers.ours);
  const sdk = await waited(workers.sdk);
  const [ourWait, sdkWait] = [waitSchema.parse(ours.value), waitSchema.parse(sdk.value)];
  const lastTurnS = (annotators * turnMs) / 1000;
  return {
    what: `wait on ${annotators} jobs, the last turns at ${lastTurnS} s`,
    ours: `${served(ours)} for ${ourWait.polls} polls, ${plain(ourWait.ms / 1000)} s`,
    peer: `${served(sdk)}, ${plain(sdkWait.ms / 1000)} s`,
    ratio: times(sdk.requests, ours.requests),
    goal: "1 request a poll",
    met: ours.requests === ourWait.polls && ours.requests < sdk.requests,
  };
}

/** The annotators submit, one after the other. */
async function turn(admin: Api, ids: readonly number[]): Promise<void> {
  const began = performance.now();
  for (const [position, id] of ids.entries()) {
    await sleep(Math.max(0, (position + 1) * turnMs - (performance.now() - began)));
    await admin.labelingJob.setStatus(id, "on_review");
  }
}

async function load(workers: Pair<Worker>): Promise<Finding[]> {
  const script = `const began = performance.now(); await import(${JSON.stringify(index)});
    console.log(JSON.stringify({ ms: performance.now() - began, rssBytes: process.resourceUsage().maxRSS * 1024 }))`;
  const ours: Worker = () => jsonOf((value) => value, process.execPath, ["--input-type=module", "-e", script]);
  const samples = await inTurn({ ours, sdk: workers.sdk }, 5, async (worker) => loadSchema.parse(await worker("load")));
  const of = (side: keyof Pair<unknown>, what: "ms" | "rssBytes") =>
    median(samples[side].map((sample) => sample[what]));
  return [
    {
      what: "import of the library",
      ours: `${plain(of("ours", "ms"))} ms`,
      peer: `${plain(of("sdk", "ms"))} ms`,
      ratio: times(of("sdk", "ms"), of("ours", "ms")),
      goal: "≤ 150 ms",
      met: of("ours", "ms") <= 150,
    },
    {
      what: "memory after the import",
      ours: `${plain(of("ours", "rssBytes") / 2 ** 20)} MB`,
      peer: `${plain(of("sdk", "rssBytes") / 2 ** 20)} MB`,
      ratio: times(of("sdk", "rssBytes"), of("ours", "rssBytes")),
    },
  ];
}

interface Served {
  readonly value: unknown;
  readonly requests: number;
  readonly connections: number;
}

/** The requests of `work`, without the `others` requests that the bench itself sends meanwhile. */
async function counted(instance: BenchInstance, others: number, work: () => Promise<unknown>): Promise<Served> {
  const before = await instance.counters();
  const value = await work();
  const after = await instance.counters();
  return {
    value,
    requests: after.requests - before.requests - others,
    connections: after.connections - before.connections,
  };
}

function served({ requests, connections }: Served): string {
  return `${requests} requests in ${connections} connection${connections === 1 ? "" : "s"}`;
}

/** Samples of both sides in turn, so that a busy moment of the machine affects both. */
async function inTurn<T>(
  workers: Pair<Worker>,
  rounds: number,
  sample: (worker: Worker) => Promise<T>,
): Promise<Pair<T[]>> {
  const samples: Pair<T[]> = { ours: [], sdk: [] };
  for (let round = 0; round < rounds; round++) {
    samples.ours.push(await sample(workers.ours));
    samples.sdk.push(await sample(workers.sdk));
  }
  return samples;
}
