import { expect, it } from "vitest";
import { answerTo, askedOf, readable } from "../../../src/engine/session/help.js";

it("is asked for by a cell that is nothing else", () => {
  expect(["help", "help;", " help() ", "help(team(8).job)", "waitFor?", "team(8).job?"].map(askedOf)).toEqual([
    "",
    "",
    "",
    "team(8).job",
    "waitFor",
    "team(8).job",
  ]);
  expect(["help + 1", "const help = 1", "a ? b : c", "helper", "help(1).x"].map(askedOf)).toEqual(
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
  const model = await answerTo("waitFor", { inspect, complete });
  expect(model).toEqual({
    kind: "stack",
    parts: [
      { kind: "text", text: "waitFor(): void", tone: "code" },
      { kind: "text", text: "Waits.\n\nparam a what" },
    ],
  });
  expect(asked[0]).toBe("waitFor");
  expect(await answerTo("gone", { inspect, complete })).toMatchObject({
    kind: "error",
    message: "nothing is known of gone",
  });
});

it("reads the tags of a docstring as markdown", () => {
  expect(readable("*@throws* — when")).toBe("**throws** when");
});
