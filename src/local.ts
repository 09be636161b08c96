/** The local instance of this process, and simulated people who work on it. */
import { z } from "zod";
import { type Duration, durationSchema } from "./base/duration.js";
import { defaultApiSource } from "./chain/core/api-source.js";
import type { Api } from "./client/api.js";
import { printNotice } from "./client/config/print-notice.js";
import { announcesLocal, prefersLocal } from "./default-instance.js";
import { kinds } from "./domain/arguments/kinds.js";
import { parseArgument } from "./domain/arguments/parse-arguments.js";
import { ConfigError } from "./domain/errors.js";
import { isLoopbackName } from "./server/http/host-check.js";
import type { Instance } from "./server/instance.js";
import type { SimulatedPeople } from "./server/simulation/simulation.js";
import { type PersonTraits, traitsSchema } from "./server/simulation/traits.js";

let opened: Promise<Instance> | undefined;

/**
 * The local instance of this process: in memory, seeded with `lemons`, opened with the first call. Its clock starts at
 * a fixed time and advances one second per write, so that the same calls return the same ids and times in every run.
 *
 * @internal
 */
export function localInstance(isAskedFor = prefersLocal()): Promise<Instance> {
  opened ??= openInstance(isAskedFor);
  return opened;
}

async function openInstance(isAskedFor: boolean): Promise<Instance> {
  const [{ startInstance }, { steppedClock }] = await Promise.all([
    import("./server/instance.js"),
    import("./server/clock.js"),
  ]);
  const instance = await startInstance({
    data: "memory",
    seed: "lemons",
    clock: steppedClock("2026-01-05T09:00:00.000Z", 1000),
    unref: true,
  });
  if (announcesLocal() && !isAskedFor) {
    const { showNote } = await import("./render/model/note.js");
    showNote(
      "slylab: SERVER_ADDRESS is not set, so the local instance is used (in memory, lost at exit; slylab serve keeps its data)",
    );
  }
  return instance;
}

let atWork = 0;
let isReported = false;

/**
 * Prints a notice that a wait on the local instance of this process may never end, because nobody works there: once,
 * and again after simulated people stopped. @internal
 */
export function noteIdleWait(): void {
  if (atWork > 0 || isReported) return;
  isReported = true;
  printNotice(
    "slylab: nobody works on this local instance, so this wait ends only if your code does the work with as(…); " +
      "start simulated people with await simulatePeople() (on a server: slylab serve --annotators 1s)",
  );
}

const versionSchema = z.object({ simulatedPeople: z.boolean().optional() });

/**
 * Prints once a notice that a wait on a `slylab serve` on this machine may never end if nobody works there. @internal
 */
export async function noteIdleServer(api: Api): Promise<void> {
  if (isReported || !isLoopbackName(new URL(api.address).hostname)) return;
  // Another server on this machine answers differently or not at all.
  const version = await api.call("instance.version", {}, versionSchema).catch(() => undefined);
  if (version?.simulatedPeople !== false || isReported) return;
  isReported = true;
  printNotice(
    `slylab: nobody works on the local instance ${api.address}, so this wait ends only if your code does the work with as(…); ` +
      "start simulated people with slylab serve --annotators 1s",
  );
}

/** Options of {@link simulatePeople}. */
export interface SimulatePeopleOptions {
  /** Time per action, for example marking an image: milliseconds, or text such as `'2s'`. Default: 100. */
  readonly pace?: Duration | undefined;
  /** Whether annotators draw objects and assign tags. Default: false, they only mark images as done. */
  readonly draw?: boolean | undefined;
  /** Whether reviewers review. Default: true; with false your own code does. */
  readonly reviewers?: boolean | undefined;
  /** Determines what is drawn and rejected: the same seed gives the same work. Default: 1. */
  readonly seed?: number | undefined;
  /** Traits of individual people, by login: slow, inaccurate, or stopping after some images. */
  readonly traits?: Readonly<Record<string, PersonTraits>> | undefined;
  /** Stops them. */
  readonly signal?: AbortSignal | undefined;
}

const optionsSchema = z
  .strictObject({
    pace: durationSchema,
    draw: kinds.flag,
    reviewers: kinds.flag,
    seed: z.int(),
    traits: z.record(z.string(), traitsSchema, "expected an object of traits by login"),
    signal: kinds.signal,
  })
  .partial();

/**
 * Starts simulated annotators and a reviewer on the local instance of this process. They start open jobs, mark images,
 * submit, review and complete them, through the HTTP API with their own tokens, until `stop()`. On other instances real
 * people do that, so this throws. `client` defaults to the process's own.
 *
 * @throws {ConfigError} `client` is not connected to the local instance of this process
 * @example
 * await simulatePeople(await connect(), { draw: true, reviewers: false, traits: { ben: { slow: 3 }, cyn: { stopAfter: 10 } } });
 * @example
 * const workers = await simulatePeople();
 * await job(37).waitFor("completed");
 * await workers.stop();
 */
export async function simulatePeople(client?: Api, options: SimulatePeopleOptions = {}): Promise<SimulatedPeople> {
  const { pace: paceMs = 100, ...work } = parseArgument("simulatePeople", "options", optionsSchema, options);
  const api = client ?? (await defaultApiSource.connect());
  if (!api.isLocal || opened === undefined) {
    throw new ConfigError(`${api.label} is not the local instance of this process`, {
      option: "api",
      source: "simulatePeople()",
      hint: "start slylab serve --annotators, or use connect({ local: true })",
    });
  }
  const instance = await opened;
  const { startSimulation } = await import("./server/simulation/simulation.js");
  const started = await startSimulation({
    address: instance.address,
    tokenOf: (login) => instance.tokenOf(login),
    paceMs,
    ...work,
  });
  atWork += 1;
  let isStopped = false;
  return {
    ...started,
    async stop() {
      if (!isStopped) atWork -= 1;
      // Nobody works for later waits either.
      if (atWork === 0) isReported = false;
      isStopped = true;
      await started.stop();
    },
  };
}
