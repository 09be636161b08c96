import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { applicationId, schemaVersion } from "../../../src/server/db/database-file.js";
import { openDatabase } from "../../../src/server/db/open-database.js";

const valueRow = z.object({ value: z.string() });

async function open(file?: string) {
  const database = await openDatabase(file);
  const set = database.command("INSERT INTO settings (name, value) VALUES (?, ?)");
  const get = database.query("SELECT value FROM settings WHERE name = ?", valueRow);
  return { database, set: (name: string) => set.run(name, name), has: (name: string) => get.first(name) !== undefined };
}

describe("openDatabase", () => {
  it("rejects files that are not its own with a clear error, and does not change them", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { default: Libsql } = await import("libsql");
    const foreign = join(folder, "foreign.db");
    const make = (file: string, sql: string) => {
      const connection = new Libsql(file);
      connection.exec(sql);
      connection.close();
      return file;
    };
    const tables = "CREATE TABLE settings (name TEXT, value TEXT); CREATE TABLE lemons (id INTEGER);";
    make(foreign, `${tables} PRAGMA user_version = 7;`);
    const ofVersionOne = make(join(folder, "one.db"), `${tables} PRAGMA user_version = 1;`);
    const ofNoVersion = make(join(folder, "none.db"), tables);
    const marked = make(
      join(folder, "marked.db"),
      `${tables} PRAGMA application_id = 252006674; PRAGMA user_version = 2;`,
    );
    const later = make(
      join(folder, "later.db"),
      `${tables} PRAGMA application_id = ${applicationId}; PRAGMA user_version = 9;`,
    );
    const text = join(folder, "text.db");
    await writeFile(text, "these are the notes of somebody, and no database at all\n".repeat(20));
    for (const [file, said] of [
      [foreign, "belongs to another program"],
      [ofVersionOne, "belongs to another program"],
      [ofNoVersion, "belongs to another program"],
      [marked, "belongs to another program"],
      [later, "has tables of version 9, and this slylab reads version 2"],
      [text, "is not a database"],
    ] as const) {
      const before = await readFile(file);
      await expect(openDatabase(file)).rejects.toThrow(`${file} ${said}`);
      expect((await readFile(file)).equals(before)).toBe(true);
    }
    // No file was created beside them.
    expect((await readdir(folder)).sort()).toEqual([
      "foreign.db",
      "later.db",
      "marked.db",
      "none.db",
      "one.db",
      "text.db",
    ]);
  });

  it("does not change a foreign database that a killed process left, nor its log", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { default: Libsql } = await import("libsql");
    const file = join(folder, "theirs.db");
    const theirs = new Libsql(file);
    theirs.exec("PRAGMA user_version = 1; PRAGMA journal_mode = WAL; CREATE TABLE lemons (id INTEGER);");
    // The state after a process was killed: the log was never merged.
    const copy = join(folder, "copy.db");
    for (const end of ["", "-wal"]) await writeFile(`${copy}${end}`, await readFile(`${file}${end}`));
    theirs.close();
    const before = await Promise.all(["", "-wal"].map((end) => readFile(`${copy}${end}`)));
    await expect(openDatabase(copy)).rejects.toThrow("belongs to another program");
    const after = await Promise.all(["", "-wal"].map((end) => readFile(`${copy}${end}`)));
    expect(after.map((bytes, at) => bytes.equals(before[at] ?? Buffer.alloc(0)))).toEqual([true, true]);
  });

  it("marks its files with its application id", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "x.db");
    (await openDatabase(file)).close();
    const header = await readFile(file);
    expect([header.readInt32BE(68), header.readInt32BE(60)]).toEqual([applicationId, schemaVersion]);
  });

  it("adds missing columns to the tables of an older slylab, and marks the file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { default: Libsql } = await import("libsql");
    const file = join(folder, "x.db");
    const first = await open(file);
    first.set("kept");
    first.database.close();
    const older = new Libsql(file);
    older.exec(
      `DROP INDEX dueDeliveries; ALTER TABLE deliveries DROP COLUMN dueAt; ALTER TABLE webhooks DROP COLUMN lastDelivery;
       PRAGMA application_id = 0; PRAGMA user_version = 1;`,
    );
    older.close();
    for (let times = 0; times < 2; times += 1) {
      const { database, has } = await open(file);
      expect(has("kept")).toBe(true);
      database.query("SELECT dueAt FROM deliveries", z.unknown()).all();
      database.query("SELECT lastDelivery FROM webhooks", z.unknown()).all();
      database.close();
    }
    const header = await readFile(file);
    expect([header.readInt32BE(68), header.readInt32BE(60)]).toEqual([applicationId, schemaVersion]);
  });

  it.each([
    ["its folder is deleted", (folder: string) => rm(folder, { recursive: true })],
    ["its folder is moved", (folder: string) => rename(folder, `${folder}-moved`)],
    [
      "its file is replaced",
      async (folder: string) => {
        await rename(join(folder, "x.db"), join(folder, "y.db"));
        await writeFile(join(folder, "x.db"), "");
      },
    ],
    ["its log is deleted", (folder: string) => rm(join(folder, "x.db-wal"))],
  ])("acknowledges nothing after %s", async (_what, harm) => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(async () => {
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}-moved`, { recursive: true, force: true });
    });
    const { database, set, has } = await open(join(folder, "x.db"));
    set("before");
    await database.durable;
    await harm(folder);
    set("lost");
    await expect(database.durable).rejects.toThrow("was deleted or moved");
    expect(() => set("later")).toThrow("was deleted or moved");
    expect(has("before")).toBe(true);
    database.close();
  });

  it("names the file that cannot be written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-database-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await expect(openDatabase(join(folder, "none", "x.db"))).rejects.toThrow(/none\/x\.db cannot be written/);
    await expect(openDatabase(folder)).rejects.toThrow(`${folder} cannot be written: it is a folder`);
  });
});
