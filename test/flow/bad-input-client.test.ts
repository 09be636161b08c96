import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../src/client/api.js";
import { type ErrorCode, isSlylabError } from "../../src/domain/errors.js";
import { isLong } from "../attack/rounds.js";
import type { Method, Scene } from "../support/client-arguments.js";
import { methods } from "../support/client-methods.js";
import { openTestServer, role, type TestServer } from "../support/server.js";
import { makeWorld } from "../support/world.js";

let folder: string;
let server: TestServer;
let scene: Omit<Scene, "isAdmin">;
let apis: Readonly<Record<Method["as"], Api>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-bad-input-"));
  server = await openTestServer({ data: folder });
  const world = await makeWorld(server);
  await server.hire("chief", role.admin);
  const open = (token: string) => new Api({ address: server.address, token, sleep: async () => {} });
  apis = { admin: open(server.token), chief: open(server.tokenOf("chief")!) };
  scene = { world, bytes: await apis.admin.image.download(283_001), note: await putNote(apis.admin) };
});
afterAll(async () => {
  await Promise.all(Object.values(apis ?? {}).map((api) => api.close()));
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Changes with every commit: the instance appends to its log, and no other connection can open the database. */
function version(): string {
  const { size, mtimeNs } = statSync(join(folder, "instance.db-wal"), { bigint: true });
  return `${size} ${mtimeNs}`;
}

const table = Object.entries(methods).flatMap(([group, each]) =>
  Object.entries(each).map(([name, method]) => [`${group}.${name}`, method] as const),
);

it("covers every method of the client", () => {
  const own = namesOf(apis.chief).filter((name) => name !== "close" && name !== "toJSON");
  const groups = Object.entries(apis.chief).filter(([, group]) => /Api$/.test(group?.constructor.name));
  const all = groups.flatMap(([group, each]) => namesOf(each).map((name) => `${group}.${name}`));
  expect(table.map(([name]) => name).sort()).toEqual([...all, ...own.map((name) => `api.${name}`)].sort());
});

// The valid call at the end shows that the calls before were rejected for their one bad value, and that writes are detected.
it.each(table)(
  "%s rejects invalid input with what was expected or a hint, and writes nothing",
  async (name, method) => {
    const here: Scene = { ...scene, isAdmin: method.as === "admin" };
    const call = callOf(name, apis[method.as]);
    const good: unknown[] = [];
    for (const { good: make } of method.takes) good.push(await make(here));
    const bad = method.takes.flatMap((sort, at) => sort.bad(here, good[at]).map((value) => good.with(at, value)));
    // Two of three values in the suite, other ones for each method and parameter; all of them in `npm run attack`.
    const chosen = isLong ? bad : bad.filter((_values, at) => (at + name.length) % 3 !== 0);
    for (const make of Object.values(method.also)) chosen.push([...(await make(here))]);

    const odd: string[] = [];
    let throwsAtOnce = false;
    for (const values of chosen) {
      const before = version();
      const { fault, isAtOnce } = await refusal(name, () => call(...values));
      throwsAtOnce ||= isAtOnce;
      if (fault !== undefined) odd.push(`${difference(good, values)}: ${fault}`);
      if (version() !== before) odd.push(`${difference(good, values)}: it was written`);
    }
    expect(odd).toEqual([]);

    const before = version();
    const result = call(...good);
    await settled(result);
    expect(version() !== before).toBe(method.writes);
    if (throwsAtOnce) expect(result, "a promise is rejected, not thrown").not.toBeInstanceOf(Promise);
  },
);

/** Errors about the caller's own input; failures of the server and unreadable responses are not among them. */
const codes: readonly ErrorCode[] = ["argument", "auth", "not_found", "conflict", "invalid", "job_state", "bulk"];

/** Returns what is wrong with the error of a call, and whether it was thrown before the call was awaited. */
async function refusal(name: string, call: () => unknown): Promise<{ fault: string | undefined; isAtOnce: boolean }> {
  let isAtOnce = true;
  try {
    const result = call();
    isAtOnce = false;
    return { fault: `gives ${shown(await settled(result))}`, isAtOnce };
  } catch (error) {
    if (!isSlylabError(error)) return { fault: `fails with ${error}`, isAtOnce };
    if (!codes.includes(error.code)) return { fault: `is no fault of the caller's: ${error.message}`, isAtOnce };
    const isHelpful = error.code === "argument" && /^[\w.-]+: .*\bexpected /.test(error.message);
    if (error.code === "argument" && !error.message.startsWith(`${name.replace(/^api\./, "")}: `))
      return { fault: `does not name the method: ${error.message}`, isAtOnce };
    return { fault: isHelpful || error.hint ? undefined : `has no hint: ${error.message}`, isAtOnce };
  }
}

/** The value of a promise, a list or a generator. */
async function settled(result: unknown): Promise<unknown> {
  if (typeof result !== "object" || result === null || !(Symbol.asyncIterator in result) || "then" in result)
    return result;
  const rows: unknown[] = [];
  for await (const row of result as AsyncIterable<unknown>) rows.push(row);
  return rows;
}

function callOf(name: string, api: Api): (...values: readonly unknown[]) => unknown {
  const [group = "", method = ""] = name.split(".");
  const owner: unknown = group === "api" ? api : Reflect.get(api, group);
  return (...values) => Reflect.apply(Reflect.get(owner as object, method), owner, values);
}

/** The methods of an object's class, without getters. */
function namesOf(owner: object): readonly string[] {
  const prototype: unknown = Object.getPrototypeOf(owner);
  if (typeof prototype !== "object" || prototype === null || prototype === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  const names = own.flatMap(([name, { value }]) =>
    typeof value === "function" && name !== "constructor" ? [name] : [],
  );
  return [...new Set([...names, ...namesOf(prototype)])];
}

/** A text tag on an image. */
async function putNote(api: Api): Promise<Scene["note"]> {
  const meta = await api.project.updateMeta(5555, { tags: [{ name: "note", valueType: "any_string" }] });
  const tagId = meta.tags.find(({ name }) => name === "note")!.id!;
  await api.image.addTag(283_003, tagId, "here");
  const { tags } = await api.image.getInfoById(283_003);
  return { tagId, imageId: 283_003, id: tags.find((tag) => tag.tagId === tagId)!.id! };
}

/** Where `values` differ from `good`, with the differing value. */
function difference(good: unknown, values: unknown, path = ""): string {
  const isDeep = (one: unknown): one is object => typeof one === "object" && one !== null;
  const [key, ...others] = isDeep(values) ? Object.keys(values).filter((each) => !isSame(good, values, each)) : [];
  const isOne = isDeep(good) && isDeep(values) && key !== undefined && key in good && others.length === 0;
  return isOne
    ? difference(Reflect.get(good, key), Reflect.get(values, key), `${path}.${key}`)
    : `${path} = ${shown(values)}`;
}

function isSame(good: unknown, values: object, key: string): boolean {
  return typeof good === "object" && good !== null && Object.is(Reflect.get(good, key), Reflect.get(values, key));
}

function shown(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY }).slice(0, 160);
}
