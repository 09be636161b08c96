import { expect, it } from "vitest";
import { optionTables, optionTypes } from "../../../src/engine/session/help-fields.js";

it("finds the types of a signature's parameters", () => {
  expect(optionTypes("(method) TeamScopeChain<Team>.job(spec?: JobSpec): JobDraft")).toEqual(["JobSpec"]);
  expect(optionTypes("waitFor(status: JobStatus, options?: WaitOptions): JobChain")).toEqual([
    "JobStatus",
    "WaitOptions",
  ]);
  expect(optionTypes("(method) JobChain.status(): ValueChain<SeenStatus>")).toEqual([]);
  expect(optionTypes("const jobs: JobList")).toEqual([]);
});

it("lists the fields of objects with their types and words, and skips lists of words", async () => {
  const told: Readonly<Record<string, string>> = {
    JobStatus: 'type JobStatus = "pending"',
    WaitOptions: "interface WaitOptions",
  };
  const inspect = async (code: string, offset: number) => {
    const type = told[/slylab"\)\.(\w+)$/.exec(code)?.[1] ?? ""];
    if (type !== undefined) return { type };
    const field = /\w+$/.exec(code.slice(0, offset))?.[0];
    return { type: `(property) WaitOptions.${field}?: string | undefined`, documentation: `What ${field}\nis.` };
  };
  const items = ["every", "timeout"].map((text) => ({ text, kind: "property" }));
  const complete = async (_code: string, offset: number) => ({ start: offset, end: offset, items });
  const tables = await optionTables(
    { inspect, complete },
    "waitFor(status: JobStatus, options?: WaitOptions): JobChain",
  );
  expect(tables.map(({ title }) => title)).toEqual(["WaitOptions"]);
  expect(tables[0]?.rows).toEqual([
    ["every?", "string", "What every is."],
    ["timeout?", "string", "What timeout is."],
  ]);
});
