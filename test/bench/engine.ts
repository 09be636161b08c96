/** The cell engine alone: first answer, round trips, checks after many cells, completion, memory. */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { builtCli } from "../support/built.js";
import { median, plain, quantile, times } from "./support/numbers.js";
import { jsonOf, startTimes } from "./support/processes.js";
import { type Finding, report } from "./support/report.js";

const workSchema = z.object({
  samples: z.record(z.string(), z.array(z.number())),
  memory: z.object({ ours: z.number(), checker: z.number() }),
});

/** The limit of each measure, in milliseconds. */
const goals: Readonly<Record<string, number>> = {
  "ordinary, after 100 cells": 25,
  "completion of a chain": 30,
  "completion in a string": 30,
};

/** Runs the bench and prints its table. */
export async function run(): Promise<void> {
  const work = fileURLToPath(new URL("./support/engine-work.ts", import.meta.url));
  const started = await startTimes(
    {
      node: [process.execPath, "-e", "0"],
      slylab: [process.execPath, await builtCli(), "--check", "-e", "const n: number = 1; n + 1"],
    },
    9,
  );
  const { node: bare = 0, slylab: first = 0 } = started;
  const { samples, memory } = await jsonOf(workSchema.parse, process.execPath, ["--import", "tsx", work]);
  const rows = Object.entries(samples).map(([what, values]): Finding => {
    const goal = goals[what];
    const found = {
      what: `${what}, median (95th of 100)`,
      ours: `${plain(median(values))} ms (${plain(quantile(values, 0.95))})`,
    };
    return goal === undefined ? found : { ...found, goal: `≤ ${goal} ms`, met: median(values) <= goal };
  });
  report("engine", "node -e 0", [
    {
      // The goal for a first answer is the prompt's, and the repl bench measures it; this also waits for the exit.
      what: "slylab --check -e, start → exit",
      ours: `${plain(first)} ms`,
      peer: `${plain(bare)} ms`,
      ratio: times(first, bare),
    },
    ...rows,
    {
      what: "memory after 1,000 cells",
      ours: `${plain(memory.ours / 2 ** 20)} MB`,
      goal: "≤ 220 MB",
      met: memory.ours <= 220 * 2 ** 20,
    },
    { what: "memory of the checker's process then", ours: `${plain(memory.checker / 2 ** 20)} MB` },
  ]);
}
