/** Starts the local instance for a bench, in a separate process from the clients. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const greetingSchema = z.object({ address: z.string(), token: z.string() });
const countersSchema = z.object({ requests: z.number(), connections: z.number(), rssBytes: z.number() });

/** The requests that the instance has served since its start. */
export type Counters = z.output<typeof countersSchema>;

export interface BenchInstance {
  readonly address: string;
  /** The token of the seed's admin. */
  readonly token: string;
  counters(): Promise<Counters>;
  close(): Promise<void>;
}

/** Starts an instance in a separate process, with the seed `lemons` and its data on disk. */
export async function startBenchInstance(): Promise<BenchInstance> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-bench-"));
  const child = fork(fileURLToPath(new URL("./instance-process.ts", import.meta.url)), [join(folder, "instance")], {
    execArgv: ["--import", "tsx"],
  });
  const { address, token } = greetingSchema.parse(await answer(child));
  return {
    address,
    token,
    async counters() {
      const next = answer(child);
      child.send("counters");
      return countersSchema.parse(await next);
    },
    async close() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(child: ChildProcess): Promise<unknown> {
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`the instance ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, "message"), gone]);
  return message;
}
