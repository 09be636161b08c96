/** A campaign that is killed at any request and run again has the result of one undisturbed run. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withApi } from "../../src/chain/entry-points.js";
import { Api } from "../../src/client/api.js";
import { systemClock } from "../../src/server/clock.js";
import type { InstanceOptions } from "../../src/server/instance.js";
import { repeatable, rounds } from "../attack/rounds.js";
import { useOwnHome } from "../chain/own-home.js";
import { bundledScript } from "../support/bundled-script.js";
import { type Ask, drawPictures, runCampaign, stateOf, work } from "../support/campaign.js";
import { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from "../support/fault-proxy.js";
import { openTestServer, type TestServer } from "../support/server.js";

useOwnHome();

const seeds = Number(process.env.CAMPAIGN_SEEDS ?? rounds(2, 200));
const firstSeed = Number(process.env.CAMPAIGN_FIRST ?? 1);
const mostKills = 10;
let folder = "";
let whole: { state: unknown; requests: number };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-campaign-"));
  await drawPictures(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const passing: readonly Fault[] = [
  { kind: "reset-before" },
  { kind: "reset-after" },
  { kind: "drop-reply" },
  { kind: "cut" },
  { kind: "garble" },
  { kind: "response", status: 429, commit: false },
  { kind: "response", status: 502, commit: false },
  { kind: "response", status: 504, commit: true },
  { kind: "behind" },
];
const faultShare = 0.06;

interface Scene {
  readonly server: TestServer;
  readonly proxy: FaultProxy;
  readonly ask: Ask;
}

async function inScene<T>(play: (scene: Scene) => Promise<T>, options: Partial<InstanceOptions> = {}): Promise<T> {
  const server = await openTestServer({ seed: "none", ...options });
  const proxy = await startFaultProxy(server.address);
  const ask: Ask = (method, body, as) => server.must(method, body, as);
  try {
    return await play({ server, proxy, ask });
  } finally {
    await proxy.close();
    await server.close();
  }
}

/** Runs the script once, or until `isKilled` says that the process was killed. */
async function attempt({ server, proxy, ask }: Scene, script: (request: SeenRequest) => Fault | "kill" | undefined) {
  const api = new Api({
    address: proxy.address,
    token: server.token,
    sleep: (ms, signal) => delay(ms / 50, undefined, signal === undefined ? {} : { signal }),
  });
  let killed: (() => void) | undefined;
  const kill = new Promise<"killed">((resolve) => {
    killed = () => resolve("killed");
  });
  let isDead = false;
  proxy.play((request) => {
    // A killed process sends nothing.
    if (isDead) return { kind: "hang", commit: false };
    const fault = script(request);
    if (fault !== "kill") return fault;
    isDead = true;
    killed?.();
    return { kind: "hang", commit: request.number % 2 === 0 };
  });
  const done = runCampaign(withApi(api), folder, () => work(ask)).then(
    () => "done" as const,
    (error: unknown) => error,
  );
  const end = await Promise.race([done, kill]);
  // The last requests are finished on the server before the process is started again.
  if (isDead) await expect.poll(() => proxy.stats.requests - proxy.stats.handled, { timeout: 60_000 }).toBe(0);
  await api.close();
  if (isDead) await done;
  return end;
}

async function undisturbed(): Promise<{ state: unknown; requests: number }> {
  return inScene(async (scene) => {
    expect(await attempt(scene, () => undefined)).toBe("done");
    const { requests } = scene.proxy.stats;
    const state = await stateOf(scene.ask);
    // A second run changes nothing.
    expect(await attempt(scene, () => undefined)).toBe("done");
    expect(await stateOf(scene.ask)).toEqual(state);
    return { state, requests };
  });
}

it("a second run of the campaign changes nothing", { timeout: 120_000 }, async () => {
  whole = await undisturbed();
  const { jobs } = whole.state as { jobs: string[] };
  expect(jobs.length).toBeGreaterThan(5);
});

it(`the campaign ends in the same state when killed up to ${mostKills} times on an unreliable connection, for ${seeds} seeds`, {
  timeout: 7_200_000,
}, async () => {
  whole ??= await undisturbed();
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const random = repeatable(seed);
    const kills = Math.floor(random() * (mostKills + 1));
    await inScene(
      async (scene) => {
        const ends: unknown[] = [];
        for (let run = 0; ends.at(-1) !== "done"; run += 1) {
          // Failed connections use up runs too; after `2 * mostKills` runs the connection has no more faults.
          const isBad = run < 2 * mostKills;
          const last = run < kills ? 1 + Math.floor(random() * whole.requests) : Number.POSITIVE_INFINITY;
          let count = 0;
          const end = await attempt(scene, () => {
            count += 1;
            if (count === last) return "kill";
            return isBad && random() < faultShare ? passing[Math.floor(random() * passing.length)] : undefined;
          });
          ends.push(end);
          if (!isBad && end !== "done") throw end;
        }
        const told = ends.map((end) => (end instanceof Error ? end.message : end));
        if (seed % 25 === 0) process.stderr.write(`seed ${seed} is passed\n`);
        expect({ seed, state: await stateOf(scene.ask), told }).toEqual({ seed, state: whole.state, told });
        // After a lost answer creates are searched by time: the real clock, or one that only writes advance.
      },
      seed % 2 === 0 ? { clock: systemClock } : {},
    );
  }
});

it("the campaign ends in the same state when its process is killed", { timeout: 180_000 }, async () => {
  whole ??= await undisturbed();
  const script = await bundledScript(new URL("../support/campaign-process.ts", import.meta.url));
  await inScene(async (scene) => {
    const random = repeatable(99);
    for (let run = 0; ; run += 1) {
      const last = run < rounds(2, 10) ? 1 + Math.floor(random() * whole.requests) : Number.POSITIVE_INFINITY;
      let count = 0;
      let child: ChildProcess | undefined;
      scene.proxy.play(() => {
        count += 1;
        if (count === last) child?.kill("SIGKILL");
        return undefined;
      });
      child = spawn(process.execPath, [script, scene.proxy.address, folder], {
        env: { ...process.env, TOKEN: scene.server.token },
        stdio: ["pipe", "pipe", "inherit"],
      });
      child.stdout?.on("data", () => {
        void work(scene.ask).then(() => child?.stdin?.write("worked\n"));
      });
      const code = await new Promise((resolve) => child?.on("close", resolve));
      if (code === 0) break;
      expect(count).toBeGreaterThanOrEqual(last);
    }
    expect(await stateOf(scene.ask)).toEqual(whole.state);
  });
});
