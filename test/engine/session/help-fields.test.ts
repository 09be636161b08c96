import { expect, it } from "vitest";
import { helpTables, optionTables, optionTypes, parameters } from "../../../src/engine/session/help-fields.js";

it("finds the types of a signature's parameters", () => {
  expect(optionTypes("(method) TeamScopeChain<Team>.job(spec?: JobSpec): JobDraft")).toEqual(["JobSpec"]);
  expect(optionTypes("waitFor(status: JobStatus, options?: WaitOptions): JobChain")).toEqual([
    "JobStatus",
    "WaitOptions",
  ]);
  expect(optionTypes("(method) JobChain.status(): ValueChain<SeenStatus>")).toEqual([]);
  expect(optionTypes("const jobs: JobList")).toEqual([]);
});

it("lists the fields of objects with their types and descriptions, and skips unions of strings", async () => {
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

it("lists the documented members of a value of slylab, except those of every object and array", async () => {
  const members: Readonly<Record<string, readonly [type: string, documentation?: string]>> = {
    jobs: [
      "(method) TeamChain.jobs(filter?: JobFilter): JobsChain",
      "Lists the jobs\nof [the team](file:///a.d.ts#1). More.",
    ],
    steps: ["(property) TeamChain.steps: readonly Step[]", "The steps."],
    inner: ["(method) TeamChain.inner(): void"],
    then: ["(method) TeamChain.then(onfulfilled?: () => void): void", "Runs the chain."],
    at: ["(method) Array<Job>.at(index: number): Job", "Returns the item."],
  };
  const inspect = async (code: string, offset: number) => {
    const [type = "", documentation] = members[/\w+$/.exec(code.slice(0, offset))?.[0] ?? ""] ?? [];
    return documentation === undefined ? { type } : { type, documentation };
  };
  const items = Object.keys(members).map((text) => ({ text, kind: "method" }));
  const complete = async (_code: string, offset: number) => ({ start: offset, end: offset, items });
  for (const type of ["TeamChain", "class TeamChain", "const t: TeamChain", "const t: TeamChain<Team>"]) {
    const [table] = await helpTables({ inspect, complete }, type);
    expect(table?.rows).toEqual([
      [".jobs(filter?)", "Lists the jobs of the team."],
      [".steps", "The steps."],
    ]);
  }
  expect(await helpTables({ inspect, complete: async () => ({ start: 0, end: 0, items: [] }) }, "Unknown")).toEqual([]);
});

it("reduces a method's parameters to their names", () => {
  const review = "(method) JobChain.review(decide: (image: Image, job: Job) => Verdict, options?: { a: 1, b: 2 }): R";
  expect(parameters(review, "review")).toBe("(decide, options?)");
  expect(parameters("(method) Draft.assign(...assign: readonly string[]): Draft", "assign")).toBe("(...assign)");
  expect(parameters("(method) List.where<S extends T>(test: (one: T) => one is S): List<S>", "where")).toBe("(test)");
  expect(parameters("(property) Draft.name: string", "name")).toBe("");
});
