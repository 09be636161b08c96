import { expect, it } from "vitest";
import { Facts } from "../../../src/client/http/id-cache.js";

it("the id cache drops the oldest of ten thousand entries", () => {
  const facts = new Facts<string>();
  for (let id = 1; id <= 10_000; id += 1) facts.set(id, `fact ${id}`);
  facts.set(1, "known anew");
  facts.set(10_001, "one more");
  expect([facts.get(1), facts.get(2), facts.get(10_001)]).toEqual([undefined, "fact 2", "one more"]);
});
