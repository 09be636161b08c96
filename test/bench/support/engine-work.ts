/** One session that is measured: `node --import tsx engine-work.ts`; prints its samples as one line of JSON. */
import { readFileSync } from "node:fs";
import { packageFile } from "../../../src/base/files/package-file.js";
import { directStream } from "../../../src/engine/output/output.js";
import { openSession } from "../../../src/engine/session/session.js";
import { elapsedMs } from "./numbers.js";

const session = openSession({
  loadLibrary: () => import("../../../src/index.js"),
  library: { declarations: packageFile("dist/index.d.ts"), names: ["team", "project", "job"] },
});
const sink = { write: () => {} };
const samples: Record<string, number[]> = {};

async function cell(code: string, check = true): Promise<void> {
  const result = await session.evaluate(code, { sink, check, awaitValue: false });
  if (result.status !== "ok") throw new Error(`${code}: ${JSON.stringify(result)}`);
}

async function note(what: string, work: () => Promise<unknown>): Promise<void> {
  const list = samples[what] ?? [];
  samples[what] = list;
  list.push(await elapsedMs(work));
}

/** Ordinary use: plain values, chains, some zod. */
const ordinary: readonly ((n: number) => string)[] = [
  (n) => `const plain${n} = { id: ${n}, name: "task ${n}", tags: ["lemon", "kiwi"] }`,
  (n) => `const chain${n} = team(8).ensureAnnotator("labeler_${n}").job({ name: "task_${n}", dataset: 10555 })`,
  (n) => `const shape${n} = z.object({ id: z.number(), name: z.string(), part: z.literal(${n}) })`,
  (n) => `function total${n}(values: readonly number[]) { return values.reduce((a, b) => a + b, ${n}) }`,
  (n) => `let count${n} = total${n - 1}([1, 2, ${n}]); count${n} += 1`,
];

await cell("import { z } from 'zod'");
await cell("team(8).describe; 1", false);
for (let n = 0; n < 10; n += 1) await cell(`${n} + 1`);
for (let n = 0; n < 50; n += 1) await note("trivial", () => cell(`${n} + 1`));
for (let n = 0; n < 50; n += 1) await note("trivial, unchecked", () => cell(`${n} + 1`, false));
for (let n = 0; n < 100; n += 1) await cell(ordinary[n % ordinary.length]?.(n) ?? "");
for (let n = 100; n < 150; n += 1) {
  await note("ordinary, after 100 cells", () => cell(ordinary[n % ordinary.length]?.(n) ?? ""));
}
for (let n = 0; n < 30; n += 1) {
  const chain = `team(8).job({ name: "n${n}", dataset: 10555 }).create().`;
  await note("completion of a chain", () => session.complete(chain, chain.length));
  const argument = `${chain}waitFor("`;
  await note("completion in a string", () => session.complete(argument, argument.length));
  await note("signature", () => session.signature(`${chain}waitFor(`, chain.length + "waitFor(".length));
}
for (let n = 150; n < 1_000; n += 1) await cell(ordinary[n % ordinary.length]?.(n) ?? "");
for (let n = 0; n < 30; n += 1) await note("ordinary, after 1,000 cells", () => cell(`plain${n * 5}.name.length`));

const memory = { ours: process.memoryUsage.rss(), checker: checkerBytes() };
await session.close();
directStream(process.stdout).write(`${JSON.stringify({ samples, memory })}\n`);

/** The memory of the checker's process; 0 if the system does not report it. */
function checkerBytes(): number {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
    const status = children.map((pid) => readFileSync(`/proc/${pid}/status`, "utf8")).join("\n");
    return Math.max(0, ...[...status.matchAll(/VmRSS:\s+(\d+) kB/g)].map(([, size]) => Number(size) * 1_024));
  } catch {
    return 0;
  }
}
