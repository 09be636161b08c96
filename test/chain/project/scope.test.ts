import { describe, expect, it } from "vitest";
import { named, pick } from "../../../src/chain/project/scope.js";
import { NoResultError } from "../../../src/domain/errors.js";

const datasets = [
  { id: 10555, name: "dataset_01" },
  { id: 10556, name: "dataset_02" },
  { id: 10600, name: "other" },
  { id: 10601, name: "other" },
];

describe("pick", () => {
  it("finds a record by id or name", () => {
    expect([pick("dataset", 10556, datasets).name, pick("dataset", "dataset_01", datasets).id]).toEqual([
      "dataset_02",
      10555,
    ]);
    expect([named(8), named("lemons")]).toEqual(["8", "'lemons'"]);
  });

  it.each([
    ["dataset_1", "no dataset 'dataset_1' in project 5555", "did you mean 'dataset_01' or 'dataset_02'?"],
    [
      10557,
      "no dataset 10557 in project 5555",
      "there are: 10556 'dataset_02', 10555 'dataset_01', 10600 'other', 10601 'other'",
    ],
    ["other", "2 datasets are named 'other' in project 5555", "use an id: 10600, 10601"],
  ])("throws for %s and hints at similar names", (reference, message, hint) => {
    const call = () => pick("dataset", reference, datasets, " in project 5555");
    expect(call).toThrow(NoResultError);
    expect(call).toThrow(expect.objectContaining({ message, hint }));
  });

  it("says if there are no records", () => {
    for (const reference of [1, "x"]) {
      expect(() => pick("team", reference, [])).toThrow(expect.objectContaining({ hint: "there are none" }));
    }
  });
});
