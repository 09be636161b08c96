import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { places, replaced } from "../support/bad-values.js";
import { requests } from "../support/requests.js";
import { openTestServer } from "../support/server.js";
import { makeWorld, type World } from "../support/world.js";
import { repeatable, rounds } from "./rounds.js";

const methods = Object.keys(requests);
const failures: string[] = [];
let world: World;
let asked = 0;
let failed = 0;

beforeAll(async () => {
  const onFailure = (error: unknown, method: string) => failures.push(`${method}: ${String(error)}`);
  world = await makeWorld(await openTestServer({ onFailure }));
});
afterAll(async () => {
  console.info(`${asked} hostile requests to ${methods.length} methods, ${failed} failures of the server`);
  await world?.server.close();
});

const deep = JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`) as unknown;

/** Unexpected values: other types, extreme numbers, text with a meaning in other languages. */
const hostile: readonly unknown[] = [
  ...[null, true, false, 0, -0, 1, -1, 1.5, 1e-320, 1e308, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63)],
  ...["", " ", "\0", "\u202e", "\ud800", "NaN", "null", "undefined", "true", "__proto__", "constructor", "toString"],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE users; --',
    "%",
    "_",
    "$.a",
    "$..*",
    "[0]",
    "{}",
    "[]",
    "[1",
    '{"a":',
    "0x10",
    "1e3",
  ],
  ...[
    "../../etc/passwd",
    "file:///etc/passwd",
    "http://[",
    "<script>",
    "\x1b[2J",
    "😀".repeat(100),
    "x".repeat(70_000),
  ],
  ...[
    [],
    {},
    [null],
    [[]],
    [{}],
    { length: 3 },
    { length: { toString: 1 } },
    { "": 1 },
    { __proto__: 1 },
    { toString: 1 },
    { then: 1 },
    deep,
  ],
  ...[Array.from({ length: 2000 }, (_, at) => at), { a: { b: { c: [1, { d: null }] } } }],
];
const keys = [
  "__proto__",
  "constructor",
  "toString",
  "",
  "\0",
  "id",
  "filter",
  "meta",
  "length",
  "then",
  "x".repeat(5000),
];

/** Changes a body in one to three places. */
function spoil(body: unknown, random: () => number): unknown {
  let spoiled = body;
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  for (let change = 0; change <= Math.floor(random() * 3); change += 1) {
    const spots = places(spoiled);
    const [path] = pick(spots) ?? [[]];
    if (path.length === 0 || random() < 0.2) {
      const isRecord = typeof spoiled === "object" && spoiled !== null && !Array.isArray(spoiled);
      // As parsed from JSON: with the key as an own property.
      const extra = JSON.parse(`{${JSON.stringify(pick(keys))}:${JSON.stringify(pick(hostile)) ?? "null"}}`) as object;
      spoiled = isRecord ? { ...(spoiled as object), ...extra } : pick(hostile);
    } else spoiled = replaced(spoiled, path, pick(hostile));
  }
  return spoiled;
}

describe("a hostile request is answered without an internal error", () => {
  it.each(methods)("%s", async (method) => {
    const random = repeatable(methods.indexOf(method) + 1);
    const good = await requests[method]?.(world);
    const bodies = Array.from({ length: rounds(8, 1500) }, () => spoil(good, random));
    const odd: string[] = [];
    for (let at = 0; at < bodies.length; at += 16) {
      const answers = await Promise.all(bodies.slice(at, at + 16).map((body) => world.server.ask(method, body)));
      for (const [index, { status }] of answers.entries()) {
        asked += 1;
        if (status < 500) continue;
        odd.push(`${status} to ${(JSON.stringify(bodies[at + index]) ?? "undefined").slice(0, 300)}`);
      }
    }
    // Each test reports its own internal errors of the server.
    failed += failures.length;
    expect([odd, failures.splice(0)]).toEqual([[], []]);
  });
});
