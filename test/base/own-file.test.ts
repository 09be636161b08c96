import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { ownFile } from "../../src/base/own-file.js";
import { root } from "../support/source-tree.js";

it("finds the package's files from wherever the code is", () => {
  expect(existsSync(ownFile("package.json"))).toBe(true);
  expect(`${ownFile("")}/`).toBe(root.endsWith("/") ? root : `${root}/`);
});
