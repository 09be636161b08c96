/** The notebooks of the repository against their saved outputs, by Jupyter's nbclient and in stock tslab. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotebookRunner, notebooks, notebookTimeout as timeout } from "../support/notebook-runner.js";

let runner: NotebookRunner;

beforeAll(async () => {
  runner = await NotebookRunner.open();
}, 600_000);

afterAll(() => runner.close());

describe.each(notebooks)("%s", (notebook) => {
  it("has its saved outputs by nbclient", { timeout }, async () => {
    if (runner.hasNbclient) expect(await runner.differencesByNbclient(notebook, "slylab")).toEqual([]);
  });

  it("runs unchanged in stock tslab, with the same text output", { timeout }, async () => {
    // A run in tslab takes 10 s of CPU: one is by nbclient, the others are by slylab's runner.
    if (notebook === "04-many-annotators.ipynb" && runner.hasNbclient)
      expect(await runner.differencesByNbclient(notebook, "tslab")).toEqual([]);
    else expect(await runner.run(notebook, "--check", "--kernel", "tslab")).toMatchObject({ exitCode: 0 });
  });
});
