import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rounds } from "../attack/rounds.js";
import { type InstanceProcess, spawnInstance } from "../support/instance-process.js";

const killed = Number(process.env.CRASH_ROUNDS ?? rounds(2, 8));
const writes = 500;

interface ListedJob {
  readonly id: number;
  readonly name: string;
  readonly imagesCount: number;
}

async function ask(server: InstanceProcess, method: string, body: object): Promise<unknown> {
  const response = await request(`${server.address}/public/api/v3/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": server.token },
    body: JSON.stringify(body),
  });
  if (response.statusCode !== 200) throw new Error(`${method}: ${response.statusCode} ${await response.body.text()}`);
  return response.body.json();
}

/** Every job, page by page. */
async function allJobs(server: InstanceProcess): Promise<ListedJob[]> {
  const jobs: ListedJob[] = [];
  let after: string | null | undefined;
  do {
    const request = { teamId: 8, pagination_mode: "token", per_page: 1000, after };
    const page = (await ask(server, "jobs.list", request)) as { entities: ListedJob[]; after: string | null };
    jobs.push(...page.entities);
    after = page.after;
  } while (after !== null);
  return jobs;
}

describe("a server killed in the middle of 500 writes at once", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "slylab-crash-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(`keeps every acknowledged job and no incomplete job, in each of ${killed} rounds`, {
    timeout: 60_000 * killed,
  }, async () => {
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < killed; round += 1) {
      const server = await spawnInstance(folder);
      let answers = 0;
      const requests = Array.from({ length: writes }, async (_, index) => {
        const name = `round ${round} write ${index}`;
        const [job] = (await ask(server, "jobs.add", { name, datasetId: 10555, userIds: [7] })) as { id: number }[];
        answers += 1;
        if (job !== undefined) acknowledged.set(job.id, name);
      });
      const settled = Promise.allSettled(requests);
      // Killed between the first answer and the last, at another moment in each round.
      while (answers < 1 + (round * writes) / (killed * 2)) await sleep(1);
      await server.kill();
      const outcomes = await settled;
      expect(outcomes.some(({ status }) => status === "rejected")).toBe(true);

      const again = await spawnInstance(folder);
      try {
        const jobs = await allJobs(again);
        const byId = new Map(jobs.map((job) => [job.id, job.name]));
        const lost = [...acknowledged].filter(([id, name]) => byId.get(id) !== name);
        expect(lost).toEqual([]);
        expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
        for (const job of jobs.filter(({ name }) => name.startsWith(`round ${round} `))) {
          const { entities } = (await ask(again, "jobs.info", { id: job.id })) as { entities: unknown[] };
          expect(entities).toHaveLength(job.imagesCount);
        }
        const filter = [{ field: "type", operator: "in", value: ["create_job"] }];
        const told = (await ask(again, "teams.activity", { teamId: 8, filter, per_page: 1 })) as { total: number };
        expect(told.total).toBe(jobs.length);
      } finally {
        await again.kill();
      }
    }
  });

  it("refuses a folder that another process uses", { timeout: 60_000 }, async () => {
    const server = await spawnInstance(folder);
    try {
      await expect(spawnInstance(folder)).rejects.toThrow(/instance\.db is in use by another process/);
    } finally {
      await server.kill();
    }
  });
});
