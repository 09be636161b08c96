import { inspect } from "node:util";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { registerMembers } from "../../domain/display/missing-members.js";
import { type RecordClass, RecordList } from "../../domain/display/record-display.js";
import { type Lazy, type LazyWork, lazy } from "../../domain/lazy.js";
import { eachRow } from "./pages.js";

/** The source of the rows of a {@link Listing}. */
export interface ListingSource<T> {
  /** Description of the list for displays and errors, for example `labeling jobs of team 8`. */
  readonly label: string;
  readonly record: RecordClass<T>;
  /** Reads the pages. */
  pages(signal: AbortSignal | undefined): AsyncGenerator<readonly unknown[], void, undefined>;
  /** Parses row number `at` of a page. Throws if it is invalid. */
  read(row: unknown, at: number): T;
  /** Selects rows by a condition that the server cannot filter by. Default: all rows. */
  keep?(row: T): boolean;
}

/**
 * A list that is read lazily: `await` it for all rows, or iterate with `for await` to keep only one page in memory.
 *
 * Once it was awaited, the list keeps its rows: awaiting or iterating it again sends no request. Before that, each iteration
 * reads the list from the server. A failed read is not kept.
 *
 * Cost: one request per page; none before the first row is needed.
 *
 * @example
 * const jobs = await api.labelingJob.getList(8);
 * for await (const job of api.labelingJob.getList(8)) console.log(job.name);
 */
export class Listing<T> implements AsyncIterable<T>, PromiseLike<RecordList<T>>, Lazy<RecordList<T>> {
  static {
    registerMembers(Listing.prototype);
  }

  readonly #source: ListingSource<T>;
  #rows: Promise<RecordList<T>> | undefined;
  #kept: RecordList<T> | undefined;

  /** @internal */
  constructor(source: ListingSource<T>) {
    this.#source = source;
  }

  /** Iterates over the pages; keeps at most one in memory. The rows of an awaited list are one page. */
  async *pages(): AsyncGenerator<readonly T[], void, undefined> {
    if (this.#kept !== undefined) return yield this.#kept;
    for await (const rows of this.#source.pages(undefined))
      yield rows.map((row, at) => this.#source.read(row, at)).filter((row) => this.#keeps(row));
  }

  /** Iterates over the rows, page by page, or over those of an awaited list. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* this.#kept ?? this.#walk(undefined);
  }

  /** Returns all rows; reads them once. */
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
        // A read with its own signal is not shared: another caller could abort it.
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

  /** Returns a text that says whether the list was read, and how to get its rows. */
  toJSON(): string {
    return this.#describe();
  }

  [inspect.custom](): string {
    return this.#describe();
  }

  #describe(): string {
    const state = this.#kept === undefined ? "not read yet: await it, or use for await" : "already read: await it";
    return `Listing: ${this.#source.label}, ${state}`;
  }

  #all(): Promise<RecordList<T>> {
    if (this.#rows === undefined) {
      const rows = this.#read(undefined);
      this.#rows = rows;
      rows.then(
        (kept) => {
          this.#kept = kept;
        },
        () => {
          this.#rows = undefined;
        },
      );
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
