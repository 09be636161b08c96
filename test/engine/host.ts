/**
 * A process with one session, controlled by lines of JSON, so that signals and errors do not reach the test's process. Its
 * argument is the path of the bundled `interrupt-thread.ts`.
 */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { directStream } from "../../src/engine/output/output.js";
import type { CellError } from "../../src/engine/session/cell.js";
import { openSession } from "../../src/engine/session/session.js";

interface Order {
  readonly code: string;
  /** Requests the stop of `cell` from another thread, after a delay. */
  readonly stopAfterMs?: number;
  readonly cell?: number;
}

const out = directStream(process.stdout);
const tell = (message: object) => out.write(`${JSON.stringify(message)}\n`);
const session = openSession({ check: false });
session.warmUp();

const thread = new Worker(String(process.argv[2]), { execArgv: [], workerData: session.interruptBuffer });
await once(thread, "message");
thread.unref();

/** Converts a value to JSON; a timer refers to the whole process. */
function plain(value: unknown): unknown {
  return typeof value !== "object" || Array.isArray(value) ? value : String(value);
}

for await (const line of createInterface({ input: process.stdin })) {
  const order: Order = JSON.parse(line);
  if (order.stopAfterMs !== undefined) thread.postMessage(order);
  const sink = {
    write: (stream: string, text: string) => void tell({ stream, text }),
    uncaught: ({ name, message, frames }: CellError) => void tell({ uncaught: { name, message, frames } }),
  };
  const result = await session.evaluate(order.code, { sink });
  tell({ result: result.status === "ok" ? { status: "ok", value: plain(result.value) } : result });
}
await session.close();
