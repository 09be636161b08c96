/**
 * A process with one session, controlled by lines of JSON, so that signals and errors do not reach the test's process.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { transformSync } from "esbuild";
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

// Workers cannot load TypeScript.
const interrupter = fileURLToPath(new URL("../../src/engine/interrupt/interrupt.ts", import.meta.url));
const { code } = transformSync(readFileSync(interrupter, "utf8"), {
  loader: "ts",
  format: "iife",
  globalName: "engine",
});
const source = `${code}
const { parentPort, workerData } = require("node:worker_threads");
const stop = ({ stopAfterMs, cell }) => setTimeout(() => engine.requestInterrupt(workerData, cell), stopAfterMs);
parentPort.on("message", stop);
parentPort.postMessage("up");`;
const thread = new Worker(source, { eval: true, execArgv: [], workerData: session.interruptBuffer });
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
