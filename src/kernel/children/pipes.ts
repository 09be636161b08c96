/** Named pipes: child processes write to one end, the kernel reads from the other. */
import { execFileSync } from "node:child_process";
import { constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** The file descriptors of both ends of a pipe. */
export interface OutputPipe {
  /** Non-blocking: reading an empty pipe fails with `EAGAIN`. It never ends, since it is also open for writing. */
  readonly read: number;
  /** Blocking, as programs expect their output to be. */
  readonly write: number;
}

/** Opens a pipe for stdout and one for stderr; undefined if the system has no `mkfifo`, for example on Windows. */
export function openPipes(): readonly [stdout: OutputPipe, stderr: OutputPipe] | undefined {
  if (process.platform === "win32") return undefined;
  const folder = mkdtempSync(join(tmpdir(), "slylab-kernel-"));
  try {
    const paths = [join(folder, "1"), join(folder, "2")] as const;
    execFileSync("mkfifo", ["-m", "600", ...paths], { stdio: "ignore" });
    return [openPipe(paths[0]), openPipe(paths[1])];
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openPipe(path: string): OutputPipe {
  const read = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  return { read, write: openSync(path, constants.O_WRONLY) };
}
