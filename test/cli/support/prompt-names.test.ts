import { expect, it } from "vitest";
import * as chain from "../../../src/chain/entry-points.js";
import { promptNames } from "../../../src/cli/support/prompt-names.js";

it("has every function that starts a chain", () => {
  const beginnings = Object.entries(chain).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
  expect(beginnings).toContain("ensureTeam");
  expect(promptNames).toEqual(expect.arrayContaining(beginnings));
});
