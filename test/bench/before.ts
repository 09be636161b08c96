/** `BENCH_BEFORE=FOLDER npm run bench -- before`: this build beside that of another checkout, measured in turn. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Python } from "../support/python.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";
import * as kernels from "./kernel.js";
import { median, plain, times } from "./support/numbers.js";
import { runProgram } from "./support/processes.js";
import { report } from "./support/report.js";

const rounds = Number(process.env.BENCH_RUNS ?? 9);
const prompt = "local \\d+> ";
const limitMs = 20_000;

/** Samples of each measure in milliseconds, by its name. */
type Samples = Map<string, number[]>;

/** A build: the `dist` folder of a checkout. */
interface Build {
  readonly dist: string;
  readonly samples: Samples;
}

/** Measures both builds and prints the medians of each measure and of the ratios of samples taken next to each other. */
export async function run(): Promise<void> {
  const before = process.env.BENCH_BEFORE;
  if (before === undefined || !existsSync(join(before, "dist", "cli", "main.js")))
    throw new Error("BENCH_BEFORE: expected the folder of another checkout with a build\n  run `npm ci` in it");
  const python = await terminalPython();
  if (python === undefined) throw new Error("this bench needs python3 with venv");
  const ours: Build = { dist: fileURLToPath(new URL("../../dist", import.meta.url)), samples: new Map() };
  const theirs: Build = { dist: join(before, "dist"), samples: new Map() };
  const home = await mkdtemp(join(tmpdir(), "slylab-before-"));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      // Each is first in half of the rounds. The first round fills caches.
      for (const build of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) {
        const into = round === 0 ? { ...build, samples: new Map() } : build;
        await measureScripts(into, home);
        await measureKernel(into);
        await measurePrompt(into, python, home);
      }
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  report(
    `medians of ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    "before",
    [...ours.samples].map(([what, samples]) => {
      const others = theirs.samples.get(what) ?? [];
      const ratio = median(samples.map((value, at) => value / (others[at] ?? Number.NaN)));
      return {
        what,
        ours: `${plain(median(samples))} ms`,
        peer: `${plain(median(others))} ms`,
        ratio: times(ratio, 1),
      };
    }),
  );
}

function add({ samples }: Build, name: string, ms: number): void {
  samples.set(name, [...(samples.get(name) ?? []), ms]);
}

/** The environment without a connection, with an empty home folder. */
const ownEnv = (home: string): NodeJS.ProcessEnv => {
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...rest } = process.env;
  return { ...rest, HOME: home, NO_COLOR: "1" };
};

async function measureScripts(build: Build, home: string): Promise<void> {
  const options = { env: ownEnv(home), cwd: home };
  const cli = join(build.dist, "cli", "main.js");
  const commands = {
    "-e 1": [cli, "-e", "1"],
    "-e 'team(8).jobs()'": [cli, "-e", "team(8).jobs()"],
    "import 'slylab'": ["--input-type=module", "-e", `import ${JSON.stringify(join(build.dist, "index.js"))}`],
  };
  for (const [name, args] of Object.entries(commands))
    add(build, name, (await runProgram(process.execPath, args, options)).ms);
}

async function measureKernel(build: Build): Promise<void> {
  const samples = kernels.noSamples();
  await kernels.measure(kernels.ownKernel(join(build.dist, "cli", "kernel.cjs")), samples);
  add(build, "kernel: start → kernel_info", median(samples.info));
  add(build, "kernel: start → first result", median(samples.first));
  add(build, "kernel: trivial cell, warm", median(samples.trivial));
  add(build, "kernel: typed cell, warm", median(samples.typed));
  add(build, "kernel: completion after an edit", median(samples.firstCompletion));
  add(build, "kernel: completion again", median(samples.completion));
  add(build, "kernel: 20,000 lines in one tick", median(samples.printed));
}

async function measurePrompt(build: Build, python: Python, home: string): Promise<void> {
  const command = [process.execPath, join(build.dist, "cli", "main.js")];
  const env = { HOME: home, NO_COLOR: "1", SERVER_ADDRESS: undefined, API_TOKEN: undefined };
  const terminal = await Terminal.open(python, command, { columns: 140, rows: 45, cwd: home, env });
  try {
    const shown = await terminal.hear(prompt, limitMs);
    add(build, "prompt: start → prompt", shown);
    await terminal.send("12345 * 2\r");
    add(build, "prompt: start → first answer", shown + (await terminal.hear("24690", limitMs)));
    await terminal.hear(prompt);
    const evaluations: number[] = [];
    for (const number of [1, 2, 3, 4, 5]) {
      await terminal.quiet(60);
      await terminal.send(`4321${number} + 1\r`);
      evaluations.push(await terminal.hear(`4321${number + 1}[\\s\\S]*${prompt}`, limitMs));
    }
    add(build, "prompt: evaluation", median(evaluations));
    await terminal.quiet(1000);
    await terminal.send("team(8).jobs().wa");
    await terminal.quiet(100);
    await terminal.send(keys.tab);
    add(build, "prompt: TAB", await terminal.hear("waitFor|tch", limitMs));
    await terminal.send(keys.ctrl("u"));
    await terminal.quiet(100);
    for (const [name, code] of [
      ["prompt: Ctrl-C in a wait", "await new Promise(() => {})"],
      ["prompt: Ctrl-C in a busy loop", "while (true) {}"],
    ] as const) {
      await terminal.send(`${code}\r`);
      await terminal.quiet(400);
      await terminal.send(keys.ctrl("c"));
      add(build, name, await terminal.hear(prompt, limitMs));
      await terminal.quiet(200);
    }
  } finally {
    await terminal.close();
  }
}
