/** The notebooks of the repository against their saved outputs, in slylab's kernel. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotebookRunner, notebooks, notebookTimeout as timeout } from "../support/notebook-runner.js";

let runner: NotebookRunner;

beforeAll(async () => {
  runner = await NotebookRunner.open();
}, 600_000);

afterAll(() => runner.close());

describe.each(notebooks)("%s", (notebook) => {
  it("produces its saved outputs in slylab's runner", { timeout }, async () => {
    expect(await runner.run(notebook, "--check")).toMatchObject({ exitCode: 0 });
  });

  it("has its saved outputs by nbclient", { timeout }, async () => {
    if (runner.hasNbclient) expect(await runner.differencesByNbclient(notebook, "slylab")).toEqual([]);
  });
});
