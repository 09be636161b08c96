import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { kernelInfo } from "../../../src/kernel/requests/kernel-info.js";
import { root } from "../../support/source-tree.js";

const info = kernelInfo("0.0.0");

it("the kernel's banner says that Shift-Tab shows help", () => {
  expect(info.banner).toMatch(/Shift-Tab/);
});

it("the kernel's language_info equals that of the shipped notebooks", () => {
  const notebooks = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
  expect(notebooks.length).toBeGreaterThan(0);
  for (const name of notebooks) {
    const { metadata } = JSON.parse(readFileSync(join(root, "notebooks", name), "utf8"));
    expect(metadata.language_info, name).toEqual(info.language_info);
  }
});
