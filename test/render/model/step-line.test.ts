import { describe, expect, it } from "vitest";
import { progressLine, stepLine } from "../../../src/render/model/step-line.js";

const step = { id: 1, label: "create", state: "started" } as const;
const line = { kind: "progress", label: "create" } as const;

describe("lines of a trace", () => {
  it("show a step that runs, is done or failed", () => {
    expect(stepLine(step, "")).toEqual({ ...line, done: 0, state: "running" });
    expect(stepLine({ ...step, state: "done" }, "→ job 37")).toEqual({
      ...line,
      done: 1,
      state: "done",
      note: "→ job 37",
    });
    expect(stepLine({ ...step, state: "failed" }, "")).toEqual({ ...line, done: 0, state: "failed" });
  });

  it("show the progress of a step, with its note", () => {
    const event = { id: 1, label: "create", done: 2, total: 5 };
    expect(progressLine(event)).toEqual({ ...line, done: 2, total: 5, state: "running" });
    expect(progressLine({ ...event, note: "ana" })).toEqual({
      ...line,
      done: 2,
      total: 5,
      state: "running",
      note: "ana",
    });
  });
});
