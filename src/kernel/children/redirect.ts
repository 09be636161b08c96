/**
 * Redirects output that bypasses `process.stdout`: that of child processes that inherit the streams, and `fs` calls on
 * descriptors 1 and 2. Both belong to the cell, as in ipykernel. The descriptors themselves are unchanged, since Node
 * writes fatal errors there.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { isRecord } from "../../base/is-record.js";

/** Receives the output of child processes. */
export interface ChildOutput {
  /** Called before a child starts, and before `/dev/stdout` or `/dev/stderr` is opened. */
  before(): void;
  /** Returns the descriptors that children get instead of 1 and 2; undefined to let them inherit those. */
  descriptors(): readonly [stdout: number, stderr: number] | undefined;
  /** Called after a synchronous child has ended. */
  after(): void;
}

type AnyFunction = (this: unknown, ...parts: unknown[]) => unknown;

/** The key of the two descriptors of {@link ChildOutput} in the threads' environment data. */
export const descriptorsKey = "slylab.descriptors";

/** Writes bytes to the cell's stdout or stderr. */
export type StreamWriter = (name: "stdout" | "stderr", bytes: Buffer) => void;

/** Starts to redirect output; the returned function stops. `write` receives what `fs` writes to descriptors 1 and 2. */
export function redirectOutput(output: ChildOutput, write: StreamWriter = writeToStream): () => void {
  const writer = new DescriptorWrites(write);
  const restores = [
    // `spawn`, `exec`, `execFile` and `fork` call this method.
    replace(childProcess.ChildProcess.prototype, "spawn", (spawn) => {
      return function (this: unknown, options, ...rest) {
        output.before();
        return Reflect.apply(spawn, this, [withRedirectedStdio(options, output), ...rest]);
      };
    }),
    ...replaceEach(childProcess, ["spawnSync", "execSync", "execFileSync"], (run, parts) => {
      output.before();
      try {
        return run(...parts.map((part) => withRedirectedStdio(part, output)));
      } finally {
        output.after();
      }
    }),
    ...replaceEach(fs, ["writeSync", "writevSync"], (write, parts) => writer.writeIfOwn(parts) ?? write(...parts)),
    ...replaceEach(fs, ["writeFileSync", "appendFileSync"], (write, parts) =>
      writer.writeIfOwn(parts) === undefined ? write(...parts) : undefined,
    ),
    ...replaceEach(fs, ["write", "writev", "writeFile", "appendFile"], (write, parts) => {
      return writer.writeLaterIfOwn(parts) || write(...parts);
    }),
    ...replaceEach(fs, ["open", "openSync"], (open, parts) => open(...reopened(parts, output))),
    ...replaceEach(fs.promises, ["open", "writeFile", "appendFile"], (work, parts) => work(...reopened(parts, output))),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
}

function writeToStream(name: "stdout" | "stderr", bytes: Buffer): void {
  process[name].write(bytes);
}

/** Replaces methods by `call`, which gets the original and its arguments. */
function replaceEach(
  owner: object,
  names: readonly string[],
  call: (original: AnyFunction, parts: unknown[]) => unknown,
): (() => void)[] {
  return names.map((name) =>
    replace(owner, name, (original) => {
      return (...parts) => call(original, parts);
    }),
  );
}

/** Replaces a method. Other properties of the original, for example its promisified form, are copied. */
function replace(owner: object, name: string, wrap: (original: AnyFunction) => AnyFunction): () => void {
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

/** Returns the options of a child process with `output`'s descriptors instead of our stdout and stderr. */
function withRedirectedStdio(options: unknown, output: ChildOutput): unknown {
  if (!isRecord(options)) return options;
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

/** Returns which of our streams an entry of `stdio` refers to. */
function ownStream(entry: unknown, index: number): "stdout" | "stderr" | undefined {
  if (entry === "inherit") return streamOf(index);
  return streamOf(isRecord(entry) ? entry.fd : entry);
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

/** Returns the arguments of a call that opens a path, with the children's pipe instead of our own stream's device. */
function reopened([path, ...rest]: unknown[], output: ChildOutput): unknown[] {
  const device = deviceOf(path);
  const descriptors = device === undefined ? undefined : output.descriptors();
  if (device === undefined || descriptors === undefined) return [path, ...rest];
  output.before();
  return [`/dev/fd/${descriptors[device - 1]}`, ...rest];
}

/** Writes by `fs` to descriptors 1 and 2; they are passed to a {@link StreamWriter}. */
class DescriptorWrites {
  readonly #write: StreamWriter;
  /** Set while writing, since the stream may itself write to its descriptor by `fs`. */
  #isInside = false;

  constructor(write: StreamWriter) {
    this.#write = write;
  }

  /** Writes and returns the number of bytes; undefined if the call concerns another file. */
  writeIfOwn([target, data, ...rest]: readonly unknown[]): number | undefined {
    const name = streamOf(deviceOf(target) ?? target);
    const bytes = name === undefined || this.#isInside ? undefined : bytesOf(data, rest);
    if (name === undefined || bytes === undefined) return undefined;
    this.#isInside = true;
    try {
      this.#write(name, bytes);
    } finally {
      this.#isInside = false;
    }
    return bytes.length;
  }

  /** Like `writeIfOwn`, for calls with a callback. Returns whether the call was handled. */
  writeLaterIfOwn(parts: readonly unknown[]): boolean {
    const done = parts.at(-1);
    const count = typeof done === "function" ? this.writeIfOwn(parts.slice(0, -1)) : undefined;
    if (typeof done !== "function" || count === undefined) return false;
    process.nextTick(done, null, count, parts[1]);
    return true;
  }
}

/** Returns the bytes to write; undefined if the arguments are invalid, so that Node reports the error. */
function bytesOf(data: unknown, rest: readonly unknown[]): Buffer | undefined {
  if (typeof data === "string") {
    const [options] = rest;
    const named = [...rest, isRecord(options) ? options.encoding : undefined].find((part) => typeof part === "string");
    return Buffer.from(data, typeof named === "string" && Buffer.isEncoding(named) ? named : "utf8");
  }
  if (Array.isArray(data)) {
    const views = data.map((view) => bytesOf(view, []));
    return views.every((view) => view !== undefined) ? Buffer.concat(views) : undefined;
  }
  if (!ArrayBuffer.isView(data)) return undefined;
  const all = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const [first, second] = rest;
  const from = numberOr(isRecord(first) ? first.offset : first, 0);
  const length = numberOr(isRecord(first) ? first.length : second, all.length - from);
  const isInside = from >= 0 && length >= 0 && from + length <= all.length;
  return isInside ? Buffer.from(all.subarray(from, from + length)) : undefined;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
