import { expect, it } from "vitest";
import { errorLocationsOf, locationText, recordErrorLocations } from "../../../src/domain/display/error-locations.js";

it("the places of an error are kept outside of it", () => {
  const error = new Error("late");
  expect(errorLocationsOf(error)).toEqual([]);
  recordErrorLocations(error, [{ cell: "cell 3", line: 1, column: 7 }]);
  expect(errorLocationsOf(error)).toEqual([{ cell: "cell 3", line: 1, column: 7 }]);
  expect(Object.keys(error)).toEqual([]);
});

it("a place is formatted with the name of its function", () => {
  expect(locationText({ cell: "cell 3", line: 1, column: 7 })).toBe("cell 3:1:7");
  expect(locationText({ cell: "lib/calc.ts", line: 2, column: 1, functionName: "mean" })).toBe(
    "lib/calc.ts:2:1 (mean)",
  );
});
