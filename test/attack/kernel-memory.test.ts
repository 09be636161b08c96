/** The memory of a kernel that runs all day: each cell shows a list of jobs, which `_` and `Out` keep. */
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { kernelCommand, startOwnKernel } from "../support/kernel-process.js";
import { role, startTestServer } from "../support/server.js";
import { rounds } from "./rounds.js";

const mostMb = 400;
const jobs = 400;
const cells = Number(process.env.ATTACK_CELLS ?? rounds(30, 1000));

beforeAll(kernelCommand, 120_000);

it(`stays under ${mostMb} MB while each cell reads and shows ${jobs} jobs`, async () => {
  const server = await startTestServer();
  const people = await Promise.all(Array.from({ length: 20 }, (_, at) => server.hire(`ann_${at}`, role.annotator)));
  for (let at = 0; at < jobs / people.length; at += 1) {
    await server.must("jobs.add", { name: `job ${at}`, datasetId: 10555, userIds: people });
  }
  const env = { ...process.env, SERVER_ADDRESS: server.address, API_TOKEN: server.token };
  const kernel = await startOwnKernel(env);
  await kernel.execute("import { team } from 'slylab'\nconst list = () => team(8).jobs()");
  const seen: number[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    const began = performance.now();
    const { reply } = await kernel.execute(`await list() // ${cell}`);
    expect(reply.content.status).toBe("ok");
    seen.push(await kernel.memoryMb());
    // What the client has read is not what is measured.
    kernel.received.length = 0;
    await sleep(Math.max(0, rounds(0, 300) - (performance.now() - began)));
  }
  console.log(`kernel: ${Math.round(Math.max(...seen))} MB at most after ${seen.length} cells of ${jobs} jobs each`);
  expect(Math.max(...seen)).toBeLessThan(mostMb);
}, 1_200_000);
