import { expect, it } from "vitest";
import { BoundedMap } from "../../../src/client/http/id-cache.js";

it("the id cache drops the oldest of ten thousand entries", () => {
  const bounded = new BoundedMap<string>();
  for (let id = 1; id <= 10_000; id += 1) bounded.set(id, `fact ${id}`);
  bounded.set(1, "known anew");
  bounded.set(10_001, "one more");
  expect([bounded.get(1), bounded.get(2), bounded.get(10_001)]).toEqual([undefined, "fact 2", "one more"]);
});
