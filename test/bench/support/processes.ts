/** Programs that a bench starts and times. */
import { spawn } from "node:child_process";
import { median } from "./numbers.js";

/** The result of a program. */
export interface Finished {
  readonly stdout: string;
  /** From the start to the exit. */
  readonly ms: number;
}

/** Runs a program to its end. Throws with its stderr if it fails or exceeds `limitMs`. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly input?: string;
    readonly limitMs?: number;
    /** Called with the program's output. */
    readonly onOutput?: (text: string) => void;
  } = {},
): Promise<Finished> {
  const { env = process.env, cwd, input = "", limitMs = 600_000, onOutput } = options;
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, { cwd, env, stdio: "pipe", timeout: limitMs });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      out.push(chunk);
      onOutput?.(chunk.toString());
    });
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const ms = performance.now() - began;
      if (code === 0) resolve({ stdout: Buffer.concat(out).toString(), ms });
      else
        reject(
          new Error(`${command} ${args.join(" ")}: ${signal ?? code}\n${Buffer.concat(err).toString().slice(-2000)}`),
        );
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** The last line of a program's output, parsed as JSON. */
export async function jsonOf<T>(read: (value: unknown) => T, ...call: Parameters<typeof runProgram>): Promise<T> {
  const { stdout } = await runProgram(...call);
  return read(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}

/**
 * Milliseconds from start to exit of each command, medians of `runs` after one warm-up, taken in turn,
 * so that a busy moment of the machine affects all.
 */
export async function startTimes(
  commands: Readonly<Record<string, readonly [string, ...string[]]>>,
  runs = 7,
): Promise<Record<string, number>> {
  const samples = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round <= runs; round++) {
    for (const [name, [command, ...args]] of Object.entries(commands)) {
      const { ms } = await runProgram(command, args);
      if (round > 0) samples.get(name)?.push(ms);
    }
  }
  return Object.fromEntries([...samples].map(([name, list]) => [name, median(list)]));
}
