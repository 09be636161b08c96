import { expect, it } from "vitest";
import { safeName, UniqueNames } from "../../../src/domain/formats/file-names.js";

it.each([
  ["photo 1.jpg", "photo 1.jpg"],
  ["../../etc/passwd", ".._.._etc_passwd"],
  ["..", "_"],
  [".", "_"],
  ["", "_"],
  ["a/b\\c.png", "a_b_c.png"],
  ['x:*?"<>|.png', "x_______.png"],
  ["CON.png", "_CON.png"],
  ["lpt1", "_lpt1"],
  ["dots...", "dots"],
  [" space .jpg", "space .jpg"],
  ["nul\u0000byte.jpg", "nul_byte.jpg"],
  ["e\u0301.jpg", "\u00e9.jpg"],
])("makes %j a file name that stays in its folder", (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

it("shortens long names and keeps their extension", () => {
  const safe = safeName(`${"ß".repeat(300)}.jpeg`);
  expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
  expect(safe.endsWith("ß.jpeg")).toBe(true);
});

it("makes names unique in a folder, ignoring case", () => {
  const names = new UniqueNames();
  expect(["a.jpg", "A.jpg", "a.jpg", "a_2.jpg", "a/b", "a:b"].map((name) => names.take(name))).toEqual([
    "a.jpg",
    "A_2.jpg",
    "a_3.jpg",
    "a_2_2.jpg",
    "a_b",
    "a_b_2",
  ]);
});
