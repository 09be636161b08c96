/** A thread that requests the stop of cells, started by `host.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { requestInterrupt } from "../../src/engine/interrupt/interrupt.js";

/** Requests the stop of a cell after a delay. */
export interface StopOrder {
  readonly stopAfterMs: number;
  readonly cell?: number;
}

parentPort?.on("message", ({ stopAfterMs, cell }: StopOrder) => {
  setTimeout(() => requestInterrupt(workerData, cell), stopAfterMs);
});
parentPort?.postMessage("up");
