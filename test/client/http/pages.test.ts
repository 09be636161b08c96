import { describe, expect, it } from "vitest";
import { eachPage, eachRow, type Page, type PageQuery } from "../../../src/client/http/pages.js";
import { InvalidError } from "../../../src/domain/errors.js";

interface Row {
  readonly id: number;
}

/** A list of ids on a server with pages of `perPage`; `knows` says whether it knows the filter above an id. */
function server(ids: number[], perPage: number, knows: "filter" | "ignores" | "refuses" = "filter") {
  const asked: PageQuery[] = [];
  const ask = async (query: PageQuery): Promise<Page<Row>> => {
    asked.push(query);
    if (query.kind === "above" && knows === "refuses") {
      throw new InvalidError("no such filter", { status: 400, method: "things.list" });
    }
    const rows = query.kind === "above" && knows === "filter" ? ids.filter((id) => id > query.id) : ids;
    const start = query.kind === "numbered" ? (query.page - 1) * query.perPage : 0;
    const page = rows.slice(start, start + perPage);
    return { total: rows.length, perPage, entities: page.map((id) => ({ id })) };
  };
  return { ask, asked };
}

async function collect(rows: AsyncIterable<Row>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of rows) ids.push(id);
  return ids;
}

describe.each(["filter", "ignores", "refuses"] as const)("a server that %s", (knows) => {
  it("is read to the end", async () => {
    const { ask } = server([1, 2, 3, 4, 5, 6, 7], 3, knows);
    expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("costs one request for what fits a page", async () => {
    const { ask, asked } = server([1, 2, 3], 3, knows);
    expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([1, 2, 3]);
    expect(asked).toEqual([{ kind: "first" }]);
  });

  it("gives each row once while others are inserted and removed", async () => {
    const ids = [2, 4, 6, 8, 10, 12, 14, 16];
    const { ask } = server(ids, 3, knows);
    const seen: number[] = [];
    for await (const { id } of eachRow(eachPage(ask), (row) => row)) {
      seen.push(id);
      if (id === 6) ids.splice(0, 2);
      if (id === 12) ids.push(17);
    }
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen).toEqual(expect.arrayContaining([2, 4, 6, 8, 10, 12, 14, 16]));
  });
});

it("asks for ids above the last, and for no page number, where the server knows how", async () => {
  const { ask, asked } = server([1, 2, 3, 4, 5], 2);
  await collect(eachRow(eachPage(ask), (row) => row));
  expect(asked).toEqual([{ kind: "first" }, { kind: "above", id: 2 }, { kind: "above", id: 4 }]);
});

it("reads by page numbers what the server does not sort", async () => {
  const { ask } = server([5, 1, 4, 2, 3], 2);
  expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([5, 1, 4, 2, 3]);
});

it("asks for nothing more when the reader stops", async () => {
  const { ask, asked } = server([1, 2, 3, 4, 5], 2);
  for await (const row of eachRow(eachPage(ask), (row) => row)) if (row.id === 2) break;
  expect(asked).toHaveLength(1);
});

it("gives nothing of an empty list", async () => {
  const { ask } = server([], 2);
  expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([]);
});
