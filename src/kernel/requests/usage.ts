/** Measures the resources that the kernel and its child processes use, for `usage_request`, in ipykernel's fields. */
import { readdir, readFile } from "node:fs/promises";
import { cpus, freemem, hostname, totalmem } from "node:os";
import process from "node:process";
import type { Json } from "./messages.js";

/** The resources of one process. */
interface ProcessUsage {
  readonly pid: number;
  /** Processor time since its start, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory in bytes. */
  readonly memory: number;
}

interface HostTimes {
  readonly busy: number;
  readonly all: number;
}

/** Linux counts processor time in ticks of 10 ms. */
const tickMs = 10;
/** Maximum number of child processes to measure. */
const maxProcesses = 500;

/** Measures usage. Processor shares are relative to the previous measurement; the first is relative to the start. */
export class UsageMeter {
  #at = performance.now() - process.uptime() * 1_000;
  #cpuMs = new Map<number, number>();
  #host: HostTimes = { busy: 0, all: 0 };

  /**
   * Returns the content of a `usage_reply`: `kernel_cpu` in percent of one processor and `kernel_memory` in bytes, both
   * including child processes on Linux, and the host's processor and memory.
   */
  async read(): Promise<Json> {
    const processes = [ownUsage(), ...(process.platform === "linux" ? await childrenOf(process.pid) : [])];
    const now = performance.now();
    const elapsed = Math.max(now - this.#at, 1);
    const used = processes.reduce((sum, { pid, cpuMs }) => sum + Math.max(cpuMs - (this.#cpuMs.get(pid) ?? 0), 0), 0);
    this.#at = now;
    this.#cpuMs = new Map(processes.map(({ pid, cpuMs }) => [pid, cpuMs]));
    return {
      status: "ok",
      hostname: hostname(),
      pid: process.pid,
      kernel_cpu: round((used / elapsed) * 100),
      kernel_memory: processes.reduce((sum, { memory }) => sum + memory, 0),
      host_cpu_percent: this.#hostCpu(),
      cpu_count: cpus().length,
      host_virtual_memory: hostMemory(),
    };
  }

  #hostCpu(): number {
    let busy = 0;
    let all = 0;
    for (const { times } of cpus()) {
      const total = times.user + times.nice + times.sys + times.idle + times.irq;
      all += total;
      busy += total - times.idle;
    }
    const before = this.#host;
    this.#host = { busy, all };
    return all > before.all ? round(((busy - before.busy) / (all - before.all)) * 100) : 0;
  }
}

function ownUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { pid: process.pid, cpuMs: (user + system) / 1_000, memory: process.memoryUsage.rss() };
}

/** Returns the usage of a process's descendants. */
async function childrenOf(pid: number): Promise<ProcessUsage[]> {
  const found: ProcessUsage[] = [];
  const pending = await childIds(pid);
  for (let next = pending.shift(); next !== undefined && found.length < maxProcesses; next = pending.shift()) {
    const usage = await usageOf(next);
    if (usage === undefined) continue;
    found.push(usage);
    pending.push(...(await childIds(next)));
  }
  return found;
}

// A child is listed under the thread that started it. Processes that have ended have no files.
async function childIds(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => readText(`/proc/${pid}/task/${thread}/children`)));
  return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}

async function usageOf(pid: number): Promise<ProcessUsage | undefined> {
  const [stat, status] = await Promise.all([readText(`/proc/${pid}/stat`), readText(`/proc/${pid}/status`)]);
  // The program's name is in parentheses and may contain spaces; the state follows it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const memory = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (memory === undefined) return undefined;
  return { pid, cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs, memory: Number(memory) * 1_024 };
}

function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

function hostMemory(): Json {
  const total = totalmem();
  const available = freemem();
  const used = total - available;
  return { total, available, used, free: available, percent: round((used / total) * 100) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
