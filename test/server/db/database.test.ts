import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { isDiskError } from "../../../src/domain/file-error.js";
import { openDatabase } from "../../../src/server/db/open-database.js";
import { errorResponse } from "../../../src/server/http/error-response.js";

const valueRow = z.object({ value: z.string() });

async function open(file?: string) {
  const database = await openDatabase(file);
  const set = database.command("INSERT INTO settings (name, value) VALUES (?, ?)");
  const get = database.query("SELECT value FROM settings WHERE name = ?", valueRow);
  return { database, set: (name: string) => set.run(name, name), has: (name: string) => get.first(name) !== undefined };
}

const fail = () => {
  throw new Error("no");
};

describe("Database", () => {
  it("commits the writes of one turn of the event loop together, and resolves when they are on disk", async () => {
    const { database, set, has } = await open();
    expect(database.durable).toBeUndefined();
    set("a");
    const { durable } = database;
    database.atomic(() => set("b"));
    expect(database.durable).toBe(durable);
    await durable;
    expect(database.durable).toBeUndefined();
    expect([has("a"), has("b")]).toEqual([true, true]);
  });

  it("inserts, changes and removes rows by id; booleans are stored as bits, objects as JSON", async () => {
    const { database } = await open();
    const row = z.object({ name: z.string(), meta: z.string(), disabled: z.int(), dueAt: z.int().nullable() });
    database.command("CREATE TABLE things (id INTEGER PRIMARY KEY, name, meta, disabled, dueAt)").run();
    const find = database.query("SELECT name, meta, disabled, dueAt FROM things WHERE id = ?", row);
    const id = database.insert("things", { id: undefined, name: "a", meta: { x: [1] }, disabled: false });
    expect(find.first(id)).toEqual({ name: "a", meta: '{"x":[1]}', disabled: 0, dueAt: null });
    database.update("things", id, { name: undefined, disabled: true, dueAt: 5 });
    database.update("things", id, { name: undefined });
    database.update("things", id, { dueAt: null });
    expect(find.first(id)).toEqual({ name: "a", meta: '{"x":[1]}', disabled: 1, dueAt: null });
    database.remove("things", id);
    expect(find.first(id)).toBeUndefined();
  });

  it("rolls back a failed write, and no other of its group", async () => {
    const { database, set, has } = await open();
    database.atomic(() => set("before"));
    expect(() => database.atomic(() => [set("half"), fail()])).toThrow("no");
    database.atomic(() => database.atomic(() => set("after")));
    expect(() => database.atomic(() => [set("outer"), database.atomic(() => [set("inner"), fail()])])).toThrow("no");
    await database.durable;
    expect(["before", "half", "after", "outer", "inner"].filter(has)).toEqual(["before", "after"]);
  });

  it("increments the generation at each write, also one that is rolled back", async () => {
    const { database, set } = await open();
    const before = database.generation;
    set("a");
    const written = database.generation;
    expect(written).toBeGreaterThan(before);
    expect(() => database.atomic(fail)).toThrow();
    expect(database.generation).toBeGreaterThan(written);
  });

  it("acknowledges no write of a group that could not be committed, and continues", async () => {
    const { database, set, has } = await open();
    set("lost");
    // Foreign keys are checked at the commit, which then fails.
    database.command("PRAGMA defer_foreign_keys = ON").run();
    database.command("INSERT INTO members (teamId, userId, roleId) VALUES (1, 1, 1)").run();
    await expect(database.durable).rejects.toThrow(/FOREIGN KEY/);
    expect(has("lost")).toBe(false);
    set("next");
    await database.durable;
    expect(has("next")).toBe(true);
  });

  it("prepares equal SQL once, and drops the oldest of many statements", async () => {
    const { database } = await open();
    const read = (columns: unknown) => valueRow.parse(columns).value;
    for (let index = 0; index < 1200; index += 1) {
      expect(database.cachedQuery(`SELECT '${index}' AS value`, read).first()).toBe(String(index));
    }
    expect(database.cachedQuery("SELECT '0' AS value", read).first()).toBe("0");
  });

  it("keeps writes made right before it was closed, and closes its file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "x.db");
    const first = await open(file);
    await expect(openDatabase(file)).rejects.toThrow(`${file} is in use by another process`);
    first.set("late");
    first.database.close();
    const second = await open(file);
    expect(second.has("late")).toBe(true);
    second.database.close();
  });
});

it("continues after the disk was full: the failed write is rolled back, and the next one is stored", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slylab-full-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { database, set, has } = await open(join(folder, "instance.db"));
  const pages = z.object({ page_count: z.int() });
  const limit = (count: number) => database.cachedQuery(`PRAGMA max_page_count = ${count}`, (row) => row).all().length;
  const [used] = database.cachedQuery("PRAGMA page_count", (row) => pages.parse(row)).all();
  limit((used?.page_count ?? 0) + 4);
  const large = database.command("INSERT INTO settings (name, value) VALUES ('large', ?)");
  const fault = await (async () => database.atomic(() => large.run("x".repeat(1_000_000))))().catch((error) => error);
  expect(isDiskError(fault)).toBe(true);
  expect(errorResponse(fault)).toMatchObject({
    status: 507,
    body: { error: expect.stringContaining("the disk is full") },
  });
  await database.durable?.catch(() => undefined);
  limit(1_000_000);
  set("later");
  await database.durable;
  expect([has("large"), has("later")]).toEqual([false, true]);
  database.close();
});
