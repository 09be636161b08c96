/** Arguments of methods, each with a valid value and the values that must be rejected in its place. */
import type { Kind, World } from "./world.js";

/** The caller, and the records of its requests. */
export interface Scene {
  readonly world: World;
  /** Whether the caller can access the records of all teams. */
  readonly isAdmin: boolean;
  /** A picture that the instance has. */
  readonly bytes: Uint8Array;
  /** A text tag of the tutorial's project, and the id of its use on an image. */
  readonly note: { readonly tagId: number; readonly imageId: number; readonly id: number };
}

/** One parameter, or one field of one. */
export interface Sort {
  readonly good: (scene: Scene) => unknown;
  /** The invalid values that replace `good`, the valid one. */
  readonly bad: (scene: Scene, good: unknown) => readonly unknown[];
}

/** How a method is called. */
export interface Method {
  readonly takes: readonly Sort[];
  /** Whether it changes something. */
  readonly writes: boolean;
  /** The caller: an admin of team 8, or the admin of the instance if that is not enough. */
  readonly as: "chief" | "admin";
  /** Calls that are invalid though each argument is valid by itself: a taken name, a status change that does not exist. */
  readonly also: Readonly<Record<string, (scene: Scene) => Promise<readonly unknown[]> | readonly unknown[]>>;
}

type More = Partial<Pick<Method, "as" | "also">> & {
  /** Its last parameter. */
  readonly options?: Sort;
};

/** A method that changes nothing. */
export const reads = (takes: readonly Sort[], more: More = {}): Method => methodOf(false, takes, more);
/** A method that changes something. */
export const writes = (takes: readonly Sort[], more: More = {}): Method => methodOf(true, takes, more);

function methodOf(isWrite: boolean, takes: readonly Sort[], more: More): Method {
  const { as = "chief", also = {}, options = just(undefined, ...noCalls) } = more;
  return { takes: [...takes, options], writes: isWrite, as, also };
}

// Invalid values of any argument: missing, misread, not computed, of another shape.
const noPrimitives = [undefined, null, Number.NaN, 5n];
const noObjects = [7, true, "x", [], [[]], ...noPrimitives];
const noNumbers = [-1, 1.5, 2 ** 53, 1e308, "x", "", true, {}, [], [[]], ...noPrimitives];
export const noIds = [0, ...noNumbers];
export const noTexts = [7, true, {}, [], [[]], ...noPrimitives];
export const noLists = [7, true, "x", {}, ...noPrimitives];
const noCalls = [{ timeout: Number.NaN }, { timeout: "soon" }, { timeout: -1 }, { signal: {} }, { signal: "x" }];

const unknownId = 999_999_999;
const tooLong = "x".repeat(300);

/** A valid value, and invalid ones. */
export function sort(good: Sort["good"], bad: readonly unknown[] | Sort["bad"]): Sort {
  return { good, bad: typeof bad === "function" ? bad : () => bad };
}

/** A constant. */
export const just = (good: unknown, ...bad: readonly unknown[]): Sort => sort(() => good, bad);
/** The ids of the tutorial, and of the records that the world adds. */
export const here = (kind: Kind): Sort => ofTeam(kind, ({ world }) => tutorial[kind] ?? world.ids[kind]);
/** A new record, to be changed. */
export const fresh = (kind: Kind): Sort => ofTeam(kind, ({ world }) => world.fresh(kind));
/** A job with the given status. */
export const jobAt = (status: string): Sort => ofTeam("job", ({ world }) => world.job(status));
/** A member of team 8. */
export const member = (login: string): Sort => ofTeam("user", ({ world }) => world.ids[login]);
/** An id that filters a list: an unknown one finds nothing, without an error. */
export const idToFind = just(8, ...noIds);

const tutorial: Partial<Record<Kind, number>> = {
  team: 8,
  workspace: 7,
  project: 5555,
  dataset: 10_555,
  image: 283_001,
  tag: 4174,
};

