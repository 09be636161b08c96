import { describe, expect, it } from "vitest";
import { Node } from "../../../src/chain/core/node.js";
import { ListChain } from "../../../src/chain/list/list-chain.js";
import { display } from "../../../src/domain/display/display.js";
import { counted, nowhere } from "../fake-chain.js";

class Row {
  static readonly plural = "rows";
  static readonly columns = [{ title: "Row", kind: "count", value: (row: Row) => row.value }] as const;
  constructor(readonly value: number) {}
}

/** A list of rows 1, 2, 3 … that counts how many were created. */
function rowsAfter(step: ReturnType<typeof counted>, count: number) {
  const seen = { rows: 0 };
  const source = {
    label: "rows",
    record: Row,
    async *stream() {
      for (let value = 1; value <= count; value++) {
        seen.rows++;
        yield new Row(value);
      }
    },
  };
  return { seen, chain: ListChain.after(Node.root(nowhere, step), source) };
}

describe("a list chain", () => {
  it("reads all rows once into a frozen list that is displayed as a table", async () => {
    const { chain, seen } = rowsAfter(counted("before"), 3);
    const rows = await chain;
    expect(rows.map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(Object.isFrozen(rows)).toBe(true);
    expect(rows[display]()).toMatchObject({ kind: "table", rows: [[1], [2], [3]] });
    await chain;
    expect(seen.rows).toBe(3);
  });

  it("reads no further rows after `break` in for await", async () => {
    const { chain, seen } = rowsAfter(counted("before"), 1_000_000);
    for await (const { value } of chain.where((row) => row.value % 2 === 0)) if (value === 4) break;
    expect(seen.rows).toBe(4);
  });

  it("applies several where() tests, awaited and walked", async () => {
    const { chain } = rowsAfter(counted("before"), 12);
    const narrowed = chain.where(({ value }) => value % 2 === 0).where(({ value }) => value % 3 === 0);
    expect((await narrowed).map(({ value }) => value)).toEqual([6, 12]);
    const walked: number[] = [];
    for await (const { value } of narrowed.fresh()) walked.push(value);
    expect(walked).toEqual([6, 12]);
  });

  it("runs the steps before it once, however often it is read", async () => {
    const before = counted("before");
    const { chain } = rowsAfter(before, 2);
    for await (const _row of chain) void _row;
    await chain;
    await chain.where(() => true);
    expect(before.runs).toBe(1);
  });
});
