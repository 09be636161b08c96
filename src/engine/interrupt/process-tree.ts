/** Finds and signals the descendants of a process, for interrupts and the kernel's shutdown. */
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const checkMs = 20;

/** A running process. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * Sends `signal` to the descendants of process `root` that are in its process group. Processes that left the group,
 * such as children with `detached: true` and the type checker, are not signaled. Does nothing on Windows.
 */
export function signalDescendants(root: number, signal: NodeJS.Signals): void {
  for (const pid of descendantsInGroup(listProcesses(), root)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended, or runs as another user.
    }
  }
}

/** Sends SIGTERM to the descendants that {@link signalDescendants} reaches, and SIGKILL after `timeoutMs`. */
export async function endDescendants(root: number, timeoutMs: number): Promise<void> {
  signalDescendants(root, "SIGTERM");
  for (const startedAt = performance.now(); performance.now() - startedAt < timeoutMs; await sleep(checkMs)) {
    if (descendantsInGroup(listProcesses(), root).length === 0) return;
  }
  signalDescendants(root, "SIGKILL");
}

/** Returns the descendants of `root` that are connected to it by processes of its group, parents before children. */
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

/** Lists all visible processes; empty if the system does not support it. */
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

/** Parses `/proc/PID/stat`: `PID (NAME) STATE PARENT GROUP …`. The name may contain spaces and parentheses. */
export function parseStat(text: string): ProcessEntry[] {
  const nameEnd = text.lastIndexOf(")");
  const [, parent, group] = text.slice(nameEnd + 2).split(" ");
  const pid = Number.parseInt(text, 10);
  return nameEnd < 0 || parent === undefined ? [] : [{ pid, parent: Number(parent), group: Number(group) }];
}

function fromPs(): ProcessEntry[] {
  // Loaded here, since clients wait for the sockets' thread to start.
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