function ofTeam(kind: Kind, good: Sort["good"]): Sort {
  return sort(good, ({ world, isAdmin }) => [...noIds, unknownId, ...(isAdmin ? [] : [world.other[kind]])]);
}

/** A name. */
export const name = sort(({ world }) => world.name(), [...noTexts, "", " ", tooLong, "a\0b"]);
/** Any text. */
export const text = just("words", ...noTexts, "a\0b");
/** A name to search for: an unknown one finds nothing, without an error. */
export const textToFind = just("nobody's", ...noTexts, "");
/** One of a set of words. */
export const word = (good: string) => just(good, ...noTexts, "", "x", "pendin");
/** True or false. */
export const flag = just(true, 7, "x", {}, [], null, Number.NaN, 5n, undefined);
/** A count. */
export const count = just(2, ...noNumbers);
/** A duration: any number from 0. */
export const duration = just(1000, ...noNumbers.filter((value) => !(Number(value) > 0)));
/** A point in time. */
export const time = just(new Date(), ...noObjects, {}, new Date(Number.NaN));
/** User-defined JSON. */
export const json = just({ any: ["thing"] }, ...noObjects, circle());
/** Conditions of a list. */
export const filter = just(
  [{ field: "id", operator: ">", value: 0 }],
  ...[...noLists, [7], [null], [{}], [[]], [{ field: "x", value: 1 }], [{ field: "id", operator: "~", value: 1 }]],
);
/** Options of work on many items. */
export const bulk = {
  options: just({ concurrency: 1 }, ...noCalls, { concurrency: 0 }, { concurrency: "x" }, { onProgress: 7 }),
};
/** A callback. */
export const callback = just(() => {}, 7, "x", {}, [], null);

/** An optional value. */
export function optional({ good, bad }: Sort): Sort {
  return sort(good, (scene, value) => bad(scene, value).filter((one) => one !== undefined));
}

/** An optional or null value. */
export function nullable({ good, bad }: Sort): Sort {
  return sort(good, (scene, value) => bad(scene, value).filter((one) => one != null));
}

/** A list of one valid item; an empty list is valid if the method changes nothing. */
export function list(item: Sort): Sort {
  return sort(
    async (scene) => [await item.good(scene)],
    (scene, good) => {
      const [first] = good as unknown[];
      const items = item.bad(scene, first);
      return [...noLists, ...items.map((one) => [one]), ...items.slice(0, 1).map((one) => [first, one])];
    },
  );
}

/** A list of items to change; it cannot be empty. */
export function some(item: Sort): Sort {
  const { good, bad } = list(item);
  return sort(good, (scene, value) => [[], ...bad(scene, value)]);
}

/** An object; `{}` is invalid if a field is required. */
export function fields(shape: Readonly<Record<string, Sort>>, ...more: readonly unknown[]): Sort {
  return sort(
    async (scene) => {
      const pairs = Object.entries(shape).map(async ([key, { good }]) => [key, await good(scene)]);
      return Object.fromEntries(await Promise.all(pairs));
    },
    (scene, value) => {
      const good = value as Record<string, unknown>;
      const inside = Object.entries(shape).flatMap(([key, { bad }]) =>
        bad(scene, good[key]).map((one) => ({ ...good, [key]: one })),
      );
      return [...noObjects, ...more, ...inside];
    },
  );
}

/** An optional object with optional fields. */
export function details(shape: Readonly<Record<string, Sort>>): Sort {
  return optional(fields(optionals(shape), { nmae: "misspelt" }));
}

/** Optional fields. */
export function optionals(shape: Readonly<Record<string, Sort>>): Readonly<Record<string, Sort>> {
  return Object.fromEntries(Object.entries(shape).map(([key, one]) => [key, optional(one)]));
}

/** A change: one or more of its fields. */
export function changes(shape: Readonly<Record<string, Sort>>): Sort {
  return fields(optionals(shape), {}, { nmae: "misspelt" });
}

/** Values that JSON cannot represent. */
export function circle(): object {
  const round: Record<string, unknown> = {};
  round.self = round;
  return round;
}
