import { expect, it } from "vitest";
import { openDatabase } from "../../../src/server/db/open-database.js";
import { ReadCache } from "../../../src/server/db/read-cache.js";

async function open() {
  const database = await openDatabase(undefined);
  const write = database.command("INSERT INTO settings (name, value) VALUES (?, '')");
  const remembered = new ReadCache<string>(database, 1000);
  const read: string[] = [];
  const get = (key: string) =>
    remembered.get(key, () => {
      read.push(key);
      return key === "nobody" ? undefined : key;
    });
  return { get, read, write: (name: string) => write.run(name) };
}

it("a cached value is read once, until something is written", async () => {
  const { get, read, write } = await open();
  expect([get("a"), get("a"), get("b")]).toEqual(["a", "a", "b"]);
  expect(read).toEqual(["a", "b"]);
  write("x");
  expect([get("a"), get("a")]).toEqual(["a", "a"]);
  expect(read).toEqual(["a", "b", "a"]);
});

it("a missing value is not cached", async () => {
  const { get, read } = await open();
  expect([get("nobody"), get("nobody")]).toEqual([undefined, undefined]);
  expect(read).toEqual(["nobody", "nobody"]);
});

it("a full cache drops its oldest values", async () => {
  const { get, read } = await open();
  for (let index = 0; index < 3000; index += 1) get(String(index));
  expect(read).toHaveLength(3000);
  get("2999");
  get("2000");
  expect(read).toHaveLength(3000);
  get("1999");
  expect(read).toHaveLength(3001);
});
