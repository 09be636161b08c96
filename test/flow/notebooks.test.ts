/** The notebooks of the repository against their saved outputs, by slylab's runner. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotebookRunner, notebooks, notebookTimeout as timeout } from "../support/notebook-runner.js";

let runner: NotebookRunner;

beforeAll(async () => {
  runner = await NotebookRunner.open();
}, 600_000);

afterAll(() => runner.close());

describe.each(notebooks)("%s", (notebook) => {
  it("has its saved outputs", { timeout }, async () => {
    expect(await runner.run(notebook, "--check")).toMatchObject({ exitCode: 0 });
  });
});
