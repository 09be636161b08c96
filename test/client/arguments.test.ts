import { describe, expect, it } from "vitest";
import { changesOf, checkFields, checkIds, checkList, checkSome, checkStatus } from "../../src/client/arguments.js";
import { ArgumentError } from "../../src/domain/errors.js";

describe("a selection", () => {
  it("must be a list, and hold something where something is done to each", () => {
    expect(() => checkList("image.downloadBatch", "ids", [])).not.toThrow();
    expect(() => checkList("image.downloadBatch", "ids", 7)).toThrow("ids is no list");
    expect(() => checkSome("image.removeBatch", "ids", [])).toThrow("ids is empty");
    expect(() => checkSome("image.removeBatch", "ids", [7])).not.toThrow();
  });

  it.each([0, -1, 1.5, 2 ** 53, "7", null, undefined])("of ids does not hold %s", (id) => {
    expect(() => checkIds("image.removeBatch", "ids", [7, id as number])).toThrow(`ids holds ${id}`);
  });
});

it("a status is one that jobs have", () => {
  expect(() => checkStatus("labelingJob.wait", "target", "on_review")).not.toThrow();
  expect(() => checkStatus("labelingJob.wait", "target", "done")).toThrow('no status "done"');
});

describe("an object of fields", () => {
  it.each([undefined, null, 7, "x", [{}]])("is not %s", (value) => {
    expect(() => checkFields("user.create", "user", value)).toThrow(ArgumentError);
  });

  it("that changes something gives what it changes, and no more", () => {
    const changes = { name: "citrus", description: undefined, size: 3 };
    expect(changesOf("project.update", changes, ["name", "description"])).toEqual({ name: "citrus" });
  });

  it("that changes nothing says what may be given", () => {
    const misspelt = { nmae: "citrus" } as { name?: string };
    expect(() => changesOf("project.update", misspelt, ["name", "description"])).toThrow(
      expect.objectContaining({
        message: "nothing is to be changed",
        method: "project.update",
        argument: "changes",
        hint: "give one or more of name, description",
      }),
    );
  });
});
