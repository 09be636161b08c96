/** Compares the prompt with other prompts, alternating in one run, each in a pseudo-terminal. */
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TableModel } from "../../src/domain/display/display.js";
import { renderTerminal } from "../../src/render/terminal/terminal.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";
import { median, plain, times } from "./support/numbers.js";
import { npmPeer, pythonPeer } from "./support/peers.js";
import { type Finding, report } from "./support/report.js";

interface Peer {
  readonly command: readonly string[];
  /** The prompt as a Python pattern over bytes. */
  readonly prompt: string;
  /** Code that waits forever; undefined if it has none. */
  readonly wait?: string;
  readonly loop: string;
}

/** Samples of each measure, by its name. */
type Samples = Map<string, number[]>;

const runs = Number(process.env.BENCH_RUNS ?? 5);
/** The number of starts, each next to one of plain Node: the two are close, so five would not be enough. */
const starts = 6 * runs;

/** A start of plain Node, and one of slylab right after it. */
interface Pair {
  readonly bareMs: number;
  readonly samples: Samples;
}
const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Measures every prompt and prints medians and ratios. */
export async function run(): Promise<void> {
  const python = await terminalPython();
  if (python === undefined) throw new Error("this bench needs python3 with venv");
  const peers = await allPeers();
  const home = await mkdtemp(join(tmpdir(), "slylab-bench-"));
  const env = { HOME: home, NO_COLOR: "1", SERVER_ADDRESS: undefined, API_TOKEN: undefined, DENO_NO_UPDATE_CHECK: "1" };
  const open = (peer: Peer) => Terminal.open(python, peer.command, { columns: 140, rows: 45, cwd: home, env });
  const all = new Map<string, Samples>(Object.keys(peers).map((name) => [name, new Map()]));
  const bare: number[] = [];
  const startBare = async () => {
    const began = await Terminal.open(python, [process.execPath, "-e", "0"], { env });
    const ms = await began.ended();
    await began.close();
    return ms;
  };
  for (let round = 0; round <= runs; round += 1) {
    // In turn, so that a busy moment of the machine affects all; the first round warms the disk cache.
    const ms = await startBare();
    if (round > 0) bare.push(ms);
    for (const [name, peer] of Object.entries(peers)) {
      const samples: Samples = round === 0 ? new Map() : (all.get(name) ?? new Map());
      const terminal = await open(peer);
      await measure(terminal, peer, samples, name === "slylab").catch((error: Error) => {
        console.error(`${name}: ${error.message.split("\n")[0]}`);
      });
      await terminal.close();
    }
  }
  printPeers(all, median(bare));
  const pairs: Pair[] = [];
  for (let start = 0; start < starts; start += 1) {
    const bareMs = await startBare();
    const terminal = await open(peers.slylab);
    const samples: Samples = new Map();
    await measureStart(terminal, peers.slylab, samples);
    pairs.push({ bareMs, samples });
    await terminal.close();
  }
  printGoals(all.get("slylab") ?? new Map(), pairs, await memory(open, peers.slylab));
}

async function allPeers() {
  const node: Peer = {
    command: [process.execPath],
    prompt: "> ",
    wait: "await new Promise(() => {})",
    loop: "while (true) {}",
  };
  const [tsx, tsNode, deno, mongosh] = await Promise.all(
    (["tsx@4.23.15", "ts-node@10.9.2", "deno@2.9.6", "mongosh@2.12.0"] as const).map((name) =>
      (name.startsWith("ts-node") ? npmPeer(name, "typescript@5.9.3") : npmPeer(name)).catch((error: Error) => {
        console.error(`${name} is left out: ${error.message.split("\n").at(-1)}`);
        return undefined;
      }),
    ),
  );
  const ipython = await pythonPeer({ packages: ["ipython==9.8.0"], modules: ["IPython"] }).catch(() => undefined);
  const bin = (folder: string, name: string) => join(folder, "node_modules", ".bin", name);
  return {
    slylab: { ...node, command: [process.execPath, cli], prompt: "local \\d+> " } as Peer,
    node,
    ...(tsx === undefined ? {} : { tsx: { ...node, command: [bin(tsx, "tsx")] } }),
    ...(tsNode === undefined
      ? {}
      : {
          "ts-node": {
            ...node,
            command: [
              bin(tsNode, "ts-node"),
              // The path of its compiler is set: in this folder it would find TypeScript 7, whose API it cannot use.
              "--compiler",
              join(tsNode, "node_modules", "typescript"),
              "--compilerOptions",
              '{ "module": "commonjs", "moduleDetection": "legacy", "target": "es2022" }',
            ],
          },
        }),
    ...(deno === undefined ? {} : { deno: { ...node, command: [bin(deno, "deno"), "repl"] } }),
    ...(mongosh === undefined ? {} : { mongosh: { ...node, command: [bin(mongosh, "mongosh"), "--nodb"] } }),
    ...(ipython === undefined
      ? {}
      : {
          IPython: {
            command: [ipython, "-m", "IPython", "--no-confirm-exit"],
            prompt: "In \\[(?:\\x1b\\[[\\d;]*m)*\\d+(?:\\x1b\\[[\\d;]*m)*\\]: ",
            wait: "import time; time.sleep(600)",
            loop: "while True: pass",
          },
        }),
  } satisfies Record<string, Peer>;
}

function add(samples: Samples, name: string, ms: number): void {
  samples.set(name, [...(samples.get(name) ?? []), ms]);
}

