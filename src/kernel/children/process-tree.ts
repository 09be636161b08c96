/** The processes that a process started, as the system lists them: an interrupt and the end of the kernel reach them. */
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const checkMs = 20;

/** One process of the system. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * Sends `signal` to all descendants of process `root` that are in its process group. What left the group, such as a
 * child started with `detached: true` or the checker, is not touched. Does nothing on Windows.
 */
export function signalDescendants(root: number, signal: NodeJS.Signals): void {
  for (const pid of descendantsInGroup(listProcesses(), root)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile, or changed its user.
    }
  }
}

/** Ends the descendants that {@link signalDescendants} reaches: by SIGTERM, and after `patienceMs` by SIGKILL. */
export async function endDescendants(root: number, patienceMs: number): Promise<void> {
  signalDescendants(root, "SIGTERM");
  for (const startedAt = performance.now(); performance.now() - startedAt < patienceMs; await sleep(checkMs)) {
    if (descendantsInGroup(listProcesses(), root).length === 0) return;
  }
  signalDescendants(root, "SIGKILL");
}

/** The descendants of `root` whose chain of parents stays in the group of `root`, parents before children. */
export function descendantsInGroup(processes: readonly ProcessEntry[], root: number): number[] {
  const group = processes.find(({ pid }) => pid === root)?.group;
  const found: number[] = [];
  for (let parents = new Set([root]); parents.size > 0; ) {
    const children = processes.filter((one) => parents.has(one.parent) && one.group === group && one.pid !== root);
    found.push(...children.map(({ pid }) => pid));
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}

/** All processes that this one may see; none where the system cannot be asked. */
export function listProcesses(): ProcessEntry[] {
  if (process.platform === "win32") return [];
  try {
    return process.platform === "linux" ? fromProc() : fromPs();
  } catch {
    return [];
  }
}

function fromProc(): ProcessEntry[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return parseStat(readFileSync(`/proc/${name}/stat`, "latin1"));
    } catch {
      return [];
    }
  });
}

/** Reads `/proc/PID/stat`: `PID (NAME) STATE PARENT GROUP …`, where the name may hold spaces and brackets. */
export function parseStat(text: string): ProcessEntry[] {
  const nameEnd = text.lastIndexOf(")");
  const [, parent, group] = text.slice(nameEnd + 2).split(" ");
  const pid = Number.parseInt(text, 10);
  return nameEnd < 0 || parent === undefined ? [] : [{ pid, parent: Number(parent), group: Number(group) }];
}

function fromPs(): ProcessEntry[] {
  // Not at the start of the sockets' thread, which every client waits for.
  const { execFileSync } = process.getBuiltinModule("node:child_process");
  const text = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid="], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return text.split("\n").flatMap((line) => {
    const [pid, parent, group] = line.trim().split(/\s+/).map(Number);
    return pid === undefined || parent === undefined || group === undefined ? [] : [{ pid, parent, group }];
  });
}
