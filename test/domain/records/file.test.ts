import { expect, it } from "vitest";
import { tableOf } from "../../../src/domain/display/record-display.js";
import { FileInfo, fileSchema } from "../../../src/domain/records/file.js";

const common = { teamId: 8, userId: 7, name: "a", path: "/a", createdAt: "2026-01-05T09:00:00.000Z" };

it("reads files and folders, in both forms of a folder", () => {
  const file = fileSchema.parse({ ...common, id: 1, hash: "x", meta: { size: 2, mime: "text/plain", ext: "txt" } });
  expect(file).toMatchObject({ id: 1, size: 2, mime: "text/plain", isDir: false });
  expect(fileSchema.parse({ ...common, type: "folder" })).toMatchObject({ id: null, isDir: true, size: null });
  expect(fileSchema.parse({ ...common, isDir: true, meta: { size: 9 } })).toMatchObject({ isDir: true, size: 9 });
  expect(tableOf(FileInfo, [file]).rows).toEqual([[1, "/a", "text/plain", 2, null]]);
});
