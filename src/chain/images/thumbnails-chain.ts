import { countText } from "../../base/text/count-text.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { RecordList } from "../../domain/display/record-display.js";
import { Chain } from "../core/chain.js";
import type { Node } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { walkRows } from "../list/list-chain.js";
import type { ImageRef } from "./image-ref.js";
import { type SheetFile, sheetSchema, sheetStep } from "./sheet-file.js";
import { Thumbnail } from "./thumbnail.js";
import { ThumbnailList } from "./thumbnail-list.js";
import { type ResolvedOptions, type ThumbnailOptions, thumbnailSchema, thumbnailsOf } from "./thumbnails.js";

type ImagesNode = Node<RecordList<ImageRef>>;
type Test = (thumbnail: Thumbnail) => boolean;

/**
 * A lazy list of thumbnails: `await` makes all of them, `for await` yields them one by one.
 *
 * @example
 * await job(37).images().thumbnails({ labels: true });
 * await job(37).images().thumbnails({ labels: true }).sheet("job-37.html");
 */
export class ThumbnailsChain extends Chain<ThumbnailList> implements AsyncIterable<Thumbnail> {
  readonly #images: ImagesNode;
  readonly #options: ResolvedOptions;
  readonly #list: Node<ThumbnailList>;
  readonly #tests: readonly Test[];

  private constructor(images: ImagesNode, options: ResolvedOptions, list: Node<ThumbnailList>, tests: readonly Test[]) {
    super(list);
    this.#images = images;
    this.#options = options;
    this.#list = list;
    this.#tests = tests;
    Object.freeze(this);
  }

  /** @internal Creates the list of thumbnails of `images`. */
  static of(images: ImagesNode, rawOptions: ThumbnailOptions | undefined): ThumbnailsChain {
    const options = parseArgument("thumbnails", "options", thumbnailSchema, rawOptions);
    const { labels = false, size = 320, columns } = options ?? {};
    return ThumbnailsChain.#start(images, { isSheet: options !== undefined, labels, size, columns });
  }

  static #start(images: ImagesNode, options: ResolvedOptions): ThumbnailsChain {
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

  /** Keeps the thumbnails for which `test` returns true. */
  where(test: (thumbnail: Thumbnail) => boolean): ThumbnailsChain {
    parseArgument("where", "test", kinds.callback, test);
    const options = this.#options;
    const kept = this.#list.append<ThumbnailList>({
      label: "where …",
      run: async (rows) => new ThumbnailList(rows.filter(test), options),
      outcome: (rows) => countText(rows.length, "thumbnail"),
    });
    return new ThumbnailsChain(this.#images, options, kept, [...this.#tests, test]);
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): ThumbnailsChain {
    let chain = ThumbnailsChain.#start(this.#images.fresh(), this.#options);
    for (const test of this.#tests) chain = chain.where(test);
    return chain;
  }

  /** Yields thumbnails as they are made, with at most four images in memory. Awaited thumbnails are not made again. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Thumbnail, void, undefined> {
    const past = this.#list.memo;
    if (past?.state === "done") return yield* past.value;
    const options = this.#options;
    const source = {
      label: "thumbnails",
      record: Thumbnail,
      stream: (images: RecordList<ImageRef>, context: Parameters<typeof thumbnailsOf>[2]) =>
        thumbnailsOf(images, options, context),
    };
    yield* walkRows(this.#list, { source, tests: this.#tests, back: 1 + this.#tests.length });
  }

  /**
   * Writes the contact sheet as a self-contained page: it opens in any browser without network access and follows the light
   * or dark color scheme. The file appears when it is complete; an existing one is replaced.
   *
   * Cost: that of the thumbnails, unless they were awaited before. At most four images are in memory.
   * @param path - the file to write, for example `'page.html'`; its folder must exist
   * @throws {ArgumentError} at the call: the folder does not exist, or the path does not end in `.html`
   * @example
   * await job(37).images().thumbnails({ labels: true }).sheet("job-37.html");
   */
  sheet(path: string): ValueChain<SheetFile> {
    const checked = parseArgument("sheet", "path", sheetSchema, path);
    const list = this.#list;
    const tests = this.#tests;
    const options = this.#options;
    const step = sheetStep<RecordList<ImageRef>>(checked, options, async function* (images, context) {
      const memo = list.memo;
      if (memo?.state === "done") return yield* memo.value;
      for await (const row of thumbnailsOf(images, options, context)) if (tests.every((test) => test(row))) yield row;
    });
    return new ValueChain(this.#images.append(step));
  }
}
