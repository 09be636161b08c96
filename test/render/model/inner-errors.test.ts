import { describe, expect, it } from "vitest";
import { recordErrorLocations } from "../../../src/domain/display/error-locations.js";
import { cellErrorModel, errorModel } from "../../../src/render/model/error-model.js";
import { innerErrors } from "../../../src/render/model/inner-errors.js";

/** An error with places as the engine records them. */
function thrown<E extends Error>(
  error: E,
  ...places: readonly [cell: string, line: number, functionName?: string][]
): E {
  void error.stack;
  recordErrorLocations(
    error,
    places.map(([cell, line, functionName]) => ({ cell, line, column: 3, functionName })),
  );
  return error;
}

describe("the errors inside of an error", () => {
  it("have the innermost place that they do not share with the error around them", () => {
    const low = thrown(new TypeError("low level"), ["lib/a.ts", 2, "read"], ["cell 1", 9, "main"]);
    const high = thrown(new Error("cannot load", { cause: low }), ["cell 1", 4, "load"], ["cell 1", 9, "main"]);
    expect(innerErrors(high)).toEqual([
      { kind: "text", text: "caused by TypeError: low level\n  at lib/a.ts:2:3 (read)", tone: "dim" },
    ]);
    const all = thrown(new AggregateError([low, thrown(new RangeError("far"), ["cell 2", 1])], "both"), ["cell 3", 1]);
    expect(innerErrors(all)).toEqual([
      {
        kind: "text",
        text: "- TypeError: low level\n    at lib/a.ts:2:3 (read)\n- RangeError: far\n    at cell 2:1:3",
      },
    ]);
  });

  it("have no place on the line of the error around them", () => {
    const inner = thrown(new Error("b"), ["cell 1", 1]);
    expect(innerErrors(thrown(new Error("a", { cause: inner }), ["cell 1", 1]))).toMatchObject([
      { text: "caused by Error: b" },
    ]);
  });

  it("contain errors themselves: causes of collected errors, collected errors of causes", () => {
    const refused = new AggregateError([new Error("first address"), new Error("second address")], "refused");
    const failed = new Error("fetch failed", { cause: refused });
    expect(innerErrors(new AggregateError([failed], "all"))[0]?.text.split("\n")).toEqual([
      "- Error: fetch failed",
      "  caused by AggregateError: refused",
      "  - Error: first address",
      "  - Error: second address",
    ]);
  });

  it("are limited beside a failed cell, and complete where the error is the value", () => {
    const errors = Array.from({ length: 9 }, (_none, index) => new Error(`e${index}`));
    const error = new AggregateError(errors, "all");
    const frames = Array.from({ length: 8 }, (_none, index) => ({ cell: "cell 1", line: index + 1, column: 1 }));
    const cellError = {
      phase: "run",
      name: "AggregateError",
      message: "all",
      frames,
      diagnostics: [],
      thrown: error,
    } as const;
    const cut = JSON.stringify(cellErrorModel(cellError, "", "cell 1"));
    expect(cut).toContain("… 3 more");
    expect(cut).toContain("… 3 more calls");
    recordErrorLocations(error, frames);
    const whole = JSON.stringify(errorModel(error));
    expect(whole).toContain("- Error: e8");
    expect(whole).toContain("from cell 1:8:1");
    expect(whole).not.toContain("more");
  });

  it("may contain themselves", () => {
    const error = new AggregateError([], "self");
    error.errors.push(error);
    error.cause = error;
    expect(innerErrors(error)).toEqual([{ kind: "text", text: "- AggregateError: self" }]);
  });
});
