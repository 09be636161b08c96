/** Cells and modules import from JSON files every name that the type checker accepts. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;
beforeAll(() => {
  cells = new Cells(
    {},
    {
      "data.json": '{ "lemons": 6 }',
      "list.json": "[1, 2]",
      "broken.json": '{\n  "lemons": 6,,\n}',
      "broken.ts": "import data from './broken.json'\nexport const n = data",
      "fruit.ts": [
        "import whole, { lemons } from './data.json' with { type: 'json' }",
        "import { lemons as again } from './data.json'",
        "import * as all from './data.json'",
        "export const fruit = [whole.lemons, lemons, again, all.lemons]",
      ].join("\n"),
    },
  );
});
afterAll(() => cells.close());

it("have a default and their members as exports, in cells", async () => {
  expect(await cells.value("import whole, { lemons } from './data.json'", "whole.lemons + lemons")).toBe(12);
  expect(await cells.value("import { lemons as more } from './data.json' with { type: 'json' }", "more")).toBe(6);
  expect(await cells.value("(await import('./data.json')).lemons")).toBe(6);
  expect(await cells.value("import list from './list.json'", "list[1]")).toBe(2);
});

it("have them in modules too, with the attribute and without", async () => {
  expect(await cells.value("import { fruit } from './fruit.ts'", "fruit")).toEqual([6, 6, 6, 6]);
});

it("have no other exports", async () => {
  expect((await cells.error("import { kiwis } from './data.json'")).diagnostics[0]?.code).toBe(2305);
});

it.each(["import data from './broken.json'", "import { n } from './broken.ts'"])(
  "show their own line if they cannot be parsed: %s",
  async (code) => {
    const { frames } = await cells.error(code, { check: false });
    expect(frames[0]).toMatchObject({ cell: expect.stringMatching(/broken\.json$/), line: 2, column: 15 });
  },
);
