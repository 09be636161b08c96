/** Pages → rows. A list that changes while it is read neither fails nor loses what was read. */
import { InvalidError } from "../../domain/errors.js";

/** One page as it came. */
export interface Page<T> {
  /** Rows of the whole list, as it was asked for. */
  readonly total: number;
  readonly perPage: number;
  readonly entities: readonly T[];
}

/** Which page: the first; the rows with an id above one; or by number. */
export type PageQuery =
  | { readonly kind: "first" }
  | { readonly kind: "above"; readonly id: number }
  | { readonly kind: "numbered"; readonly page: number; readonly perPage: number };

/**
 * Yields the pages of a list that is asked for by ascending id.
 *
 * The next page is "ids above the last one", so that what is inserted or removed meanwhile shifts nothing, and a page far
 * behind costs the server no more than the first. A server that does not know this filter is read by page numbers.
 */
export async function* eachPage<T extends { readonly id: number }>(
  ask: (query: PageQuery) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], void, undefined> {
  const first = await ask({ kind: "first" });
  yield first.entities;
  if (isLast(first)) return;
  if (!isAscending(first.entities, 0)) return yield* eachNumbered(ask, first);

  let lastId = first.entities.at(-1)!.id;
  for (;;) {
    const page = await askAbove(ask, lastId);
    if (page === undefined || !isAscending(page.entities, lastId)) {
      // Only the first answer tells whether the server knows the filter; later ones are an answer to it.
      return yield* eachNumbered(ask, first, lastId);
    }
    if (page.entities.length > 0) yield page.entities;
    if (isLast(page)) return;
    lastId = page.entities.at(-1)!.id;
  }
}

function isLast(page: Page<unknown>): boolean {
  return page.entities.length === 0 || page.entities.length >= page.total;
}

function isAscending(rows: readonly { readonly id: number }[], above: number): boolean {
  return rows.every((row, at) => row.id > (rows[at - 1]?.id ?? above));
}

async function askAbove<T>(ask: (query: PageQuery) => Promise<Page<T>>, id: number): Promise<Page<T> | undefined> {
  try {
    return await ask({ kind: "above", id });
  } catch (error) {
    if (error instanceof InvalidError) return undefined;
    throw error;
  }
}

/** Pages 2 and on by number, without the rows that were there already. */
async function* eachNumbered<T extends { readonly id: number }>(
  ask: (query: PageQuery) => Promise<Page<T>>,
  first: Page<T>,
  lastId = 0,
): AsyncGenerator<readonly T[], void, undefined> {
  const seen = new Set(first.entities.map(({ id }) => id));
  const perPage = first.perPage || first.entities.length;
  let { total } = first;
  let page = 2;
  while (total > (page - 1) * perPage) {
    const answer = await ask({ kind: "numbered", page, perPage });
    const rows = answer.entities.filter(({ id }) => id > lastId && !seen.has(id));
    for (const { id } of rows) seen.add(id);
    if (rows.length > 0) yield rows;
    // Removed rows pull the later ones forward, onto pages that were read: those are read again.
    const removedPages = Math.ceil((total - answer.total) / perPage);
    if (answer.entities.length === 0 && removedPages <= 0) return;
    page = removedPages > 0 ? Math.max(1, page - removedPages) : page + 1;
    ({ total } = answer);
  }
}

/** Yields the pages of a list whose rows have no id: what changes meanwhile may come twice or be missed, and never fails. */
export async function* eachNumberedPage<T>(
  ask: (query: PageQuery) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], void, undefined> {
  let page = await ask({ kind: "first" });
  const perPage = page.perPage || page.entities.length;
  for (let number = 2; ; number += 1) {
    if (page.entities.length > 0) yield page.entities;
    if (page.entities.length === 0 || (number - 1) * perPage >= page.total) return;
    page = await ask({ kind: "numbered", page: number, perPage });
  }
}

/**
 * The rows of pages, each read when it is walked to. Read by the page they would outlive their turn: a list of 100,000 jobs
 * then grew the process by 100 MB, so by 30.
 */
export async function* eachRow<R, T>(
  pages: AsyncIterable<readonly R[]>,
  read: (row: R, at: number) => T,
  keep: (row: T) => boolean = () => true,
): AsyncGenerator<T, void, undefined> {
  for await (const rows of pages) {
    let at = 0;
    for (const row of rows) {
      const made = read(row, at++);
      if (keep(made)) yield made;
    }
  }
}
