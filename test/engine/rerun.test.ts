/** Runs cells of the shipped notebooks again: the checker's results stay the same. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { promptNames } from "../../src/cli/support/prompt-names.js";
import { codeOf } from "../../src/domain/notebook/cells.js";
import { parseNotebook } from "../../src/domain/notebook/parse-notebook.js";
import type { Checker } from "../../src/engine/check/checker.js";
import { openLspChecker } from "../../src/engine/check/checker-lsp.js";
import { outlineCell } from "../../src/engine/pipeline/outline.js";
import { loadOxc } from "../../src/engine/pipeline/oxc.js";
import { isRejection, type ParsedCell, parseCell } from "../../src/engine/pipeline/prepare.js";
import { builtCli } from "../support/built.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const notebooks = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));

function parse(code: string): ParsedCell {
  const parsed = parseCell(loadOxc(), code);
  if (isRejection(parsed)) throw new Error(code);
  return parsed;
}

/** Checks the cells of one notebook. */
class Checked {
  readonly #cells: readonly ParsedCell[];
  readonly #checker: Checker;

  constructor(cells: readonly ParsedCell[], declarations: string) {
    this.#cells = cells;
    this.#checker = openLspChecker({ cwd: join(root, "notebooks"), library: { declarations, names: promptNames } });
  }

  /** Returns the checker's results for each cell, and for each name that only one cell declares, after these cells ran too. */
  async after(order: readonly number[]): Promise<unknown[]> {
    const counts = new Map<string, number>();
    for (const cell of this.#cells)
      for (const name of outlineCell(cell).names.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const index of order) {
      const cell = this.#cells[index];
      if (cell !== undefined) this.#checker.keep(cell, new Set());
    }
    const found: unknown[] = [];
    for (const cell of this.#cells) found.push(await this.#checker.check(cell.text, cell));
    for (const [name, count] of counts) {
      if (count === 1) found.push([name, (await this.#checker.inspect(name, name.length))?.type]);
    }
    return found;
  }

  close(): Promise<void> {
    return this.#checker.close();
  }
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
  let declarations = "";
  beforeAll(async () => {
    declarations = join(dirname(dirname(await builtCli())), "index.d.ts");
  }, 120_000);

  it.each(notebooks)("are checked as in a fresh session: %s", async (name) => {
    const cells = codeOf(parseNotebook(readFileSync(join(root, "notebooks", name), "utf8"), name)).map(parse);
    const once = cells.map((_, index) => index);
    const checked = new Checked(cells, declarations);
    onTestFinished(() => checked.close());
    const fresh = await checked.after(once);
    expect(await checked.after(once.flatMap((index) => [index, index]))).toEqual(fresh);
    expect(await checked.after([...once, ...shuffled(cells.length), ...once])).toEqual(fresh);
  });
});
