import { afterAll, describe, expect, it } from "vitest";
import { display, isDisplayable } from "../../../src/domain/display/display.js";
import { helpFor, helpQuery, readableTags } from "../../../src/engine/session/help.js";
import { Cells } from "../cells.js";

it("is requested by a cell with nothing else", () => {
  expect(
    [
      "help",
      "help;",
      " help() ",
      "help(team(8).job)",
      "waitFor?",
      "team(8).job?",
      "help('waitFor')",
      "job??",
      "?job",
      "??job",
    ].map(helpQuery),
  ).toEqual(["", "", "", "team(8).job", "waitFor", "team(8).job", "waitFor", "job", "job", "job"]);
  expect(["help + 1", "const help = 1", "a ? b : c", "helper", "help(1).x"].map(helpQuery)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});

it("shows the type and docstring, also of a chain's method by its name alone", async () => {
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

it("joins the lines of a paragraph, and keeps those of code, lists and tags", async () => {
  const documentation =
    "Waits for\nthe jobs.\n\nCost:\n- one list\n  per poll\n- no more\n\n*@param* `a` — what\nit is\n\n*@example*\n```ts\nawait a\nawait b\n```";
  const inspect = async () => ({ type: "waitFor(): void", documentation });
  const complete = async () => ({ start: 0, end: 0, items: [] });
  expect(await helpFor("waitFor", { inspect, complete })).toMatchObject({
    parts: [
      {},
      {
        text: "Waits for the jobs.\n\nCost:\n- one list per poll\n- no more\n\nparam a what it is\n\nexample \nawait a\nawait b",
      },
    ],
  });
});

describe("help within code", () => {
  const cells = new Cells();
  afterAll(() => cells.close());
  const shown = async (code: string) => {
    const value = await cells.value(code);
    return isDisplayable(value) ? JSON.stringify(value[display]()) : value;
  };

  it("shows the docstring of its argument, in a function and after an await", async () => {
    await cells.value("/** Counts lemons. */\nfunction count(tree: string) { return tree.length }");
    expect(await shown("const asked = await help(count)\nasked")).toContain("Counts lemons.");
    expect(await shown("function ask() { return help(count) }\nawait ask()")).toContain("Counts lemons.");
    expect(await shown("// a comment\nhelp(count)")).toContain("Counts lemons.");
  });

  it("describes the string or function in a variable, and shows an overview without an argument", async () => {
    await cells.value("const word = 'count', same = count");
    expect(await shown("await Promise.all([word].map((one) => help(one)))\nhelp(word)")).toContain("word");
    expect(await shown("[same].map((one) => help(one))[0]")).toContain("Counts lemons.");
    expect(await shown("await Promise.resolve(help())")).toContain("a line that evaluates to a chain runs it");
    expect(await shown("await Promise.resolve(help('lemonade'))")).toContain("no help for lemonade");
  });

  it("describes values: the type of an expression, and the methods of a chain", async () => {
    await cells.value("const roads = { lemons: 2 }");
    expect(await shown("await Promise.resolve(help({ ...roads }))")).toContain("lemons: number;");
    expect(await shown("await Promise.resolve(help(3))")).toContain("no help for 3");
    expect(await shown("[Object.create(null), new Proxy({}, {}), null].map((one) => help(one))[1]")).toContain(
      "no help",
    );
  });

  it("completes an entry that is a question, so that consoles run it", () => {
    const asked = ["team?", "?team", "job??", "help(team)", "help", "a ? b", "f("];
    expect(asked.map((code) => cells.session.isComplete(code).status)).toEqual([
      ...Array(5).fill("complete"),
      ...Array(2).fill("incomplete"),
    ]);
  });

  it("is a value, which a user's own name replaces", async () => {
    expect(await cells.value("const h = help\n;[typeof h, [1].map(() => help).length]")).toEqual(["function", 1]);
    expect(await cells.value("const of = (help: (n: number) => number) => help(2)\nof((n) => n + 1)")).toBe(3);
    expect(await cells.value("const help = (n: number) => n * 2", "help(4)")).toBe(8);
  });
});

it("shows the tags of a docstring as Markdown", () => {
  expect(readableTags("*@throws* — when")).toBe("**throws** when");
});
