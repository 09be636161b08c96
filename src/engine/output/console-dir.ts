/** Makes `console.dir` show slylab's records as `console.log` does. */
import { inspect, types } from "node:util";
import { isHostMethod } from "../../domain/display/host-forms.js";

/** Options of `console.dir` with which it shows the object's fields. */
const fieldOptions = ["depth", "showHidden", "getters"];

/** Replaces `console.dir`, which ignores the `inspect` methods of objects; the returned function restores it. */
export function showRecordsInDir(): () => void {
  const original = console.dir;
  const dir: typeof console.dir = (...parts) => {
    const [value, options] = parts;
    if (!isOwnRecord(value) || fieldOptions.some((name) => Object.hasOwn(options ?? {}, name)))
      return original.apply(console, parts);
    console.log(options == null ? value : inspect(value, options));
  };
  console.dir = dir;
  return () => {
    if (console.dir === dir) console.dir = original;
  };
}

function isOwnRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const method: unknown = Reflect.get(value, Symbol.for("Jupyter.display"));
  return typeof method === "function" && isHostMethod(method);
}
