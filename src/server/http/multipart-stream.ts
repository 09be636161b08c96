/** Reads multipart bodies that are too large for memory, part by part, while they arrive. */
import { boundaryOf, MultipartScanner, type PartHead } from "./multipart.js";
import { invalid } from "./problem.js";

/** A part of a body that is still arriving. */
export interface StreamedPart extends PartHead {
  /** Content of the part; unread bytes are skipped when the next part is requested. */
  readonly body: AsyncIterable<Buffer>;
}

type PartEvent =
  | { readonly kind: "start"; readonly head: PartHead }
  | { readonly kind: "data"; readonly bytes: Buffer }
  | { readonly kind: "end" };

/**
 * Yields the parts of a `multipart/form-data` body in order.
 *
 * @throws {Problem} wrong content type, or the body ends before its closing delimiter
 */
export async function* eachPart(contentType: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<StreamedPart> {
  const events = eachEvent(contentType, chunks);
  try {
    for (;;) {
      const { value: event, done } = await events.next();
      if (done === true) return;
      if (event.kind === "start") yield { ...event.head, body: bodyOf(events) };
    }
  } finally {
    // Stops listening for chunks if the caller rejects a part, so that the rest of the body can be skipped.
    await events.return(undefined);
  }
}

async function* eachEvent(contentType: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<PartEvent> {
  let events: PartEvent[] = [];
  const scanner = new MultipartScanner(boundaryOf(contentType), Number.POSITIVE_INFINITY, {
    onPart: (head) => events.push({ kind: "start", head }),
    onData: (bytes) => events.push({ kind: "data", bytes }),
    onPartEnd: () => events.push({ kind: "end" }),
  });
  for await (const chunk of chunks) {
    scanner.write(chunk);
    yield* events;
    events = [];
    if (scanner.isDone) return;
  }
  scanner.end();
}

/** Yields the bytes up to the end of the current part. */
async function* bodyOf(events: AsyncGenerator<PartEvent>): AsyncGenerator<Buffer> {
  for (;;) {
    const { value: event, done } = await events.next();
    if (done === true || event.kind === "end") return;
    if (event.kind === "data") yield event.bytes;
  }
}

/** Reads a whole part. @throws {Problem} it is longer than `maxBytes` bytes */
export async function collect(chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw invalid("", `a part that is not a file is longer than ${maxBytes} bytes`, "object.max");
    pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}
