import type { RecordList } from "../../domain/display/record-display.js";
import { NotFoundError } from "../../domain/errors.js";
import type { Node, ReadContext } from "../core/node.js";
import { collectStep, ListChain, type ListSource } from "../list/list-chain.js";
import { type Pictured, shrink, Thumbnail } from "./thumbnail.js";

/** Contents that are held at once. */
const atOnce = 4;

const thumbnailSource: ListSource<RecordList<Pictured>, Thumbnail> = {
  label: "thumbnails",
  record: Thumbnail,
  async *stream(images, context): AsyncGenerator<Thumbnail, void, undefined> {
    for (let at = 0; at < images.length; at += atOnce) {
      yield* await Promise.all(images.slice(at, at + atOnce).map((image) => thumbnailOf(image, context)));
    }
  },
};

async function thumbnailOf(image: Pictured, { api, signal }: ReadContext): Promise<Thumbnail> {
  try {
    const content = await (await api()).image.download(image.id, { signal });
    return new Thumbnail(image, await shrink(content));
  } catch (error) {
    // An image by link has no content here.
    if (error instanceof NotFoundError) return new Thumbnail(image, null);
    throw error;
  }
}

/**
 * Images that are not read yet.
 *
 * @example
 * await project(5555).dataset("dataset_01").images().thumbnails();
 */
export class ImageListChain<T extends Pictured> extends ListChain<T> {
  /** @internal The images of `source` after `node`. */
  static ofImages<In, T extends Pictured>(node: Node<In>, source: ListSource<In, T>): ImageListChain<T> {
    return new ImageListChain(node.append(collectStep(source)), source);
  }

  /**
   * Small pictures of the images, for a notebook: each within 160 × 120 pixels.
   *
   * Cost: one request per image for its whole content, four at once; walked with `for await`, four contents are held.
   * @example
   * await job(37).images().where((image) => image.reviewStatus === "rejected").thumbnails();
   */
  thumbnails(): ListChain<Thumbnail> {
    return this.follow(thumbnailSource);
  }
}
