import { expect, it } from "vitest";
import { errorCode } from "../../src/base/error-code.js";
import { fileErrorText } from "../../src/domain/file-error.js";

it.each([
  ["ENOSPC", "the disk is full (ENOSPC)"],
  ["EROFS", "the file system is read-only (EROFS)"],
  ["SQLITE_FULL", "the disk is full (SQLITE_FULL)"],
  ["SQLITE_IOERR_WRITE", "the disk reports an input or output error (SQLITE_IOERR_WRITE)"],
])("explains %s", (code, text) => {
  expect(fileErrorText(Object.assign(new Error("raw"), { code }))).toBe(text);
});

it("keeps the message of an error with an unknown code", () => {
  expect(fileErrorText(Object.assign(new Error("raw words"), { code: "EOTHER" }))).toBe("raw words");
  expect(fileErrorText("text")).toBe("text");
  expect(errorCode(new Error("none"))).toBeUndefined();
});
