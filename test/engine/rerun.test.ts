/** Runs cells of the shipped notebooks again: the checker's results stay the same. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { promptNames } from "../../src/cli/support/prompt-names.js";
import { codeOf } from "../../src/domain/notebook/cells.js";
import { parseNotebook } from "../../src/domain/notebook/parse-notebook.js";
import { openLspChecker } from "../../src/engine/check/checker-lsp.js";
import { outlineCell } from "../../src/engine/pipeline/outline.js";
import { loadOxc } from "../../src/engine/pipeline/oxc.js";
import { isRejection, type ParsedCell, parseCell } from "../../src/engine/pipeline/prepare.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const notebooks = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));

function parse(code: string): ParsedCell {
  const parsed = parseCell(loadOxc(), code);
  if (isRejection(parsed)) throw new Error(code);
  return parsed;
}

/**
 * Returns the checker's results for each cell, and for each name that only one cell declares, after the cells ran in
 * this order.
 */
async function told(cells: readonly ParsedCell[], order: readonly number[]) {
  const declarations = join(root, "src/index.ts");
  const checker = openLspChecker({ cwd: join(root, "notebooks"), library: { declarations, names: promptNames } });
  const counts = new Map<string, number>();
  for (const cell of cells)
    for (const name of outlineCell(cell).names.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const index of order) {
    const cell = cells[index];
    if (cell !== undefined) checker.keep(cell, new Set());
  }
  const found: unknown[] = [];
  for (const cell of cells) found.push(await checker.check(cell.text, cell));
  for (const [name, count] of counts) {
    if (count === 1) found.push([name, (await checker.inspect(name, name.length))?.type]);
  }
  await checker.close();
  return found;
}

/** The order is the same in each run of the test. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  let seed = 7;
  for (let at = count - 1; at > 0; at -= 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}

describe("cells that run again", { timeout: 120_000 }, () => {
  it.each(notebooks)("are checked as in a fresh session: %s", async (name) => {
    const cells = codeOf(parseNotebook(readFileSync(join(root, "notebooks", name), "utf8"), name)).map(parse);
    const once = cells.map((_, index) => index);
    const fresh = await told(cells, once);
    expect(
      await told(
        cells,
        once.flatMap((index) => [index, index]),
      ),
    ).toEqual(fresh);
    expect(await told(cells, [...once, ...shuffled(cells.length), ...once])).toEqual(fresh);
  });
});
