import { describe, expect, it } from "vitest";
import { nearest, suggest } from "../../../src/base/text/nearest.js";

describe("nearest", () => {
  it.each([
    ["lemno", ["kiwi", "lemon"], ["lemon"]],
    ["Lemon", ["kiwi", "lemon"], ["lemon"]],
    ["labeler1", ["labeler_1", "labeler_2", "my_username"], ["labeler_1", "labeler_2"]],
    ["data", ["dataset_01", "other"], ["dataset_01"]],
    ["on_reveiw", ["pending", "on_review", "completed"], ["on_review"]],
    ["car", ["kiwi", "lemon"], []],
  ])("finds names similar to %s in %j: %j", (name, candidates, found) => {
    expect(nearest(name, candidates)).toEqual(found);
  });

  it("gives the hint: the nearest names, or else the existing ones", () => {
    expect(suggest("lemno", ["kiwi", "lemon"])).toBe("did you mean 'lemon'?");
    expect(suggest("submarine", ["kiwi", "lemon"])).toBe("there are: 'kiwi', 'lemon'");
    expect(suggest("submarine", [])).toBe("there are none");
    expect(
      suggest(
        "submarine",
        Array.from({ length: 10 }, (_, index) => `t${index}`),
      ),
    ).toMatch(/'t7', and 2 more$/);
  });
});
