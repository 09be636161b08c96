/** Makes `process.exit` in a cell end the cell with the status "exited". */
import type { Stacks } from "../output/stack.js";
import { Interrupted } from "../session/cell-run.js";
import type { Foreground } from "../session/foreground.js";

/** Replaces `process.exit`; the returned function restores it. */
export function interceptExits(foreground: Foreground, stacks: Stacks): () => void {
  const originalExit = process.exit;
  process.exit = (code) => {
    const run = foreground.running;
    // The front end may exit too while a cell runs; then none of the cell's frames are on the stack.
    if (run === undefined || !stacks.isCellOnStack()) return originalExit.call(process, code);
    run.stop({ status: "exited", exitCode: Number(code ?? process.exitCode ?? 0) });
    throw new Interrupted();
  };
  return () => {
    process.exit = originalExit;
  };
}
