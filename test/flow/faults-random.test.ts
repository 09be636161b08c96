import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../src/client/api.js";
import { isSlylabError } from "../../src/domain/errors.js";
import { type Instance, startInstance } from "../../src/server/instance.js";
import { rounds } from "../attack/rounds.js";
import { bundledScript } from "../support/bundled-script.js";
import { type Fault, type FaultProxy, startFaultProxy } from "../support/fault-proxy.js";

const limitMs = 6_000;

let instance: Instance;
let proxy: FaultProxy;
let straight: Api;
let labelers: readonly number[];
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  straight = new Api({ address: instance.address, token: instance.token });
  const ids = [];
  for (const login of ["labeler_1", "labeler_2", "labeler_3"]) {
    const { id } = await straight.user.create({ login, password: "11111abc", isRestricted: true });
    await straight.user.addToTeam(id, 8, straight.role.DefaultRole.ANNOTATOR);
    ids.push(id);
  }
  labelers = ids;
});
afterAll(async () => {
  process.off("unhandledRejection", note);
  await straight.close();
  await proxy.close();
  await instance.close();
});

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom<Fault>({ kind: "reset-before" }, { kind: "reset-after" }) },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: "drop-reply" }) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        kind: fc.constant("response" as const),
        status: fc.constantFrom(429, 500, 502, 503, 504),
        commit: fc.boolean(),
      })
      // A 429 is sent before anything is done, and the client relies on that.
      .map((one) => (one.status === 429 ? { ...one, commit: false } : one)),
  },
  { weight: 1, arbitrary: fc.constantFrom<Fault>({ kind: "cut" }, { kind: "garble" }) },
  { weight: 1, arbitrary: fc.constantFrom<Fault>({ kind: "trickle", everyMs: 2 }, { kind: "behind" }) },
  { weight: 1, arbitrary: fc.boolean().map((commit): Fault => ({ kind: "hang", commit })) },
);

/** One action of a user; `job` is one of the jobs created so far. */
type Step =
  | { readonly kind: "create"; readonly name: number; readonly users: number }
  | { readonly kind: "stop" | "archive" | "complete"; readonly job: number }
  | { readonly kind: "mark"; readonly job: number; readonly status: "done" | "none" }
  | { readonly kind: "keep"; readonly job: number; readonly value: number }
  | { readonly kind: "dataset"; readonly name: number }
  | { readonly kind: "list" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("create" as const), name: fc.nat(2), users: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constantFrom("stop", "archive", "complete" as const), job: fc.nat(9) }),
  fc.record({ kind: fc.constant("mark" as const), job: fc.nat(9), status: fc.constantFrom("done", "none" as const) }),
  fc.record({ kind: fc.constant("keep" as const), job: fc.nat(9), value: fc.nat(99) }),
  fc.record({ kind: fc.constant("dataset" as const), name: fc.nat(3) }),
  fc.record({ kind: fc.constant("list" as const) }),
);

/** The possible values of one attribute: the last acknowledged one, and all later failed ones that may have been written. */
class May<T> {
  #values: T[];
  constructor(first: T) {
    this.#values = [first];
  }
  acknowledged(value: T): void {
    this.#values = [value];
  }
  failed(value: T): void {
    this.#values.push(value);
  }
  get values(): readonly T[] {
    return this.#values;
  }
}

interface KnownJob {
  readonly id: number;
  readonly image: number;
  readonly status: May<string>;
  readonly disabled: May<boolean>;
  readonly mark: May<string>;
  readonly kept: May<number | undefined>;
}

/** The expected state of the server at the end. */
class Model {
  readonly jobs: KnownJob[] = [];
  /** By name: acknowledged jobs, and jobs that may have been created. */
  readonly made = new Map<string, { acknowledged: number; open: number }>();
  readonly datasets = new Map<string, number>();

