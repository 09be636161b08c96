import { expect, it } from "vitest";
import * as chain from "../../../src/chain/words.js";
import { words } from "../../../src/cli/support/words.js";

it("has every word that a chain can begin with", () => {
  const beginnings = Object.entries(chain).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
  expect(beginnings).toContain("ensureTeam");
  expect(words).toEqual(expect.arrayContaining(beginnings));
});