async function measureStart(terminal: Terminal, peer: Peer, samples: Samples): Promise<void> {
  const prompt = await terminal.hear(peer.prompt, 20_000);
  add(samples, "prompt", prompt);
  await terminal.send("12345 * 2\r");
  const answer = await terminal.hear("24690", 20_000);
  add(samples, "first answer", prompt + answer);
  await terminal.hear(peer.prompt);
}

const limitMs = 8000;
// A prompt that has not stopped by then does not stop.
const continuationWaitMs = 3000;

async function measure(terminal: Terminal, peer: Peer, samples: Samples, isOurs: boolean): Promise<void> {
  const note = (name: string, ms: number) => add(samples, name, ms);
  await measureStart(terminal, peer, samples);
  for (const number of [1, 2, 3, 4, 5]) {
    await terminal.quiet(60);
    await terminal.send(`4321${number} + 1\r`);
    await terminal.hear(`4321${number + 1}`, limitMs);
    note("evaluation", await terminal.hear(`4321${number + 1}[\\s\\S]*${peer.prompt}`, limitMs));
  }
  if (isOurs) {
    // The pause of a typing person.
    await terminal.quiet(1000);
    await terminal.send("team(8).jobs().wa");
    await terminal.quiet(100);
    await terminal.send(keys.tab);
    note("TAB", await terminal.hear("waitFor|tch", limitMs));
    await terminal.send(keys.ctrl("u"));
    await terminal.quiet(100);
  }
  for (const [name, code] of [
    ["Ctrl-C in a wait", peer.wait],
    ["Ctrl-C in a busy loop", peer.loop],
  ] as const) {
    if (code === undefined) continue;
    await terminal.send(`${code}\r`);
    await terminal.quiet(400);
    await terminal.send(keys.ctrl("c"));
    const ms = await terminal.hear(peer.prompt, continuationWaitMs).catch(() => undefined);
    // A prompt that hangs cannot be measured further.
    if (ms === undefined) return;
    note(name, ms);
    await terminal.quiet(200);
  }
}

const measures = ["prompt", "first answer", "evaluation", "TAB", "Ctrl-C in a wait", "Ctrl-C in a busy loop"];

function printPeers(all: ReadonlyMap<string, Samples>, bareMs: number): void {
  const model: TableModel = {
    kind: "table",
    title: `prompts, ms, medians of ${runs}; node -e 0: ${plain(bareMs)}`,
    columns: ["", "× node -e 0", ...measures].map((title) => ({ title, kind: "text" })),
    rows: [...all].map(([name, samples]) => [
      name,
      times(mid(samples, "prompt"), bareMs),
      ...measures.map((measure) => (samples.has(measure) ? plain(mid(samples, measure)) : null)),
    ]),
    note: "absent: it has none, or did not come back in 3 s",
  };
  console.log(`${renderTerminal(model, { columns: 140, color: false })}\n`);
}

const mid = (samples: Samples, name: string) => median(samples.get(name) ?? [Number.NaN]);

async function memory(open: (peer: Peer) => Promise<Terminal>, peer: Peer): Promise<Readonly<Record<string, number>>> {
  const terminal = await open(peer);
  await terminal.hear(peer.prompt);
  const atPrompt = await megabytes(terminal.pid);
  const type = async (from: number, to: number) => {
    for (let number = from; number <= to; number += 1) {
      await terminal.send(
        `const value${number} = { id: ${number}, name: 'n${number}' }; value${number}.id * 1000000 + 7\r`,
      );
      await terminal.hear(`${number}000007[\\s\\S]*${peer.prompt}`, limitMs);
    }
  };
  await type(1, 20);
  const warm = await megabytes(terminal.pid);
  await type(21, 200);
  const after200 = await megabytes(terminal.pid);
  await type(201, 1000);
  const after1000 = await megabytes(terminal.pid);
  await terminal.close();
  return { "at the prompt": atPrompt, warm, "after 200 evaluations": after200, "after 1,000 evaluations": after1000 };
}

/** The memory of a process without its children. */
async function megabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function printGoals(samples: Samples, pairs: readonly Pair[], held: Readonly<Record<string, number>>): void {
  const bareMs = median(pairs.map((pair) => pair.bareMs));
  // The ratio of pairs, since the machine's speed varies.
  const ratio = (name: string, limit: number): Finding => {
    const share = median(pairs.map((pair) => mid(pair.samples, name) / pair.bareMs));
    return {
      what: `${name}, median of ${pairs.length} pairs`,
      ours: `${plain(median(pairs.map((pair) => mid(pair.samples, name))))} ms`,
      peer: `${plain(bareMs)} ms`,
      ratio: times(share, 1),
      goal: `≤ ${limit} ×`,
      met: share <= limit,
    };
  };
  const within = (name: string, limit: number): Finding => {
    const ms = mid(samples, name);
    return { what: name, ours: `${plain(ms)} ms`, goal: `≤ ${limit} ms`, met: ms <= limit };
  };
  const limits = [60, 170, 220, 220];
  report("the prompt's goals", "node -e 0", [
    ratio("prompt", 1.3),
    ratio("first answer", 4),
    within("TAB", 30),
    within("Ctrl-C in a wait", 20),
    within("Ctrl-C in a busy loop", 50),
    ...Object.entries(held).map(([name, size], index): Finding => {
      const limit = limits[index] ?? 0;
      return { what: `memory ${name}`, ours: `${plain(size)} MB`, goal: `≤ ${limit} MB`, met: size <= limit };
    }),
  ]);
}