  count(name: string, key: "acknowledged" | "open", jobs: number): void {
    const counts = this.made.get(name) ?? { acknowledged: 0, open: 0 };
    counts[key] += jobs;
    this.made.set(name, counts);
  }
}

let runs = 0;

async function play(api: Api, run: string, steps: readonly Step[]): Promise<Model> {
  const model = new Model();
  for (const one of steps) {
    const startMs = performance.now();
    try {
      await act(api, run, one, model);
    } catch (error) {
      // Every failure is an error of slylab.
      if (!isSlylabError(error)) throw error;
    }
    // One second is allowed for a busy machine.
    expect(performance.now() - startMs).toBeLessThan(limitMs * callsOf(one) + 1_000);
  }
  return model;
}

/** How many calls a step makes, each with its own timeout. */
function callsOf({ kind }: Step): number {
  return kind === "create" || kind === "keep" ? 3 : 1;
}

async function act(api: Api, run: string, one: Step, model: Model): Promise<void> {
  switch (one.kind) {
    case "list":
      await api.labelingJob.getList(8);
      return;
    case "dataset": {
      const name = `${run} dataset ${one.name}`;
      const { id } = await api.dataset.create(5555, name);
      expect(model.datasets.has(name)).toBe(false);
      model.datasets.set(name, id);
      return;
    }
    case "create": {
      const name = `${run} job ${one.name}`;
      const userIds = labelers.slice(0, one.users);
      let ids: readonly number[];
      try {
        ids = await api.labelingJob.add({ name, datasetId: 10555, userIds });
      } catch (error) {
        model.count(name, "open", one.users);
        throw error;
      }
      model.count(name, "acknowledged", one.users);
      for (const id of ids) {
        const { entities } = await straight.labelingJob.getInfoById(id);
        model.jobs.push({
          ...{ id, image: entities![0]!.id, status: new May("pending"), disabled: new May(false) },
          ...{ mark: new May("none"), kept: new May<number | undefined>(undefined) },
        });
      }
      return;
    }
    default: {
      const job = model.jobs[one.job % Math.max(1, model.jobs.length)];
      if (job !== undefined) await change(api, one, job);
    }
  }
}

async function change(
  api: Api,
  one: Exclude<Step, { kind: "create" | "list" | "dataset" }>,
  job: KnownJob,
): Promise<void> {
  switch (one.kind) {
    case "stop":
      return told(job.status, "stopped", api.labelingJob.stop(job.id));
    case "complete":
      return told(job.status, "completed", api.labelingJob.setStatus(job.id, "completed"));
    case "archive":
      return told(job.disabled, true, api.labelingJob.archive(job.id));
    case "mark":
      return told(job.mark, one.status, api.labelingJob.setEntityReviewStatus(job.id, job.image, one.status));
    case "keep":
      return told(job.kept, one.value, api.labelingJob.updateCustomData(job.id, { kept: one.value }));
  }
}

async function told<T>(attribute: May<T>, value: T, call: Promise<void>): Promise<void> {
  try {
    await call;
    attribute.acknowledged(value);
  } catch (error) {
    attribute.failed(value);
    throw error;
  }
}

async function hold(model: Model, run: string): Promise<void> {
  const all = await straight.labelingJob.getList(8, { showDisabled: true });
  const ours = all.filter(({ name }) => name.startsWith(`${run} `));
  const byId = new Map(ours.map((job) => [job.id, job]));
  expect(new Set(model.jobs.map(({ id }) => id)).size).toBe(model.jobs.length);
  for (const [name, { acknowledged, open }] of model.made) {
    const there = ours.filter((job) => job.name === name).length;
    expect(there).toBeGreaterThanOrEqual(acknowledged);
    expect(there).toBeLessThanOrEqual(acknowledged + open);
  }
  for (const known of model.jobs) {
    const job = byId.get(known.id);
    expect(known.status.values).toContain(job?.status);
    expect(known.disabled.values).toContain(job?.disabled);
    const { entities, customData } = await straight.labelingJob.getInfoById(known.id);
    expect(known.mark.values).toContain(entities!.find(({ id }) => id === known.image)?.reviewStatus);
    expect(known.kept.values).toContain(customData.kept);
  }
  for (const [name, id] of model.datasets) expect((await straight.dataset.getInfoByName(5555, name))?.id).toBe(id);
}

