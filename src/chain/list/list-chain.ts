import { type Chart, chartColumn } from "../../domain/display/chart.js";
import { type RecordClass, RecordList } from "../../domain/display/record-display.js";
import { parseArguments } from "../core/arguments.js";
import { Chain } from "../core/chain.js";
import { execute, runOf } from "../core/execute.js";
import type { Node, ReadContext, Step } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { csvStep, pathSchema } from "./table-words.js";

/** Where the rows of a list come from. */
export interface ListSource<In, T> {
  /** As `members`. */
  readonly label: string;
  readonly record: RecordClass<T>;
  stream(input: In, context: ReadContext): AsyncIterable<T>;
}

/**
 * Rows: `await` gives all of them in a frozen list, `for await` walks them as their pages come.
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

  /** @internal The list of `source` after `node`. */
  static after<In, T>(node: Node<In>, source: ListSource<In, T>): ListChain<T> {
    return new ListChain(node.append(collectStep(source)), source);
  }

  /** Keeps the rows that the test passes. */
  where(test: (row: T) => boolean): this {
    const { record } = this.#source;
    const kept = this.#list.append<RecordList<T>>({
      label: "where …",
      run: async (rows) => RecordList.collect(record, rows.filter(test)),
      outcome: (rows) => `${rows.length} ${record.plural}`,
    });
    return this.grow(kept, this.#source, [...this.#tests, test]);
  }

  /**
   * The table as CSV; with a path the file is written, and its absolute path is the value.
   *
   * @example
   * await team(8).jobs({ name: "nov" }).people().toCSV("people.csv");
   */
  toCSV(path?: string): ValueChain<string> {
    return new ValueChain(this.#list.append(csvStep(parseArguments("toCSV", pathSchema, { path }).path)));
  }

  /**
   * A column of numbers as bars: in a terminal, as a picture in a page, as Vega-Lite where a front end draws it.
   *
   * @param column - its title, in any case. Default: the first column that has numbers
   * @throws {ArgumentError} at the call: no column of this title has numbers
   * @example
   * await team(8).jobs({ name: "nov" }).people().chart("images/h");
   */
  chart(column?: string): ValueChain<Chart> {
    const { title } = chartColumn(this.#source.record.columns, column);
    return new ValueChain(
      this.#list.append<Chart>({ label: `chart of ${title}`, run: async (rows) => rows.chart(title) }),
    );
  }

  /** The same steps that have not run. */
  override fresh(): this {
    return this.grow(this.#list.fresh(), this.#source, this.#tests);
  }

  /** @internal */
  protected get list(): Node<RecordList<T>> {
    return this.#list;
  }

  /** @internal A value that is made of these rows. */
  protected into<U>(step: Step<RecordList<T>, U>): ValueChain<U> {
    return new ValueChain(this.#list.append(step));
  }

  /** @internal A chain of this one's class. */
  protected grow(...parts: ConstructorParameters<typeof ListChain<T>>): this {
    return Reflect.construct(this.constructor, parts);
  }

  /** Walks the rows as their pages come; at most one page is held. Rows that were read already are not read again. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const past = this.#list.memo;
    if (past?.state === "done") return yield* past.value;
    yield* walkRows(this.#list, { source: this.#source, tests: this.#tests, back: 1 + this.#tests.length });
  }
}

/** A list that can be walked without holding all of it. */
export interface Walk<T> {
  readonly source: ListSource<unknown, T>;
  /** What a row must pass. */
  readonly tests: readonly ((row: T) => boolean)[];
  /** How many nodes lie between the end of the chain and what the list is about. */
  readonly back: number;
}

/** Runs what comes before the list, then walks its rows as their pages come. */
export async function* walkRows<T>(
  end: Node<unknown>,
  { source, tests, back }: Walk<T>,
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

/** Reads all rows of a list. */
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
    outcome: (rows) => `${rows.length} ${source.record.plural}`,
  };
}
