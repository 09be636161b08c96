import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { Chart } from "../../domain/display/chart.js";
import { type RecordClass, RecordList, recordCount } from "../../domain/display/record-display.js";
import { Chain } from "../core/chain.js";
import { execute, runOf } from "../core/execute.js";
import type { Node, ReadContext, Step } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { chartStep } from "./chart-step.js";
import { csvStep } from "./csv-step.js";

/** Reads the rows of a list. */
export interface ListSource<In, T> {
  /** Label of the step, for example `members`. */
  readonly label: string;
  readonly record: RecordClass<T>;
  stream(input: In, context: ReadContext): AsyncIterable<T>;
}

/**
 * A lazy list: `await` reads all rows into a frozen array, `for await` yields them page by page.
 *
 * Awaiting twice reads once. Walking with `for await` reads again each time, unless the chain was awaited before: then the
 * rows of that run are yielded.
 *
 * @example
 * const members = await team(8).members();
 * for await (const image of project(5555).images()) console.log(image.name);
 */
export class ListChain<T> extends Chain<RecordList<T>> implements AsyncIterable<T> {
  readonly #list: Node<RecordList<T>>;
  readonly #source: ListSource<unknown, T>;
  readonly #tests: readonly ((row: T) => boolean)[];

  /** @internal */
  constructor(list: Node<RecordList<T>>, source: ListSource<unknown, T>, tests: readonly ((row: T) => boolean)[] = []) {
    super(list);
    this.#list = list;
    this.#source = source;
    this.#tests = tests;
    Object.freeze(this);
  }

  /** @internal Creates the list of `source` for the result of `node`. */
  static after<In, T>(node: Node<In>, source: ListSource<In, T>): ListChain<T> {
    return new ListChain(node.append(collectStep(source)), source);
  }

  /** Keeps the rows for which `test` returns true. */
  where(test: (row: T) => boolean): this {
    const { record } = this.#source;
    const kept = this.#list.append<RecordList<T>>({
      label: "where …",
      run: async (rows) => RecordList.collect(record, rows.filter(test)),
      outcome: (rows) => recordCount(rows.length, record),
    });
    return this.grow(kept, this.#source, [...this.#tests, test]);
  }

  /**
   * Returns the table as CSV text. With `path`, writes the file and returns its absolute path.
   *
   * @example
   * await team(8).jobs({ name: "nov" }).people().toCSV("people.csv");
   */
  toCSV(path?: string): ValueChain<string> {
    return new ValueChain(this.#list.append(csvStep(parseArgument("toCSV", "path", kinds.file.optional(), path))));
  }

  /**
   * Draws a column of numbers as a bar chart: text in a terminal, SVG in HTML, Vega-Lite in Jupyter.
   *
   * @param column - title of the column, case-insensitive. Default: the first column with numbers
   * @throws {ArgumentError} at the call: no column of numbers has this title
   * @example
   * await team(8).jobs({ name: "nov" }).people().chart("images/h");
   */
  chart(column?: string): ValueChain<Chart> {
    return new ValueChain(this.#list.append(chartStep<T>(this.#source.record.columns, column)));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): this {
    return this.grow(this.#list.fresh(), this.#source, this.#tests);
  }

  /** @internal */
  protected get list(): Node<RecordList<T>> {
    return this.#list;
  }

  /** @internal Appends a step that computes a value from the rows. */
  protected into<U>(step: Step<RecordList<T>, U>): ValueChain<U> {
    return new ValueChain(this.#list.append(step));
  }

  /** @internal Creates a chain of the same class as this one. */
  protected grow(...parts: ConstructorParameters<typeof ListChain<T>>): this {
    return Reflect.construct(this.constructor, parts);
  }

  /** Yields the rows page by page, with at most one page in memory. Rows of an awaited chain are not read again. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const past = this.#list.memo;
    if (past?.state === "done") return yield* past.value;
    yield* walkRows(this.#list, { source: this.#source, tests: this.#tests, back: 1 + this.#tests.length });
  }
}

/** Parameters for iterating over a list without reading all of it into memory. */
export interface ListWalk<T> {
  readonly source: ListSource<unknown, T>;
  /** Only rows that pass all tests are yielded. */
  readonly tests: readonly ((row: T) => boolean)[];
  /** Number of nodes from the end of the chain back to the node with the input of `source`. */
  readonly back: number;
}

/** Runs the nodes before the list, then yields its rows page by page. */
export async function* walkRows<T>(
  end: Node<unknown>,
  { source, tests, back }: ListWalk<T>,
): AsyncGenerator<T, void, undefined> {
  let node = end;
  for (let step = 0; step < back; step++) node = node.parent ?? node;
  const input = await execute(node);
  const { signal = new AbortController().signal } = runOf({});
  for await (const row of source.stream(input, { signal, api: () => node.apiSource.connect() })) {
    signal.throwIfAborted();
    if (tests.every((test) => test(row))) yield row;
  }
}

/** Creates the step that reads all rows of a list. */
export function collectStep<In, T>(source: ListSource<In, T>): Step<In, RecordList<T>> {
  return {
    label: source.label,
    async run(input, context) {
      const rows: T[] = [];
      for await (const row of source.stream(input, context)) {
        context.signal.throwIfAborted();
        rows.push(row);
      }
      return RecordList.collect(source.record, rows);
    },
    outcome: (rows) => recordCount(rows.length, source.record),
  };
}
