import { expect, it } from "vitest";
import { helpFor, helpQuery, readableTags } from "../../../src/engine/session/help.js";

it("is asked for by a cell that is nothing else", () => {
  expect(["help", "help;", " help() ", "help(team(8).job)", "waitFor?", "team(8).job?"].map(helpQuery)).toEqual([
    "",
    "",
    "",
    "team(8).job",
    "waitFor",
    "team(8).job",
  ]);
  expect(["help + 1", "const help = 1", "a ? b : c", "helper", "help(1).x"].map(helpQuery)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});

it("answers with the type and the docstring, and finds words of chains by themselves", async () => {
  const asked: string[] = [];
  const inspect = async (code: string) => {
    asked.push(code);
    return code === "job(1).waitFor"
      ? { type: "waitFor(): void", documentation: "Waits.\n\n*@param* `a` — what" }
      : undefined;
  };
  const complete = async () => ({ start: 0, end: 0, items: [] });
  const model = await helpFor("waitFor", { inspect, complete });
  expect(model).toEqual({
    kind: "stack",
    parts: [
      { kind: "text", text: "waitFor(): void", tone: "code" },
      { kind: "text", text: "Waits.\n\nparam a what" },
    ],
  });
  expect(asked[0]).toBe("waitFor");
  expect(await helpFor("gone", { inspect, complete })).toMatchObject({
    kind: "error",
    message: "no help for gone: the name is unknown",
  });
});

it("reads the tags of a docstring as markdown", () => {
  expect(readableTags("*@throws* — when")).toBe("**throws** when");
});
