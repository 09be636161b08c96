/**
 * What cells write to the process's own stdout and stderr below `process.stdout`: child processes that inherit them, and
 * `fs` with the descriptors 1 and 2. Both belong to the cell, as in ipykernel. Descriptors themselves stay as they are:
 * Node writes its last words there when it dies, for example out of memory.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

/** Where the output of child processes goes. */
export interface ChildOutput {
  /** A child is about to start. */
  before(): void;
  /** The descriptors that children get in place of 1 and 2; undefined where they inherit those. */
  descriptors(): readonly [stdout: number, stderr: number] | undefined;
  /** A child that was waited for has ended. */
  after(): void;
}

type Call = (this: unknown, ...parts: unknown[]) => unknown;

/** Redirects until the returned function is called. */
export function redirectOutput(output: ChildOutput): () => void {
  const writer = new DescriptorWrites();
  const restores = [
    // The class below `spawn`, `exec`, `execFile` and `fork`.
    replace(childProcess.ChildProcess.prototype, "spawn", (spawn) => {
      return function (this: unknown, options, ...rest) {
        output.before();
        return Reflect.apply(spawn, this, [withRedirectedStdio(options, output), ...rest]);
      };
    }),
    ...["spawnSync", "execSync", "execFileSync"].map((name) =>
      replace(childProcess, name, (run) => {
        return (...parts) => {
          output.before();
          try {
            return run(...parts.map((part) => withRedirectedStdio(part, output)));
          } finally {
            output.after();
          }
        };
      }),
    ),
    ...["writeSync", "writevSync"].map((name) =>
      replace(
        fs,
        name,
        (write) =>
          (...parts) =>
            writer.take(parts) ?? write(...parts),
      ),
    ),
    ...["writeFileSync", "appendFileSync"].map((name) =>
      replace(
        fs,
        name,
        (write) =>
          (...parts) =>
            writer.take(parts) === undefined ? write(...parts) : undefined,
      ),
    ),
    ...["write", "writev", "writeFile", "appendFile"].map((name) =>
      replace(
        fs,
        name,
        (write) =>
          (...parts) =>
            writer.takeLater(parts) || write(...parts),
      ),
    ),
    ...["open", "openSync"].map((name) =>
      replace(
        fs,
        name,
        (open) =>
          (...parts) =>
            open(...reopened(parts, output)),
      ),
    ),
    ...["open", "writeFile", "appendFile"].map((name) =>
      replace(
        fs.promises,
        name,
        (work) =>
          (...parts) =>
            work(...reopened(parts, output)),
      ),
    ),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
}

/** Replaces a method; what the original carries beside its code, for example its promisified form, stays. */
function replace(owner: object, name: string, wrap: (original: Call) => Call): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const original: unknown = before?.value;
  if (before === undefined || typeof original !== "function") return () => undefined;
  const value = wrap(function (this: unknown, ...parts) {
    return Reflect.apply(original, this, parts);
  });
  Object.defineProperties(value, Object.getOwnPropertyDescriptors(original));
  Object.defineProperty(owner, name, { ...before, value });
  return () => Object.defineProperty(owner, name, before);
}

/** Options of a child process whose stdout or stderr would be ours: with the descriptors of `output` in their place. */
function withRedirectedStdio(options: unknown, output: ChildOutput): unknown {
  if (!isObject(options) || Array.isArray(options)) return options;
  const { stdio } = options;
  const entries: unknown[] = stdio === "inherit" ? [0, 1, 2] : Array.isArray(stdio) ? stdio : [];
  if (!entries.some((entry, index) => ownStream(entry, index) !== undefined)) return options;
  const descriptors = output.descriptors();
  if (descriptors === undefined) return options;
  const [stdout, stderr] = descriptors;
  const redirected = entries.map((entry, index) => {
    const name = ownStream(entry, index);
    return name === undefined ? entry : name === "stdout" ? stdout : stderr;
  });
  return { ...options, stdio: redirected };
}

/** Which of our streams an entry of `stdio` stands for. */
function ownStream(entry: unknown, index: number): "stdout" | "stderr" | undefined {
  if (entry === "inherit") return streamOf(index);
  return streamOf(isObject(entry) ? entry.fd : entry);
}

function streamOf(descriptor: unknown): "stdout" | "stderr" | undefined {
  return descriptor === 1 ? "stdout" : descriptor === 2 ? "stderr" : undefined;
}

const devices: Readonly<Record<string, 1 | 2>> = {
  "/dev/stdout": 1,
  "/dev/fd/1": 1,
  "/proc/self/fd/1": 1,
  "/dev/stderr": 2,
  "/dev/fd/2": 2,
  "/proc/self/fd/2": 2,
};

function deviceOf(path: unknown): 1 | 2 | undefined {
  return typeof path === "string" && Object.hasOwn(devices, path) ? devices[path] : undefined;
}

/** Arguments of a call that opens a path: in place of our own stream's device, that of the children. */
function reopened([path, ...rest]: unknown[], output: ChildOutput): unknown[] {
  const device = deviceOf(path);
  const descriptors = device === undefined ? undefined : output.descriptors();
  if (device === undefined || descriptors === undefined) return [path, ...rest];
  output.before();
  return [`/dev/fd/${descriptors[device - 1]}`, ...rest];
}

/** Calls of `fs` that write to the descriptor 1 or 2: given to `process.stdout` and `process.stderr`. */
class DescriptorWrites {
  /** The stream may itself write by `fs` to its descriptor. */
  #isInside = false;

  /** Writes; gives the count of bytes, or undefined where the call is another file's. */
  take([target, data, ...rest]: readonly unknown[]): number | undefined {
    const name = streamOf(deviceOf(target) ?? target);
    const bytes = name === undefined || this.#isInside ? undefined : bytesOf(data, rest);
    if (name === undefined || bytes === undefined) return undefined;
    this.#isInside = true;
    try {
      process[name].write(bytes);
    } finally {
      this.#isInside = false;
    }
    return bytes.length;
  }

  /** As `take`, with the answer to a callback at the end; returns whether it took the call. */
  takeLater(parts: readonly unknown[]): boolean {
    const done = parts.at(-1);
    const count = typeof done === "function" ? this.take(parts.slice(0, -1)) : undefined;
    if (typeof done !== "function" || count === undefined) return false;
    process.nextTick(done, null, count, parts[1]);
    return true;
  }
}

/** The bytes of a call's data; undefined where Node is to say what is wrong with it. */
function bytesOf(data: unknown, rest: readonly unknown[]): Buffer | undefined {
  if (typeof data === "string") {
    const [options] = rest;
    const named = [...rest, isObject(options) ? options.encoding : undefined].find((part) => typeof part === "string");
    return Buffer.from(data, typeof named === "string" && Buffer.isEncoding(named) ? named : "utf8");
  }
  if (Array.isArray(data)) {
    const views = data.map((view) => bytesOf(view, []));
    return views.every((view) => view !== undefined) ? Buffer.concat(views) : undefined;
  }
  if (!ArrayBuffer.isView(data)) return undefined;
  const all = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const [first, second] = rest;
  const from = numberOr(isObject(first) ? first.offset : first, 0);
  const length = numberOr(isObject(first) ? first.length : second, all.length - from);
  const isInside = from >= 0 && length >= 0 && from + length <= all.length;
  return isInside ? Buffer.from(all.subarray(from, from + length)) : undefined;
}

function numberOr(value: unknown, absent: number): number {
  return typeof value === "number" ? value : absent;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
