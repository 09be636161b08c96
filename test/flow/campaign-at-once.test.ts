/** Scripts of one campaign that run at the same time, with their requests in any order: the result equals that of one undisturbed run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withApi } from "../../src/chain/entry-points.js";
import { Api } from "../../src/client/api.js";
import { repeatable, rounds } from "../attack/rounds.js";
import { useOwnHome } from "../chain/own-home.js";
import { drawPictures, runCampaign, stateOf, work } from "../support/campaign.js";
import { type Fault, startFaultProxy } from "../support/fault-proxy.js";
import { openTestServer, type TestServer } from "../support/server.js";

useOwnHome();

const seeds = Number(process.env.CAMPAIGN_SEEDS ?? rounds(1, 100));
const firstSeed = Number(process.env.CAMPAIGN_FIRST ?? 1);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-at-once-"));
  await drawPictures(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** People work when every script that still runs waits for them. */
class Meeting {
  #running: number;
  #waiting: (() => void)[] = [];
  readonly #work: () => Promise<void>;

  constructor(running: number, letWork: () => Promise<void>) {
    this.#running = running;
    this.#work = letWork;
  }

  async wait(): Promise<void> {
    const arrived = new Promise<void>((resolve) => this.#waiting.push(resolve));
    await this.#meet();
    await arrived;
  }

  async leave(): Promise<void> {
    this.#running -= 1;
    await this.#meet();
  }

  async #meet(): Promise<void> {
    if (this.#waiting.length < this.#running) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    await this.#work();
    for (const go of waiting) go();
  }
}

/** One script: the delay of each of its requests, and its faults. */
type Pace = () => Fault | undefined;

async function runAtOnce(server: TestServer, paces: readonly Pace[]): Promise<void> {
  const meeting = new Meeting(paces.length, () => work((method, body, as) => server.must(method, body, as)));
  const run = async (pace: Pace) => {
    const proxy = await startFaultProxy(server.address, pace);
    for (let attempt = 1; ; attempt += 1) {
      const api = new Api({
        address: proxy.address,
        token: server.token,
        sleep: (ms, signal) => delay(ms / 50, undefined, signal === undefined ? {} : { signal }),
      });
      try {
        await runCampaign(withApi(api), folder, () => meeting.wait());
        break;
      } catch (error) {
        if (attempt === 8) throw error;
      } finally {
        await api.close();
      }
    }
    await meeting.leave();
    await proxy.close();
  };
  const ends = await Promise.allSettled(paces.map(run));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** The state without jobs that a script created and archived because another script had created them too. */
async function livingState(server: TestServer): Promise<unknown> {
  const state = (await stateOf((method, body, as) => server.must(method, body, as))) as { jobs: string[] };
  return { ...state, jobs: state.jobs.filter((job) => !job.includes('"isArchived":true')) };
}

const lags = [0, 0, 2, 10, 40] as const;

/** The state after one script that runs alone, created once. */
let wanted: Promise<unknown> | undefined;

async function stateOfOne(): Promise<unknown> {
  const alone = await openTestServer({ seed: "none" });
  await runAtOnce(alone, [() => undefined]);
  const state = await livingState(alone);
  await alone.close();
  return state;
}

for (const count of [2, 4]) {
  it(`${count} scripts run at the same time leave the same result as one, for ${seeds === 1 ? "one seed" : `${seeds} seeds`}`, {
    timeout: 3_600_000,
  }, async () => {
    wanted ??= stateOfOne();
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      const random = repeatable(seed);
      // With faults for one seed of two: of the first seeds, that of four scripts.
      const isBad = (seed + count / 2) % 2 === 1;
      const server = await openTestServer({ seed: "none" });
      const paces = Array.from({ length: count }, (): Pace => {
        return () => {
          if (isBad && random() < 0.02) return random() < 0.5 ? { kind: "reset-before" } : { kind: "drop-reply" };
          return { kind: "late", until: delay(lags[Math.floor(random() * lags.length)]) };
        };
      });
      await runAtOnce(server, paces);
      expect({ seed, state: await livingState(server) }).toEqual({ seed, state: await wanted });
      await server.close();
    }
  });
}
