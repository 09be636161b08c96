import { inspect } from "node:util";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { type RecordClass, RecordList } from "../../domain/display/record-display.js";
import { type Lazy, type LazyWork, lazy } from "../../domain/lazy.js";
import { eachRow } from "./pages.js";

/** How a {@link Listing} comes to its rows. */
export interface ListingSource<T> {
  /** As `labeling jobs of team 8`. */
  readonly label: string;
  readonly record: RecordClass<T>;
  /** The pages as they came. */
  pages(signal: AbortSignal | undefined): AsyncGenerator<readonly unknown[], void, undefined>;
  /** A row of a page, the `at`-th of it, as the record it is. Throws where it is none. */
  read(row: unknown, at: number): T;
  /** Whether a row belongs to the list, where the server cannot tell. Default: every row does. */
  keep?(row: T): boolean;
}

/**
 * A list on the server that is not asked for yet: `await` it for all rows, or walk it with `for await` for one page at a
 * time in memory.
 *
 * Cost: one request a page, none before the first row is asked for. Awaited twice, it is read once; a failure is not
 * remembered. Each walk reads anew.
 *
 * @example
 * const jobs = await api.labelingJob.getList(8);
 * for await (const job of api.labelingJob.getList(8)) console.log(job.name);
 */
export class Listing<T> implements AsyncIterable<T>, PromiseLike<RecordList<T>>, Lazy<RecordList<T>> {
  readonly #source: ListingSource<T>;
  #rows: Promise<RecordList<T>> | undefined;

  /** @internal */
  constructor(source: ListingSource<T>) {
    this.#source = source;
  }

  /** Walks the pages as they come; at most one is held. */
  async *pages(): AsyncGenerator<readonly T[], void, undefined> {
    for await (const rows of this.#source.pages(undefined))
      yield rows.map((row, at) => this.#source.read(row, at)).filter((row) => this.#keeps(row));
  }

  /** Walks the rows as their pages come. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#walk(undefined);
  }

  /** All rows, read once. */
  then<R = RecordList<T>, E = never>(
    onRows?: ((rows: RecordList<T>) => R | PromiseLike<R>) | null,
    onError?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#all().then(onRows, onError);
  }

  get [lazy](): LazyWork<RecordList<T>> {
    return {
      writes: false,
      run: async (options) => {
        // A run with a signal of its own must not share a read that another may abort.
        const rows = options?.signal === undefined ? await this.#all() : await this.#read(options.signal);
        return rows;
      },
      describe: () => this[display](),
      plan: async () => this[display](),
    };
  }

  [display](): DisplayModel {
    return { kind: "text", text: this.#describe(), tone: "dim" };
  }

  toString(): string {
    return this.#describe();
  }

  /** A text that says that the list was not read: await it, or walk it with `for await`. */
  toJSON(): string {
    return this.#describe();
  }

  [inspect.custom](): string {
    return this.#describe();
  }

  #describe(): string {
    return `Listing: ${this.#source.label}, not read yet: await it, or walk it with for await`;
  }

  #all(): Promise<RecordList<T>> {
    if (this.#rows === undefined) {
      const rows = this.#read(undefined);
      this.#rows = rows;
      rows.catch(() => {
        if (this.#rows === rows) this.#rows = undefined;
      });
    }
    return this.#rows;
  }

  #walk(signal: AbortSignal | undefined): AsyncGenerator<T, void, undefined> {
    const { keep, read } = this.#source;
    return eachRow(this.#source.pages(signal), read, keep);
  }

  async #read(signal: AbortSignal | undefined): Promise<RecordList<T>> {
    const rows: T[] = [];
    for await (const row of this.#walk(signal)) rows.push(row);
    return RecordList.collect(this.#source.record, rows);
  }

  #keeps(row: T): boolean {
    return this.#source.keep?.(row) ?? true;
  }
}
