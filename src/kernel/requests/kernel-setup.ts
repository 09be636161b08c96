/** What handles requests on this thread, put together. Apart from `kernel.ts`, which starts without it. */
import process from "node:process";
import type { Worker } from "node:worker_threads";
import type { Session } from "../../engine/session/cell.js";
import { Interrupted } from "../../engine/session/cell-run.js";
import { redirectOutput } from "../children/redirect.js";
import type { Shared } from "../wire/link.js";
import { WorkerOutbox } from "../wire/outbox.js";
import { Kernel } from "./shell-requests.js";

/** What the parts reach: the sockets' thread, and the end. */
export interface Ends {
  readonly worker: Worker;
  readonly shared: Shared;
  readonly exit: (exitCode: number) => void;
}

/** Session, requests and messages. */
export interface Parts {
  readonly session: Session;
  readonly kernel: Kernel;
  readonly outbox: WorkerOutbox;
}

/** Puts a kernel around `session`; what its cells write below `process.stdout` is the kernel's from here on. */
export function createKernelParts(session: Session, { worker, shared, exit }: Ends): Parts {
  const outbox = new WorkerOutbox(worker, shared);
  redirectOutput(outbox.children);
  endByExit(exit);
  return { session, kernel: new Kernel(session, outbox, exit), outbox };
}

// A timer of a cell may call it when no cell runs; a process that exits with open sockets aborts.
function endByExit(exit: (exitCode: number) => void): void {
  process.exit = (code) => {
    exit(Number(code ?? process.exitCode ?? 0));
    throw new Interrupted();
  };
}
