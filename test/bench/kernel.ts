/**
 * Compares the kernel with stock tslab, deno's and ipykernel, started in turn, with the same requests in their
 * languages.
 */
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtKernel } from "../support/built.js";
import { KernelClient, type KernelCommand, streamText } from "../support/kernel-client.js";
import { elapsedMs, median, plain, times } from "./support/numbers.js";
import { npmPeer, pythonPeer } from "./support/peers.js";
import { runProgram } from "./support/processes.js";
import { type Finding, report } from "./support/report.js";

const rounds = 7;
const cellsARound = 30;
const lines = 20_000;
const root = fileURLToPath(new URL("../..", import.meta.url));

/** A kernel, and the measured code in its language. */
export interface Contender extends KernelCommand {
  readonly name: string;
  /** A new name each time, so that nothing is reused. */
  readonly typedCell: (index: number) => string;
  readonly print: string;
  /** Completes to names of a list's methods. */
  readonly completed: string;
}

/** Samples of one kernel in milliseconds; `lines` are received lines, memory is in MB. */
export interface Samples {
  readonly info: number[];
  readonly first: number[];
  readonly trivial: number[];
  readonly typed: number[];
  readonly firstCompletion: number[];
  readonly completion: number[];
  readonly printed: number[];
  readonly kept: number[];
  readonly memory: number[];
}

/** Runs the bench and prints a table for each peer. */
export async function run(): Promise<void> {
  const contenders = await findContenders();
  const samples = new Map(contenders.map(({ name }) => [name, noSamples()]));
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await elapsedMs(() => runProgram(process.execPath, ["-e", "0"])));
    for (const contender of contenders) await measure(contender, samples.get(contender.name) ?? noSamples());
  }
  console.log(`node -e 0: ${plain(median(bare))} ms, medians of ${rounds} starts\n`);
  const ours = samples.get("slylab") ?? noSamples();
  for (const { name } of contenders) {
    if (name !== "slylab") report("kernel", name, findings(ours, samples.get(name) ?? noSamples(), name));
  }
}

/** Starts a kernel, runs all requests that the bench measures, stops it and adds the times to `into`. */
export async function measure(contender: Contender, into: Samples): Promise<void> {
  const kernel = await KernelClient.start(contender);
  try {
    const info = await replied(kernel, "kernel_info_request", {});
    into.info.push(info - kernel.startedAt);
    into.first.push((await ran(kernel, "1 + 1")) - kernel.startedAt);
    for (let index = 0; index < cellsARound; index += 1) {
      into.trivial.push(await elapsedMs(() => ran(kernel, `${index} + 1`)));
      into.typed.push(await elapsedMs(() => ran(kernel, contender.typedCell(index))));
    }
    into.firstCompletion.push(await elapsedMs(() => replied(kernel, "complete_request", completion(contender))));
    for (let index = 0; index < 5; index += 1) {
      into.completion.push(await elapsedMs(() => replied(kernel, "complete_request", completion(contender))));
    }
    await print(kernel, contender, into);
    into.memory.push(await kernel.memoryMb());
  } finally {
    await kernel.stop();
  }
}

async function print(kernel: KernelClient, contender: Contender, into: Samples): Promise<void> {
  const began = performance.now();
  const id = await kernel.begin(contender.print);
  // Some kernels become idle before the output comes, and some never do.
  await kernel.answerTo(id, 10_000).catch(() => undefined);
  const last = kernel.received.findLast(({ parent }) => parent === id);
  into.printed.push((last?.at ?? Number.NaN) - began);
  const told = kernel.received.filter(({ parent, channel }) => parent === id && channel === "iopub");
  const text = told.length === 0 ? "" : streamText({ id, reply: told[0]!, told });
  into.kept.push(text.split("\n").filter((line) => line !== "").length);
}

async function replied(kernel: KernelClient, type: string, content: object): Promise<number> {
  const id = await kernel.send("shell", type, content);
  return (await kernel.until(({ parent, channel }) => parent === id && channel === "shell", 30_000)).at;
}

function ran(kernel: KernelClient, code: string): Promise<number> {
  const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  return replied(kernel, "execute_request", content);
}

function completion({ completed }: Contender): object {
  return { code: completed, cursor_pos: completed.length };
}

