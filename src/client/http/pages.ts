/** Reads lists page by page. A list that changes meanwhile neither fails nor loses rows that were read. */
import { countText } from "../../base/text/count-text.js";
import { ContractError, InvalidError } from "../../domain/errors.js";

/** One page of the response. */
export interface ListPage<T> {
  /** Number of rows of the whole list, for this request. */
  readonly total: number;
  readonly perPage: number;
  readonly entities: readonly T[];
}

/** The page to request: the first, the rows above an id, or a page by number. */
export type PageQuery =
  | { readonly kind: "first" }
  | { readonly kind: "above"; readonly id: number }
  | { readonly kind: "numbered"; readonly page: number; readonly perPage: number };

/**
 * Yields the pages of a list in the order of ascending ids.
 *
 * Each page asks for "ids above the last one", so that rows inserted or removed meanwhile shift nothing and a late page
 * costs the server no more than the first. Falls back to page numbers if the server does not support this filter.
 *
 * @throws {ContractError} the pages contradict the count that they state
 */
export async function* eachPage<T extends { readonly id: number }>(
  ask: (query: PageQuery) => Promise<ListPage<T>>,
  method = "list",
): AsyncGenerator<readonly T[], void, undefined> {
  const first = await ask({ kind: "first" });
  const walk = new CountCheck(method, first.total);
  yield walk.take(first.entities);
  if (first.entities.length === 0) return walk.end(first.total);
  if (isLast(first)) return;
  if (!isAscending(first.entities, 0)) return yield* eachNumbered(ask, first, walk);

  let lastId = first.entities.at(-1)!.id;
  for (;;) {
    const page = await askAbove(ask, lastId);
    if (page === undefined || !isAscending(page.entities, lastId)) {
      // Only the first filtered page shows whether the server supports the filter.
      return yield* eachNumbered(ask, first, walk, lastId);
    }
    // A server may count only the rows above the id (none are left) or the whole list (all of it was read).
    if (page.entities.length === 0) return page.total === 0 ? undefined : walk.end(page.total);
    yield walk.take(page.entities);
    if (isLast(page)) return;
    lastId = page.entities.at(-1)!.id;
  }
}

// A list may grow while it is read, but a server that keeps inventing rows must not cause an endless read.
const growthLimit = 10;
const growthSlack = 10_000;
// Rows inserted earlier in the list can shift a page so that it repeats rows.
const repeatedPagesLimit = 3;

/** Compares what was read of a list with the count that the server states. */
class CountCheck {
  readonly #method: string;
  readonly #expected: number;
  #rows = 0;
  #repeatedPages = 0;

  constructor(method: string, expected: number) {
    this.#method = method;
    this.#expected = expected;
  }

  /** Counts the rows of a page. */
  take<T>(rows: readonly T[]): readonly T[] {
    this.#rows += rows.length;
    if (rows.length > 0) this.#repeatedPages = 0;
    if (this.#rows > this.#expected * growthLimit + growthSlack) {
      throw this.#contractError(`received ${countText(this.#rows, "row")} of a list of ${this.#expected}`);
    }
    return rows;
  }

  /** Records a page without new rows. `patience` is the number of such pages that the server's counts explain. */
  miss(patience: number): void {
    this.#repeatedPages += 1;
    if (this.#repeatedPages > repeatedPagesLimit + patience) {
      throw this.#contractError(`${this.#repeatedPages} pages had only repeated rows`);
    }
  }

