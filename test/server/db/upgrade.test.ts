import Libsql from "libsql";
import { expect, it } from "vitest";
import { schema } from "../../../src/server/db/schema.js";
import { upgrade } from "../../../src/server/db/upgrade.js";

/** Tables and names as an earlier version of slylab stored them. */
function older(): Libsql.Database {
  const connection = new Libsql(":memory:");
  connection.exec(`
    CREATE TABLE images (id INTEGER PRIMARY KEY, datasetId INTEGER, name TEXT, hash TEXT, UNIQUE (datasetId, name));
    CREATE TABLE datasets (id INTEGER PRIMARY KEY, projectId INTEGER, parentId INTEGER, name TEXT, archived INTEGER);
    CREATE TABLE classes (id INTEGER PRIMARY KEY, projectId INTEGER, name TEXT, UNIQUE (projectId, name));
    CREATE TABLE jobImages (jobId INTEGER, imageId INTEGER, mark TEXT, PRIMARY KEY (jobId, imageId)) WITHOUT ROWID;
    INSERT INTO images VALUES (1, 5, 'frame_10', NULL), (2, 5, 'frame_2', NULL);
    INSERT INTO datasets VALUES (5, 3, NULL, 'lost padded ', 0);
    INSERT INTO classes VALUES (1, 3, 'car'), (2, 3, 'car '), (3, 3, 'cafe' || char(769));
    INSERT INTO jobImages VALUES (9, 2, 'done');
  `);
  for (const table of ["teams", "workspaces", "projects", "tags", "jobs", "queues"]) {
    connection.exec(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY, name TEXT)`);
  }
  return connection;
}

const later = `
  CREATE TABLE images (id INTEGER PRIMARY KEY, datasetId INTEGER, name TEXT, hash TEXT, nameKey TEXT NOT NULL DEFAULT '');
  CREATE TABLE datasets (
    id INTEGER PRIMARY KEY, projectId INTEGER, parentId INTEGER, name TEXT, archived INTEGER, nameKey TEXT NOT NULL DEFAULT ''
  );
  CREATE TABLE jobImages (jobId INTEGER, imageId INTEGER, mark TEXT, position INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE guides (id INTEGER PRIMARY KEY);
`;
const scratch = () => new Libsql(":memory:");

it("an upgrade adds missing columns to older tables and keeps their rows", () => {
  const connection = older();
  upgrade(connection, scratch(), later);
  const names = (sql: string) => connection.prepare(sql).all();
  expect(names("SELECT name FROM images ORDER BY nameKey")).toEqual([{ name: "frame_2" }, { name: "frame_10" }]);
  expect(names("SELECT name FROM datasets")).toEqual([{ name: "lost padded" }]);
  expect(names("SELECT name FROM classes ORDER BY id")).toEqual([
    { name: "car" },
    { name: "car (2)" },
    { name: "caf\u00e9" },
  ]);
  expect(names("SELECT * FROM jobImages")).toEqual([{ jobId: 9, imageId: 2, mark: "done", position: 0 }]);
  const before = names("SELECT * FROM images");
  upgrade(connection, scratch(), later);
  expect(names("SELECT * FROM images")).toEqual(before);
});

it("an upgrade of an empty database creates no tables: the schema does", () => {
  const connection = new Libsql(":memory:");
  upgrade(connection, scratch(), schema);
  connection.exec(schema);
  upgrade(connection, scratch(), schema);
  expect(connection.prepare("SELECT count(*) AS n FROM images WHERE nameKey = ''").get()).toMatchObject({ n: 0 });
});