it("runs every create once and loses no acknowledged write under random connection faults", {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 14 }),
      fc.array(fault, { minLength: 10, maxLength: 60 }),
      async (steps, faults) => {
        runs += 1;
        const run = `run ${runs}`;
        const left = [...faults];
        proxy.play(() => left.shift());
        const api = new Api({
          address: proxy.address,
          token: instance.token,
          timeout: limitMs,
          attemptTimeout: 700,
          sleep: (ms, signal) => delay(ms / 50, undefined, signal === undefined ? {} : { signal }),
        });
        try {
          await hold(await play(api, run, steps), run);
        } finally {
          await api.close();
          await expect.poll(() => proxy.openSockets).toBe(0);
        }
      },
    ),
    { numRuns: rounds(12, 50), endOnFailure: false },
  );
  expect(unhandled).toEqual([]);
});

it("creates exactly the jobs requested at the same time under random connection faults", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 20, maxLength: 40 }), async (faults) => {
      runs += 1;
      const name = `run ${runs} at once`;
      const left = [...faults];
      proxy.play(() => left.shift());
      const api = new Api({
        address: proxy.address,
        token: instance.token,
        timeout: limitMs,
        attemptTimeout: 700,
        sleep: (ms, signal) => delay(ms / 50, undefined, signal === undefined ? {} : { signal }),
      });
      const creates = Array.from({ length: 4 }, () =>
        api.labelingJob.add({ name, datasetId: 10555, userIds: labelers.slice(0, 2) }),
      );
      const ends = await Promise.allSettled(creates);
      await api.close();
      const made = ends.flatMap((end) => (end.status === "fulfilled" ? end.value : []));
      const there = await straight.labelingJob.getList(8, { names: [name] });
      expect(new Set(made).size).toBe(made.length);
      expect(there.map(({ id }) => id)).toEqual(expect.arrayContaining(made));
      expect(there.length).toBeLessThanOrEqual(8);
    }),
    { numRuns: rounds(5, 20), endOnFailure: false },
  );
  expect(unhandled).toEqual([]);
});

/** Runs code with a client in a separate process, which must end by itself; returns its output. */
async function alone(code: string): Promise<string> {
  const module = await bundledScript(new URL("../../src/client/api.ts", import.meta.url));
  const source = `
    const { Api } = await import(${JSON.stringify(module)});
    const api = new Api({ address: ${JSON.stringify(proxy.address)}, token: process.env.TOKEN, attemptTimeout: 200 });
    ${code}
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    env: { ...process.env, TOKEN: instance.token },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const code0 = await new Promise((resolve) => child.on("close", resolve));
  expect(code0).toBe(0);
  return output.trim();
}

it("does not keep a process running, whether the client is closed or not", async () => {
  const kinds: Fault[] = [{ kind: "hang", commit: false }, { kind: "reset-before" }, { kind: "drop-reply" }];
  proxy.play((request) => (request.number % 2 === 0 ? kinds[request.number % 3] : undefined));
  const calls = "await Promise.all([8, 8, 8, 8].map((id) => api.team.getInfoById(id))); const endMs = Date.now();";
  const exit = "process.on('exit', () => console.log(Date.now() - endMs));";
  expect(Number(await alone(`${calls} ${exit}`))).toBeLessThan(1_000);
  const left = "console.log(process.getActiveResourcesInfo().filter((one) => /TCP|Timeout/.test(one)).join());";
  expect(await alone(`${calls} await api.close(); ${left}`)).toBe("");
});
