import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/domain/errors.js";
import { type CellErrorData, cellErrorModel, errorModel } from "../../../src/render/model/error-model.js";

describe("errorModel", () => {
  it("lists causes, including a code without a message", () => {
    const refused = Object.assign(new Error(""), { code: "ECONNREFUSED" });
    const error = new Error("no answer", { cause: new TypeError("fetch failed", { cause: refused }) });
    expect(errorModel(error).parts).toEqual([
      { kind: "text", text: "caused by TypeError: fetch failed\ncaused by Error (ECONNREFUSED)", tone: "dim" },
    ]);
  });

  it("omits a cause that repeats the message, unless it has its own name or code", () => {
    const parts = (message: string, cause: unknown) => errorModel(new Error(message, { cause })).parts;
    expect(parts("stop: job 9 not found", new Error("job 9 not found"))).toBeUndefined();
    expect(parts("stop: job 9 not found", "job 9 not found")).toBeUndefined();
    expect(parts("stop: no", new RangeError("no"))).toMatchObject([{ text: "caused by RangeError: no" }]);
    const coded = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    expect(parts("stop: refused", coded)).toMatchObject([{ text: "caused by Error: refused (ECONNREFUSED)" }]);
    const deep = new Error("a", { cause: new Error("why") });
    expect(parts("b: a", deep)).toMatchObject([{ text: "caused by Error: why" }]);
  });

  it("shows the lines of an assertion without colors of their own", () => {
    const error = Object.assign(new Error("\u001b[32m+ actual\u001b[39m"), { code: "ERR_ASSERTION" });
    expect(errorModel(error)).toMatchObject({ message: "+ actual", isLong: true });
  });

  it("handles circular causes", () => {
    const error = new Error("a");
    error.cause = new Error("b", { cause: error });
    expect(errorModel(error).parts).toEqual([{ kind: "text", text: "caused by Error: b", tone: "dim" }]);
  });

  it("lists all collected errors", () => {
    const error = new AggregateError(
      Array.from({ length: 8 }, (_none, index) => new Error(`e${index}`)),
      "all failed",
    );
    const [part] = errorModel(error).parts ?? [];
    expect(part).toMatchObject({ kind: "text", text: expect.stringMatching(/^- Error: e0\n.*- Error: e7$/s) });
  });

  it("shows the name of a subclass that does not set its own", () => {
    class QuotaError extends Error {}
    expect(errorModel(new QuotaError("full")).name).toBe("QuotaError");
  });

  it("keeps an error's own model and adds its place", () => {
    const error = new ConfigError("bad", { option: "API_TOKEN", source: "local.env:3", hint: "set it" });
    const source = { file: "cell 1", line: 1, column: 1, text: "connect()" };
    expect(errorModel(error, source)).toEqual({
      kind: "error",
      name: "ConfigError",
      message: "bad",
      hint: "set it",
      source,
      isWhole: true,
    });
  });
});

describe("cellErrorModel", () => {
  const run: CellErrorData = {
    phase: "run",
    name: "TypeError",
    message: "no",
    frames: [
      { cell: "cell 2", line: 1, column: 7, functionName: "stop", text: "  throw new TypeError('no')" },
      { cell: "cell 3", line: 4, column: 1, text: "stop()" },
    ],
    diagnostics: [],
    thrown: new TypeError("no"),
  };

  it("shows the innermost line of a run, and its callers", () => {
    expect(cellErrorModel(run, "", "cell 3")).toMatchObject({
      name: "TypeError",
      source: { file: "cell 2", line: 1, column: 7 },
      parts: [{ kind: "text", text: "  from cell 3:4:1" }],
    });
  });

  it("shows the value if it is not an error", () => {
    const error = { ...run, name: "thrown", message: "'oops'", thrown: "oops", frames: [] };
    expect(cellErrorModel(error, "", "cell 3")).toEqual({ kind: "error", name: "thrown", message: "'oops'" });
  });

  it("keeps an error's own model if its place is unknown", () => {
    const thrown = new ConfigError("bad", { option: "A", source: "b", hint: "set it", cause: new Error("bad") });
    const error = { ...run, name: "ConfigError", message: "bad", thrown, frames: [] };
    expect(cellErrorModel(error, "", "cell 3")).toEqual({
      kind: "error",
      name: "ConfigError",
      message: "bad",
      hint: "set it",
    });
  });

  it("prefers the engine's hint to the error's", () => {
    expect(cellErrorModel({ ...run, hint: "npm install lemons" }, "", "cell 3").hint).toBe("npm install lemons");
  });

  it("shows the line of a check's first finding, and lists the others", () => {
    const error: CellErrorData = {
      phase: "check",
      name: "TypeError",
      message: "'strin' is not a status",
      frames: [],
      diagnostics: [
        { severity: "error", code: 2345, message: "'strin' is not a status", line: 2, column: 5 },
        { severity: "error", code: 2304, message: "cannot find name 'b'", line: 3, column: 1 },
      ],
    };
    expect(cellErrorModel(error, "const a = 1\nrun('strin')\nb", "cell 3")).toMatchObject({
      source: { file: "cell 3", line: 2, column: 5, text: "run('strin')" },
      parts: [{ kind: "text", text: "cell 3:3:1 cannot find name 'b'", tone: "dim" }],
    });
  });
});
