import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../../src/server/db/database.js";

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
  it("commits the writes of one turn of the event loop together, and says when they are on disk", async () => {
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

  it("takes back what failed, and nothing of its neighbours", async () => {
    const { database, set, has } = await open();
    database.atomic(() => set("before"));
    expect(() => database.atomic(() => [set("half"), fail()])).toThrow("no");
    database.atomic(() => database.atomic(() => set("after")));
    expect(() => database.atomic(() => [set("outer"), database.atomic(() => [set("inner"), fail()])])).toThrow("no");
    await database.durable;
    expect(["before", "half", "after", "outer", "inner"].filter(has)).toEqual(["before", "after"]);
  });

  it("counts a new generation at each write, also at one that is taken back", async () => {
    const { database, set } = await open();
    const before = database.generation;
    set("a");
    const written = database.generation;
    expect(written).toBeGreaterThan(before);
    expect(() => database.atomic(fail)).toThrow();
    expect(database.generation).toBeGreaterThan(written);
  });

  it("acknowledges none of a group that could not be committed, and goes on", async () => {
    const { database, set, has } = await open();
    set("lost");
    // The check of a reference is put off to the commit, which then fails.
    database.command("PRAGMA defer_foreign_keys = ON").run();
    database.command("INSERT INTO members (teamId, userId, roleId) VALUES (1, 1, 1)").run();
    await expect(database.durable).rejects.toThrow(/FOREIGN KEY/);
    expect(has("lost")).toBe(false);
    set("next");
    await database.durable;
    expect(has("next")).toBe(true);
  });

  it("prepares equal text once, and forgets the oldest of very many", async () => {
    const { database } = await open();
    const read = (columns: unknown) => valueRow.parse(columns).value;
    for (let index = 0; index < 1200; index += 1) {
      expect(database.cachedQuery(`SELECT '${index}' AS value`, read).first()).toBe(String(index));
    }
    expect(database.cachedQuery("SELECT '0' AS value", read).first()).toBe("0");
  });

  it("keeps what was written right before it was closed, and lets go of its file", async () => {
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

  it("refuses what it did not write, in words, and leaves it byte by byte", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { default: Libsql } = await import("libsql");
    const foreign = join(folder, "foreign.db");
    const connection = new Libsql(foreign);
    connection.exec("CREATE TABLE lemons (id INTEGER); PRAGMA user_version = 7;");
    connection.close();
    const text = join(folder, "text.db");
    await writeFile(text, "these are the notes of somebody, and no database at all\n".repeat(20));
    for (const [file, said] of [
      [foreign, "has tables of version 7, and this slylab reads version 1"],
      [text, "is not a database"],
    ] as const) {
      const before = await readFile(file);
      await expect(openDatabase(file)).rejects.toThrow(`${file} ${said}`);
      expect((await readFile(file)).equals(before)).toBe(true);
    }
  });
});
