import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isNumber, longList } from "../../src/base/long-list.js";

const numbers = longList(z.array(z.number()).min(2), isNumber, 2);
const holder = z.object({ points: numbers });

describe("a schema for long lists", () => {
  it("accepts what the plain schema accepts", () => {
    expect(numbers.parse([1, 2.5])).toEqual([1, 2.5]);
    const many = Array.from({ length: 300_000 }, (_, at) => at);
    expect(holder.parse({ points: many }).points).toBe(many);
  });

  it.each([
    [[1, "x"], ["points", 1], "Invalid input: expected number, received string"],
    [[1, Number.NaN], ["points", 1], "Invalid input: expected number, received NaN"],
    [[1], ["points"], "Too small: expected array to have >=2 items"],
    ["x", ["points"], "Invalid input: expected array, received string"],
    [undefined, ["points"], "Invalid input: expected array, received undefined"],
  ])("explains %j like the plain schema", (points, path, message) => {
    expect(holder.safeParse({ points }).error?.issues[0]).toMatchObject({ path, message });
  });
});
