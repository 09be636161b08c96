/** Bodies of several parts that are too large to be held: each part is read while it comes in. */
import { invalid } from "./problem.js";

/** One part of a body that is still coming in. */
export interface StreamedPart {
  readonly name: string;
  /** What the client calls the file; undefined for a field. */
  readonly fileName: string | undefined;
  readonly mime: string | undefined;
  /** Is read before the next part is asked for. */
  readonly body: AsyncIterable<Buffer>;
}

const mostHeadBytes = 16 * 1024;
const headEnd = Buffer.from("\r\n\r\n");

/**
 * The parts of a `multipart/form-data` body, one after the other.
 *
 * @throws {Problem} it is not one, or ends before its last part does
 */
export async function* eachPart(contentType: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<StreamedPart> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!contentType.toLowerCase().startsWith("multipart/form-data") || mark === undefined) {
    throw invalid("", "must be multipart/form-data", "object.base");
  }
  const delimiter = Buffer.from(`\r\n--${mark}`);
  const source = new Source(chunks);
  await drain(source.until(delimiter));
  for (;;) {
    const end = (await source.take(2)).toString("latin1");
    if (end === "--") return;
    if (end !== "\r\n") throw cutShort();
    const head = (await collect(source.until(headEnd), mostHeadBytes)).toString();
    const body = source.until(delimiter);
    const disposition = /content-disposition:[^\r\n]*/i.exec(head)?.[0] ?? "";
    yield {
      name: /[;\s]name="([^"]*)"/i.exec(disposition)?.[1] ?? "",
      fileName: /[;\s]filename="([^"]*)"/i.exec(disposition)?.[1],
      mime: /content-type:\s*([\w.+-]+\/[\w.+-]+)/i.exec(head)?.[1]?.toLowerCase(),
      body,
    };
    await drain(body);
  }
}

/** The bytes of a part, which must be at most `most`. */
export async function collect(chunks: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw invalid("", `a part that is not a file is longer than ${most} bytes`, "object.max");
    pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}

async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks);
}

function cutShort(): Error {
  return invalid("", "is cut short", "object.base");
}

/** Bytes that come in pieces, read up to marks. */
class Source {
  readonly #chunks: AsyncIterator<Buffer>;
  // The first delimiter has no line break before it.
  #held: Buffer = Buffer.from("\r\n");

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** What comes before `mark`, which is dropped. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      const isThere = at !== -1;
      // The last bytes may be the beginning of the mark.
      const end = isThere ? at : Math.max(0, this.#held.length - mark.length + 1);
      const piece = this.#held.subarray(0, end);
      this.#held = this.#held.subarray(isThere ? at + mark.length : end);
      if (piece.length > 0) yield piece;
      if (isThere) return;
      await this.#fill();
    }
  }

  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#fill();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #fill(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done === true) throw cutShort();
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }
}