function findings(ours: Samples, theirs: Samples, peer: string): Finding[] {
  const line = (what: string, key: keyof Samples, unit = "ms"): Finding & { ratioValue: number } => {
    const [one, two] = [median(ours[key]), median(theirs[key])];
    // The ratio of samples taken next to each other, since the machine's speed varies.
    const ratioValue = median(ours[key].map((value, at) => value / (theirs[key][at] ?? two)));
    const shown = { what, ours: `${plain(one)} ${unit}`, peer: `${plain(two)} ${unit}`, ratio: times(ratioValue, 1) };
    return { ...shown, ratioValue };
  };
  const against = (limit: number, name: string, finding: Finding & { ratioValue: number }): Finding =>
    peer === name ? { ...finding, goal: `≤ ${limit} ×`, met: finding.ratioValue <= limit } : finding;
  const kept = median(ours.kept);
  return [
    // The goal is 100 ms where deno takes 122.
    against(0.82, "deno, unchecked", line("start → kernel_info", "info")),
    against(0.2, "tslab", line("start → first result", "first")),
    against(0.5, "tslab", line("trivial cell, warm", "trivial")),
    against(0.3, "tslab", line("typed cell, warm", "typed")),
    line("completion after an edit", "firstCompletion"),
    line("completion again", "completion"),
    against(1.5, "ipykernel", line(`${plain(lines)} lines in one tick`, "printed")),
    {
      what: "lines kept",
      ours: plain(kept),
      peer: plain(median(theirs.kept)),
      goal: "all",
      met: Math.min(...ours.kept) === lines,
    },
    line("memory at the end, without the checker's process", "memory", "MB"),
  ];
}

/** Empty samples of one kernel. */
export function noSamples(): Samples {
  return {
    info: [],
    first: [],
    trivial: [],
    typed: [],
    firstCompletion: [],
    completion: [],
    printed: [],
    kept: [],
    memory: [],
  };
}

const typescript = {
  typedCell: (index: number) =>
    `const job${index}: { id: number; name: string; tags: string[] } = { id: ${index}, name: "lemons", tags: ["a"] }\n` +
    `const names${index} = [job${index}].map(({ name, tags }) => name + tags.join())\nnames${index}.length`,
  print: `for (let i = 0; i < ${lines}; i++) console.log("line " + i)`,
  completed: "[1].findLas",
};
// A folder with @types/node, which tslab needs; the same one for all kernels.
const cwd = join(root, "notebooks");

/** Our kernel, started by the program at `main`. */
export function ownKernel(main: string): Contender {
  return { ...typescript, name: "slylab", command: process.execPath, args: [main, "{connection_file}"], cwd };
}

async function findContenders(): Promise<Contender[]> {
  const python = await pythonPeer({ packages: ["ipykernel==7.4.0"], modules: ["ipykernel.kernelapp"] });
  const deno = await npmPeer("deno@2.9.6");
  const tslab = join(dirname(createRequire(import.meta.url).resolve("tslab/package.json")), "bin", "tslab");
  const cache = join(root, ".cache", "bench", "deno-home");
  await mkdir(cache, { recursive: true });
  const peer = { cwd, isChecked: false };
  return [
    ownKernel(await builtKernel()),
    {
      ...typescript,
      ...peer,
      name: "tslab",
      command: process.execPath,
      args: [tslab, "kernel", "--config-path", "{connection_file}"],
    },
    {
      ...typescript,
      ...peer,
      name: "deno, unchecked",
      command: join(deno, "node_modules", ".bin", "deno"),
      args: ["jupyter", "--kernel", "--conn", "{connection_file}"],
      env: { ...process.env, DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1" },
    },
    {
      ...peer,
      name: "ipykernel",
      command: python,
      args: ["-m", "ipykernel_launcher", "-f", "{connection_file}"],
      typedCell: (index) =>
        `job${index} = {"id": ${index}, "name": "lemons", "tags": ["a"]}\n` +
        `names${index} = [one["name"] + ",".join(one["tags"]) for one in [job${index}]]\nlen(names${index})`,
      print: `for i in range(${lines}): print("line", i)`,
      completed: "[1].app",
    },
  ];
}
