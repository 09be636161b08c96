import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { packageFile } from "../../../src/base/files/package-file.js";
import { root } from "../../support/source-tree.js";

it("finds the package's files from source and from the build", () => {
  expect(existsSync(packageFile("package.json"))).toBe(true);
  expect(`${packageFile("")}/`).toBe(root.endsWith("/") ? root : `${root}/`);
});
