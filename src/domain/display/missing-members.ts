/** Remembers the last member of our objects that was read and does not exist, so that an error can name the nearest one. */
import { nearest, typoOf } from "../../base/text/nearest.js";

interface MissingRead {
  readonly key: string;
  readonly receiver: WeakRef<object>;
}

const classes = new Set<object>();
const roots = new Map<object, object>();
let isWatching = false;
let last: MissingRead | undefined;

/** Registers a class, by its prototype, for {@link watchMembers}. */
export function registerMembers(prototype: object): void {
  if (classes.has(prototype)) return;
  classes.add(prototype);
  if (isWatching) watch(prototype);
}

/** Starts to remember reads of missing members. Used by sessions, whose code may not be type-checked. */
export function watchMembers(): void {
  if (isWatching) return;
  isWatching = true;
  for (const prototype of classes) watch(prototype);
}

/** Inserts a prototype before `Object.prototype` or `Array.prototype`, which only reads of missing members reach. */
function watch(prototype: object): void {
  let top = prototype;
  let root: unknown = Object.getPrototypeOf(top);
  while (typeof root === "object" && root !== null && root !== Object.prototype && root !== Array.prototype) {
    // Errors are skipped: all of them share that prototype.
    if (root === Error.prototype || [...roots.values()].includes(root)) return;
    top = root;
    root = Object.getPrototypeOf(top);
  }
  if (typeof root === "object" && root !== null) Reflect.setPrototypeOf(top, rootOf(root));
}

function rootOf(root: object): object {
  const entry = roots.get(root);
  if (entry !== undefined) return entry;
  // A separate object, whose prototype is the original one, so that `instanceof` still works.
  const watched = new Proxy(Object.create(root), {
    get(target, key, receiver) {
      if (typeof key === "string" && !(key in target)) recordAccess(key, receiver);
      return Reflect.get(target, key, receiver);
    },
  });
  roots.set(root, watched);
  return watched;
}

function recordAccess(key: string, receiver: unknown): void {
  // Each `await` reads `then`.
  if (key === "then" || typeof receiver !== "object" || receiver === null) return;
  last = { key, receiver: new WeakRef(receiver) };
}

/**
 * Returns the hint for a TypeError that a missing member of our objects caused, for example `team(...).jbos is not a
 * function`; undefined for others. `line` is the user's line.
 */
export function hintForMember(message: string, line: string | undefined): string | undefined {
  const object = last?.receiver.deref();
  if (last === undefined || object === undefined) return undefined;
  const { key } = last;
  const called = /\.([\p{ID_Continue}$]+) is not (?:a function|a constructor|iterable)/u.exec(message)?.[1];
  const read = /of undefined \(reading '([^']*)'\)$/.exec(message)?.[1];
  const isRead = read !== undefined && line !== undefined && isReadOf(key, read, line);
  if (called !== key && !isRead) return undefined;
  const members = membersOf(object, called === key && message.endsWith("function"));
  const slip = typoOf(key, members);
  const near = slip === undefined ? nearest(key, members) : [slip];
  if (near.length > 0) return `did you mean ${near.map((name) => `'${name}'`).join(" or ")}?`;
  return called === key && Symbol.asyncIterator in object ? hintForUnread(key) : undefined;
}

/** Returns the hint for a method of arrays that is called on a list that was not read. */
function hintForUnread(key: string): string | undefined {
  const methods = Object.getOwnPropertyNames(Array.prototype);
  const [method] = methods.includes(key) ? [key] : [typoOf(key, methods)];
  return method === undefined ? undefined : `await the list, then call '${method}'`;
}

/** Whether the line reads `name` of the member `key`, for example `.key.name`. */
function isReadOf(key: string, name: string, line: string): boolean {
  const at = line.indexOf(`.${key}`);
  return at >= 0 && /^\s*(?:\.\s*|\[\s*["'`]?)/.test(line.slice(at + key.length + 1)) && line.slice(at).includes(name);
}

/** Returns the names of an object's members, without running a getter. */
function membersOf(object: object, isCalled: boolean): string[] {
  const names: string[] = [];
  let level: unknown = object;
  while (typeof level === "object" && level !== null && level !== Object.prototype) {
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      const isMethod = typeof value === "function";
      if (name !== "constructor" && !/^\d/.test(name) && (!isCalled || isMethod || get !== undefined)) names.push(name);
    }
    level = Object.getPrototypeOf(level);
    if ([...roots.values()].some((root) => root === level)) break;
  }
  return Array.isArray(object) ? [...names, ...Object.getOwnPropertyNames(Array.prototype)] : names;
}
