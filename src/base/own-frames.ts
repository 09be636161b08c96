/** Recognizes slylab's own code in stack frames, which name ES modules by URL and CommonJS modules by path. */
import { fileURLToPath } from "node:url";
import { types } from "node:util";

const packageFolder = /^.*\/(?:dist|src)\//.exec(import.meta.url ?? "")?.[0];
const folders = packageFolder === undefined ? [] : [packageFolder, fileURLToPath(packageFolder)];

/** Whether a file, by path or URL, is slylab's own. */
export function isOwnFile(file: string): boolean {
  return folders.some((folder) => file.startsWith(folder));
}

/** Whether a line of a stack names a file of slylab. */
function isOwnFrame(line: string): boolean {
  return line.startsWith("    at ") && folders.some((folder) => line.includes(folder));
}

/** Removes the frames of slylab and of Node's internals from a stack. */
export function withoutOwnFrames(stack: string): string {
  const lines = stack.split("\n");
  return lines.filter((line) => !isOwnFrame(line) && !/^ {4}at .*\bnode:internal\//.test(line)).join("\n");
}

/** Returns the stack of an error that slylab throws: the built-in functions that called slylab are omitted too. */
export function stackOfCaller(stack: string): string {
  const lines = withoutOwnFrames(stack).split("\n");
  const first = lines.findIndex((line) => line.startsWith("    at "));
  const caller = lines.findIndex((line) => line.startsWith("    at ") && !line.endsWith("(<anonymous>)"));
  return (caller < 0 ? lines : [...lines.slice(0, first), ...lines.slice(caller)]).join("\n");
}

/** Removes the frames of slylab and of Node's internals from an error and its causes, which Node prints with an uncaught error. */
export function removeOwnFrames(error: unknown): void {
  const seen = new Set<unknown>();
  for (let cause = error; types.isNativeError(cause) && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    const { stack } = cause;
    // An error may be frozen.
    if (typeof stack === "string") Reflect.set(cause, "stack", withoutOwnFrames(stack));
  }
}