  /** Checks at the end of the list that no rows are missing. */
  end(total: number): void {
    if (this.#rows !== total)
      throw this.#contractError(`received ${countText(this.#rows, "row")} of a list of ${total}`);
  }

  /** Like {@link end}, for a list that may have changed while it was read. */
  endAfterChanges(total: number): void {
    if (total === this.#expected && this.#rows < total) this.end(total);
  }

  #contractError(what: string): ContractError {
    return new ContractError(`${this.#method}: ${what}`, {
      method: this.#method,
      issues: [{ path: "total", message: what }],
      hint: "read the list again, and report it to the server's administrator if it persists",
    });
  }
}

function isLast(page: ListPage<unknown>): boolean {
  return page.entities.length >= page.total;
}

function isAscending(rows: readonly { readonly id: number }[], above: number): boolean {
  return rows.every((row, at) => row.id > (rows[at - 1]?.id ?? above));
}

async function askAbove<T>(
  ask: (query: PageQuery) => Promise<ListPage<T>>,
  id: number,
): Promise<ListPage<T> | undefined> {
  try {
    return await ask({ kind: "above", id });
  } catch (error) {
    if (error instanceof InvalidError) return undefined;
    throw error;
  }
}

/** Yields pages 2 and later by number, without rows that were already read. */
async function* eachNumbered<T extends { readonly id: number }>(
  ask: (query: PageQuery) => Promise<ListPage<T>>,
  first: ListPage<T>,
  walk: CountCheck,
  lastId = 0,
): AsyncGenerator<readonly T[], void, undefined> {
  const seen = new Set(first.entities.map(({ id }) => id));
  const perPage = first.perPage || first.entities.length;
  let { total } = first;
  let page = 2;
  while (total > (page - 1) * perPage) {
    const response = await ask({ kind: "numbered", page, perPage });
    const rows = response.entities.filter(({ id }) => id > lastId && !seen.has(id));
    for (const { id } of rows) seen.add(id);
    // These pages repeat rows that were read by id, and rows that removals moved forward.
    if (rows.length === 0) walk.miss(Math.ceil(first.total / perPage));
    else yield walk.take(rows);
    const removedPages = Math.ceil((total - response.total) / perPage);
    if (response.entities.length === 0 && removedPages <= 0) {
      if (response.total > (page - 1) * perPage) walk.endAfterChanges(response.total);
      return;
    }
    page = removedPages > 0 ? Math.max(1, page - removedPages) : page + 1;
    ({ total } = response);
  }
  walk.endAfterChanges(total);
}

/**
 * Yields the pages of a list whose rows have no id or are in another order. Rows may repeat or be missed if the list
 * changes meanwhile.
 *
 * @throws {ContractError} a page is empty, or several are repeated, although the server reports more rows
 */
export async function* eachNumberedPage<T>(
  ask: (query: PageQuery) => Promise<ListPage<T>>,
  method = "list",
): AsyncGenerator<readonly T[], void, undefined> {
  let page = await ask({ kind: "first" });
  const walk = new CountCheck(method, page.total);
  const perPage = page.perPage || page.entities.length;
  let before = "";
  for (let number = 2; ; number += 1) {
    if (page.entities.length === 0) {
      return page.total > (number - 2) * perPage ? walk.endAfterChanges(page.total) : undefined;
    }
    const text = JSON.stringify(page.entities);
    if (text === before) walk.miss(0);
    else yield walk.take(page.entities);
    if ((number - 1) * perPage >= page.total) return walk.endAfterChanges(page.total);
    before = text;
    page = await ask({ kind: "numbered", page: number, perPage });
  }
}

/**
 * Yields the rows of pages, parsing each when it is reached. Parsing whole pages kept rows alive longer: reading 100,000 jobs
 * grew the process by 100 MB instead of 30.
 */
export async function* eachRow<R, T>(
  pages: AsyncIterable<readonly R[]>,
  read: (row: R, at: number) => T,
  keep: (row: T) => boolean = () => true,
): AsyncGenerator<T, void, undefined> {
  for await (const rows of pages) {
    let at = 0;
    for (const row of rows) {
      const record = read(row, at++);
      if (keep(record)) yield record;
    }
  }
}

/** Yields pages until `max` rows were read; requests no further page. */
export async function* atMost<T>(
  max: number | undefined,
  pages: AsyncGenerator<readonly T[], void, undefined>,
): AsyncGenerator<readonly T[], void, undefined> {
  if (max === undefined) return yield* pages;
  let remaining = max;
  for await (const rows of pages) {
    yield rows.slice(0, remaining);
    remaining -= rows.length;
    if (remaining <= 0) return;
  }
}
