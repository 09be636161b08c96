/**
 * zod, loaded when a schema is used for the first time. The build puts this in place of `zod`: modules define hundreds
 * of schemas at their top level, and a process uses few of them. Calls such as `z.string().min(1)` are recorded, and a
 * schema is built when it is first used.
 */
import { createRequire } from "node:module";

type Load = () => unknown;

const requireOwn = createRequire(import.meta.url);
const buildOf = new WeakMap<object, () => object>();

/** The methods of schemas that return another schema. Reading any other property builds the schema. */
const schemaMethods = new Set(
  (
    "and array brand catch check default describe exclude extend extract int length loose max min negative " +
    "nonempty nonnegative nonoptional nonpositive nullable nullish omit optional or overwrite partial " +
    "passthrough pick pipe positive prefault readonly refine regex required strict superRefine toLowerCase " +
    "toUpperCase transform trim uuid"
  ).split(" "),
);

/** The zod that the build bundles: `z.object`, `z.string` and the others. */
export const z: typeof import("zod").z = lateZod(() => requireOwn("./zod.cjs"));

/** Returns a lazy `z`. `load` returns the real one; it is called once, by the first schema that is used. */
export function lateZod<Zod extends object>(load: () => Zod): Zod {
  return namespace(once("z", load));
}

function namespace<Names extends object>(load: () => object): Names {
  const nothing: Names = Object.create(null);
  return new Proxy(nothing, {
    get(_, key) {
      // Functions read classes and constants such as NEVER when they run; zod is loaded by then.
      if (typeof key !== "string" || /^[A-Z]/.test(key)) return Reflect.get(load(), key);
      if (key === "coerce") return namespace(once(`z.${key}`, () => Reflect.get(load(), key)));
      return (...args: unknown[]) => schema(key, () => call(load(), key, args));
    },
  });
}

function schema(name: string, load: Load): object {
  const build = once(name, load);
  const late = new Proxy(Object.create(null), {
    get(_, key) {
      if (typeof key === "string" && schemaMethods.has(key)) {
        return (...args: unknown[]) => schema(key, () => call(build(), key, args));
      }
      return Reflect.get(build(), key);
    },
    has: (_, key) => Reflect.has(build(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(build()),
  });
  buildOf.set(late, build);
  return late;
}

function call(owner: object, name: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(owner, name), owner, args.map(withBuiltSchemas));
}

/** Returns `value` with lazy schemas replaced by built ones, also in lists and plain objects, which zod's functions take. */
function withBuiltSchemas(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const build = buildOf.get(value);
  if (build !== undefined) return build();
  if (Array.isArray(value)) return value.map(withBuiltSchemas);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withBuiltSchemas(entry)]));
}

/** `name` is that of the property or method of zod, for errors. */
function once(name: string, load: Load): () => object {
  let result: object | undefined;
  return () => {
    result ??= objectOf(name, load());
    return result;
  };
}

function objectOf(name: string, value: unknown): object {
  if ((typeof value === "object" && value !== null) || typeof value === "function") return value;
  throw new TypeError(`zod: ${name} is ${String(value)}, expected an object or a function`);
}
