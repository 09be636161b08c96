/**
 * zod, loaded when a schema is used for the first time. The build puts this in place of `zod`: modules define hundreds
 * of schemas at their top level, and a process uses few of them. Calls of builders are recorded, and a schema is built
 * when it is first used.
 */
import { createRequire } from "node:module";

type Load = () => unknown;

const requireOwn = createRequire(import.meta.url);
const builds = new WeakMap<object, () => object>();

/** The methods of schemas that return another schema. Reading any other property builds the schema. */
const builders = new Set([
  ...[
    "and",
    "array",
    "brand",
    "catch",
    "check",
    "default",
    "describe",
    "exclude",
    "extend",
    "extract",
    "int",
    "length",
  ],
  ...[
    "loose",
    "max",
    "min",
    "negative",
    "nonempty",
    "nonnegative",
    "nonoptional",
    "nonpositive",
    "nullable",
    "nullish",
  ],
  ...[
    "omit",
    "optional",
    "or",
    "overwrite",
    "partial",
    "passthrough",
    "pick",
    "pipe",
    "positive",
    "prefault",
    "readonly",
  ],
  ...[
    "refine",
    "regex",
    "required",
    "strict",
    "superRefine",
    "toLowerCase",
    "toUpperCase",
    "transform",
    "trim",
    "uuid",
  ],
]);

/** The builders of the zod that the build bundles: `object`, `string` and the others. */
export const z: typeof import("zod").z = lateZod(() => requireOwn("./zod.cjs"));

/** The builders of the zod that `load` returns. `load` is called once, by the first schema that is used. */
export function lateZod<Zod extends object>(load: () => Zod): Zod {
  return namespace(once(load));
}

function namespace<Names extends object>(load: () => object): Names {
  const nothing: Names = Object.create(null);
  return new Proxy(nothing, {
    get(_, key) {
      // Functions read classes and constants such as NEVER when they run; zod is loaded by then.
      if (typeof key !== "string" || /^[A-Z]/.test(key)) return Reflect.get(load(), key);
      if (key === "coerce") return namespace(once(() => Reflect.get(load(), key)));
      return (...given: unknown[]) => schema(() => call(load(), key, given));
    },
  });
}

function schema(load: Load): object {
  const build = once(load);
  const late = new Proxy(Object.create(null), {
    get(_, key) {
      if (typeof key === "string" && builders.has(key)) {
        return (...given: unknown[]) => schema(() => call(build(), key, given));
      }
      return Reflect.get(build(), key);
    },
    has: (_, key) => Reflect.has(build(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(build()),
  });
  builds.set(late, build);
  return late;
}

function call(holder: object, name: string, given: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(holder, name), holder, given.map(built));
}

/** Returns `value` with lazy schemas replaced by built ones, also in the lists and plain objects that builders take. */
function built(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const build = builds.get(value);
  if (build !== undefined) return build();
  if (Array.isArray(value)) return value.map(built);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, built(entry)]));
}

function once(load: Load): () => object {
  let result: object | undefined;
  return () => {
    result ??= objectOf(load());
    return result;
  };
}

function objectOf(value: unknown): object {
  if ((typeof value === "object" && value !== null) || typeof value === "function") return value;
  throw new TypeError(`expected an object of zod, got ${String(value)}`);
}
