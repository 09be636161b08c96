import { describe, expect, it } from "vitest";
import { eachNumberedPage, eachPage, eachRow, type ListPage, type PageQuery } from "../../../src/client/http/pages.js";
import { ContractError, InvalidError } from "../../../src/domain/errors.js";

interface Row {
  readonly id: number;
}

/** A list of ids on a server with pages of `perPage`; `knows` says whether it supports the filter by ids above one. */
function server(ids: number[], perPage: number, knows: "filter" | "ignores" | "refuses" = "filter") {
  const asked: PageQuery[] = [];
  const ask = async (query: PageQuery): Promise<ListPage<Row>> => {
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

describe.each(["filter", "ignores", "refuses"] as const)(
  "with a server whose filter by id is like this: %s, pages",
  (knows) => {
    it("are read to the end", async () => {
      const { ask } = server([1, 2, 3, 4, 5, 6, 7], 3, knows);
      expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    it("take one request if all rows fit one page", async () => {
      const { ask, asked } = server([1, 2, 3], 3, knows);
      expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([1, 2, 3]);
      expect(asked).toEqual([{ kind: "first" }]);
    });

    it("have each row once while others are inserted and removed", async () => {
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
  },
);

it("pages are read by ids above the last, without page numbers, if the server supports it", async () => {
  const { ask, asked } = server([1, 2, 3, 4, 5], 2);
  await collect(eachRow(eachPage(ask), (row) => row));
  expect(asked).toEqual([{ kind: "first" }, { kind: "above", id: 2 }, { kind: "above", id: 4 }]);
});

it("rows that the server does not sort are read by page numbers", async () => {
  const { ask } = server([5, 1, 4, 2, 3], 2);
  expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([5, 1, 4, 2, 3]);
});

it("no page is requested after the reader stops", async () => {
  const { ask, asked } = server([1, 2, 3, 4, 5], 2);
  for await (const row of eachRow(eachPage(ask), (row) => row)) if (row.id === 2) break;
  expect(asked).toHaveLength(1);
});

it("an empty list has no rows", async () => {
  const { ask } = server([], 2);
  expect(await collect(eachRow(eachPage(ask), (row) => row))).toEqual([]);
});

describe("a server with contradictory pages is rejected, for example one that", () => {
  const page = (ids: readonly number[], total: number, perPage = 2): ListPage<Row> => ({
    ...{ total, perPage },
    entities: ids.map((id) => ({ id })),
  });
  const read = (ask: (query: PageQuery) => Promise<ListPage<Row>>) =>
    collect(eachRow(eachPage(ask, "things.list"), (row) => row));
  const number = (query: PageQuery) => (query.kind === "numbered" ? query.page : query.kind === "first" ? 1 : 0);

  it.each<[string, (query: PageQuery) => ListPage<Row>]>([
    ["has an empty first page of ten rows", () => page([], 10)],
    ["has an empty page above the last id", (query) => (query.kind === "first" ? page([1, 2], 10) : page([], 8))],
    ["has an empty second page", (query) => (query.kind === "first" ? page([2, 1], 10) : page([], 10))],
    ["repeats its first page", () => page([1, 2], 10)],
    ["repeats its first page, unsorted", () => page([2, 1], 10)],
    ["repeats a later page", (query) => page(number(query) === 1 ? [4, 3] : [2, 1], 10)],
    ["says that all fits a page, and gives less", () => page([2, 1], 10, 1000)],
    ["takes its total back and forth", (query) => page([2, 1], number(query) % 2 === 0 ? 4 : 8)],
    ["says ever more", (query) => page([2, 1], 10 * number(query) + 10)],
  ])("%s", async (_what, response) => {
    await expect(read(async (query) => response(query))).rejects.toBeInstanceOf(ContractError);
  });

  it("returns rows without end", async () => {
    const response = async (query: PageQuery) => {
      const start = query.kind === "above" ? query.id : 0;
      return page(
        Array.from({ length: 1000 }, (_, at) => start + at + 1),
        2000,
        1000,
      );
    };
    await expect(read(response)).rejects.toThrow(/^things\.list: received \d+ rows of a list of 2000$/);
  });

  it.each<[string, (query: PageQuery) => ListPage<Row>]>([
    ["an empty page", (query) => page(number(query) === 1 ? [1, 2] : [], 10)],
    ["the same page", () => page([1, 2], 1000)],
    ["an empty first page", () => page([], 10)],
  ])("returns rows without ids and %s", async (_what, response) => {
    const rows = eachRow(
      eachNumberedPage(async (query) => response(query)),
      (row: Row) => row,
    );
    await expect(collect(rows)).rejects.toBeInstanceOf(ContractError);
  });

  it("a server that counts all rows regardless of the filter is accepted", async () => {
    const ids = [1, 2, 3, 4, 5];
    const response = async (query: PageQuery) =>
      page(ids.filter((id) => id > (query.kind === "above" ? query.id : 0)).slice(0, 2), 5);
    expect(await read(response)).toEqual(ids);
  });
});
