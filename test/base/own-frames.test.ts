import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { isOwnFile, isOwnFrame } from "../../src/base/own-frames.js";

const url = new URL("../../src/chain/entry-points.ts", import.meta.url).href;

it.each([
  [url, true],
  [fileURLToPath(url), true],
  ["/home/ana/src/count.ts", false],
  ["file:///home/ana/dist/count.js", false],
])("of %s says %s", (file, isOwn) => {
  expect(isOwnFile(file)).toBe(isOwn);
  expect(isOwnFrame(`    at team (${file}:3:7)`)).toBe(isOwn);
});

it("takes a message that names a file of slylab for no frame", () => {
  expect(isOwnFrame(`Error: cannot read ${url}`)).toBe(false);
});
