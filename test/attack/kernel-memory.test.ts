/** The memory of a kernel that runs all day: each cell shows a list of jobs, which `_` and `Out` store. */
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { KernelClient } from "../support/kernel-client.js";
import { kernelCommand, startOwnKernel } from "../support/kernel-process.js";
import { role, startTestServer } from "../support/server.js";
import { rounds } from "./rounds.js";

/** Limit of the whole process, uncollected garbage included: V8 collects late while memory is free. */
const mostMb = 700;
/** Limit of the memory in use: the kernel itself, and the last values up to their budget of 48 MB. */
const mostUsedMb = 150;
const jobs = 400;
const cells = Number(process.env.ATTACK_CELLS ?? rounds(15, 1000));

beforeAll(kernelCommand, 600_000);

it(`the kernel stays under ${mostMb} MB while each cell reads and shows ${jobs} jobs`, async () => {
  const server = await startTestServer();
  const people = await Promise.all(Array.from({ length: 20 }, (_, at) => server.hire(`ann_${at}`, role.annotator)));
  for (let at = 0; at < jobs / people.length; at += 1) {
    await server.must("jobs.add", { name: `job ${at}`, datasetId: 10555, userIds: people });
  }
  const env = { ...process.env, SERVER_ADDRESS: server.address, API_TOKEN: server.token };
  const kernel = await startOwnKernel(env);
  onTestFinished(async () => void (await kernel.stop()));
  await kernel.execute("import { team } from 'slylab'\nconst list = () => team(8).jobs()");
  const seen: number[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    const began = performance.now();
    const { reply } = await kernel.execute(`await list() // ${cell}`);
    expect(reply.content.status).toBe("ok");
    seen.push(await kernel.memoryMb());
    // Messages that the client has read are not measured.
    kernel.received.length = 0;
    await sleep(Math.max(0, rounds(0, 300) - (performance.now() - began)));
  }
  const usedMb = await heapInUseMb(kernel);
  const most = Math.round(Math.max(...seen));
  console.log(`kernel: ${most} MB at most after ${cells} cells of ${jobs} jobs each, ${Math.round(usedMb)} MB in use`);
  expect(usedMb).toBeLessThan(mostUsedMb);
  expect(most).toBeLessThan(mostMb);
}, 1_200_000);

/** The size of the kernel's heap after a collection. */
async function heapInUseMb(kernel: KernelClient): Promise<number> {
  const collect = 'const v8 = await import("node:v8"); v8.setFlagsFromString("--expose-gc")';
  await kernel.execute(`${collect}; (await import("node:vm")).runInNewContext("gc")()`);
  const { told } = await kernel.execute("console.log(process.memoryUsage().heapUsed)");
  const text = told.map(({ content }) => content.text ?? "").join("");
  return Number(text.trim()) / 2 ** 20;
}
