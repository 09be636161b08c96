import type { RecordList } from "../../domain/display/record-display.js";
import { parseArguments, predicateSchema } from "../core/arguments.js";
import { Chain } from "../core/chain.js";
import { countText } from "../core/count.js";
import type { Node } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { walkRows } from "../list/list-chain.js";
import type { Pictured } from "./pictured.js";
import { type SheetFile, sheetSchema, sheetStep } from "./sheet-file.js";
import { Thumbnail } from "./thumbnail.js";
import { ThumbnailList } from "./thumbnail-list.js";
import { type ChosenOptions, type ThumbnailOptions, thumbnailSchema, thumbnailsOf } from "./thumbnails.js";

type Images = Node<RecordList<Pictured>>;
type Test = (thumbnail: Thumbnail) => boolean;

/**
 * Small pictures that are not made yet: `await` gives all of them in a frozen list, `for await` walks them.
 *
 * @example
 * await job(37).images().thumbnails({ labels: true });
 * await job(37).images().thumbnails({ labels: true }).sheet("job-37.html");
 */
export class ThumbnailsChain extends Chain<ThumbnailList> implements AsyncIterable<Thumbnail> {
  readonly #images: Images;
  readonly #options: ChosenOptions;
  readonly #list: Node<ThumbnailList>;
  readonly #tests: readonly Test[];

  private constructor(images: Images, options: ChosenOptions, list: Node<ThumbnailList>, tests: readonly Test[]) {
    super(list);
    this.#images = images;
    this.#options = options;
    this.#list = list;
    this.#tests = tests;
    Object.freeze(this);
  }

  /** @internal The thumbnails of the images that `images` gives. */
  static of(images: Images, given: ThumbnailOptions | undefined): ThumbnailsChain {
    const { options } = parseArguments("thumbnails", thumbnailSchema, { options: given });
    const { labels = false, size = 320, columns } = options ?? {};
    return ThumbnailsChain.#start(images, { isSheet: options !== undefined, labels, size, columns });
  }

  static #start(images: Images, options: ChosenOptions): ThumbnailsChain {
    const list = images.append<ThumbnailList>({
      label: "thumbnails",
      async run(found, context) {
        const rows: Thumbnail[] = [];
        for await (const row of thumbnailsOf(found, options, context)) rows.push(row);
        return new ThumbnailList(rows, options);
      },
      outcome: (rows) => countText(rows.length, "thumbnail"),
    });
    return new ThumbnailsChain(images, options, list, []);
  }

  /** Keeps the thumbnails that the test passes. */
  where(test: (thumbnail: Thumbnail) => boolean): ThumbnailsChain {
    parseArguments("where", predicateSchema, { test });
    const options = this.#options;
    const kept = this.#list.append<ThumbnailList>({
      label: "where …",
      run: async (rows) => new ThumbnailList(rows.filter(test), options),
      outcome: (rows) => countText(rows.length, "thumbnail"),
    });
    return new ThumbnailsChain(this.#images, options, kept, [...this.#tests, test]);
  }

  /** The same steps that have not run. */
  override fresh(): ThumbnailsChain {
    let chain = ThumbnailsChain.#start(this.#images.fresh(), this.#options);
    for (const test of this.#tests) chain = chain.where(test);
    return chain;
  }

  /** Walks the thumbnails as they are made: four contents are held. Those that were made already are not made again. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Thumbnail, void, undefined> {
    const past = this.#list.memo;
    if (past?.state === "done") return yield* past.value;
    const options = this.#options;
    const source = {
      label: "thumbnails",
      record: Thumbnail,
      stream: (images: RecordList<Pictured>, context: Parameters<typeof thumbnailsOf>[2]) =>
        thumbnailsOf(images, options, context),
    };
    yield* walkRows(this.#list, { source, tests: this.#tests, back: 1 + this.#tests.length });
  }

  /**
   * Writes the contact sheet as one page that stands by itself: it opens in any browser, without this program and without a
   * network, and follows the reader's light or dark scheme. The file appears when it is whole; one that is there is replaced.
   *
   * Cost: that of the thumbnails, unless they were awaited before; four contents are held, and no picture that is written.
   * @param path - the file to write, for example `'page.html'`; its folder must exist
   * @throws {ArgumentError} at the call: no such folder, or a path that does not end in `.html`
   * @example
   * await job(37).images().thumbnails({ labels: true }).sheet("job-37.html");
   */
  sheet(path: string): ValueChain<SheetFile> {
    const checked = parseArguments("sheet", sheetSchema, { path });
    const list = this.#list;
    const tests = this.#tests;
    const options = this.#options;
    const step = sheetStep<RecordList<Pictured>>(checked.path, options, async function* (images, context) {
      const made = list.memo;
      if (made?.state === "done") return yield* made.value;
      for await (const row of thumbnailsOf(images, options, context)) if (tests.every((test) => test(row))) yield row;
    });
    return new ValueChain(this.#images.append(step));
  }
}
