/** Creates the request handlers of the main thread. Loaded by `kernel.ts` after the sockets have started. */
import process from "node:process";
import type { Worker } from "node:worker_threads";
import type { Session } from "../../engine/session/cell.js";
import { Interrupted } from "../../engine/session/cell-run.js";
import { redirectOutput } from "../children/redirect.js";
import { redirectWorkers } from "../children/redirect-workers.js";
import { WorkerOutbox } from "../wire/outbox.js";
import type { SharedCounters } from "../wire/worker-messages.js";
import { Kernel } from "./shell-requests.js";

/** Dependencies of the handlers: the sockets' worker, and a function that ends the kernel. */
export interface HandlerOptions {
  readonly worker: Worker;
  readonly shared: SharedCounters;
  readonly exit: (exitCode: number) => void;
}

/** The session, its request handlers, and the outgoing messages. */
export interface RequestHandlers {
  readonly session: Session;
  readonly kernel: Kernel;
  readonly outbox: WorkerOutbox;
}

/** Creates the handlers for `session`, and redirects output of its cells that bypasses `process.stdout`. */
export function createHandlers(session: Session, { worker, shared, exit }: HandlerOptions): RequestHandlers {
  const outbox = new WorkerOutbox(worker, shared);
  redirectOutput(outbox.children);
  redirectWorkers(outbox.children);
  endByExit(exit);
  return { session, kernel: new Kernel(session, outbox, exit), outbox };
}

// A cell's timer may call it when no cell runs; a process that exits with open sockets aborts.
function endByExit(exit: (exitCode: number) => void): void {
  process.exit = (code) => {
    exit(Number(code ?? process.exitCode ?? 0));
    throw new Interrupted();
  };
}
