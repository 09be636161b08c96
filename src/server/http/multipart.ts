/** Reads multipart bodies, in which clients upload images. */
import { invalid, tooLarge } from "./problem.js";

/** The headers of a part. */
export interface PartHead {
  readonly name: string;
  /** Undefined for a plain field. */
  readonly fileName: string | undefined;
  /** The part's content type without parameters, in lower case; undefined if it has none. */
  readonly mime: string | undefined;
}

/** Receives the parts of a body as they arrive. */
export interface PartListener {
  onPart(head: PartHead): void;
  onData(bytes: Buffer): void;
  onPartEnd(): void;
}

const lineBreak = Buffer.from("\r\n");
const headEnd = Buffer.from("\r\n\r\n");
const dash = 0x2d;
const maxHeadBytes = 16 * 1024;

/** Returns the boundary of a `multipart/form-data` content type. @throws {Problem} another type, or no boundary */
export function boundaryOf(contentType: string): string {
  const [type = "", ...parameters] = contentType.split(";", 20);
  const boundary = parameters.map((each) => parameterOf(each)).find(({ name }) => name === "boundary")?.value;
  if (type.trim().toLowerCase() === "multipart/form-data" && boundary !== undefined && boundary !== "") {
    // RFC 2046: at most 70 characters.
    if (boundary.length <= 70) return boundary;
  }
  throw invalid("", "must be multipart/form-data", "object.base");
}

/**
 * Splits a multipart body into its parts in one pass, while it arrives. Buffers no more than the headers of a part (16 KB).
 */
export class MultipartScanner {
  readonly #delimiter: Buffer;
  readonly #listener: PartListener;
  readonly #maxParts: number;
  #state: "preamble" | "mark" | "head" | "data" | "end" = "preamble";
  /** Whether the found delimiter ends a part, not the preamble. */
  #isInPart = false;
  // The first delimiter may start the body, without a line break before it.
  #rest: Buffer = lineBreak;
  #parts = 0;

  constructor(boundary: string, maxParts: number, listener: PartListener) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
    this.#maxParts = maxParts;
    this.#listener = listener;
  }

  /** Processes the next bytes. @throws {Problem} the headers of a part are too large, or there are too many parts */
  write(chunk: Buffer): void {
    if (this.#state === "end") return;
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#step()) {}
  }

  /** Whether the closing delimiter has arrived. */
  get isDone(): boolean {
    return this.#state === "end";
  }

  /** Processes the end of the body. @throws {Problem} the closing delimiter is missing */
  end(): void {
    if (this.#state !== "end") throw invalid("", "is cut short", "object.base");
  }

  /** Advances by one state; returns false if more bytes are needed. */
  #step(): boolean {
    switch (this.#state) {
      case "preamble":
      case "data":
        return this.#seekDelimiter();
      case "mark":
        return this.#readMark();
      case "head":
        return this.#readHead();
      case "end":
        this.#rest = Buffer.alloc(0);
        return false;
    }
  }

  #seekDelimiter(): boolean {
    const at = this.#rest.indexOf(this.#delimiter);
    if (at !== -1) {
      this.#give(this.#rest.subarray(0, at));
      this.#rest = this.#rest.subarray(at + this.#delimiter.length);
      this.#state = "mark";
      return true;
    }
    // The delimiter may start at the end of the buffer.
    const certain = Math.max(0, this.#rest.length - this.#delimiter.length + 1);
    this.#give(this.#rest.subarray(0, certain));
    this.#rest = Buffer.from(this.#rest.subarray(certain));
    return false;
  }

  /** Checks that the found bytes are a delimiter: `--` follows at the end of the body, a line break before a part. */
  #readMark(): boolean {
    if (this.#rest.length < 2) return false;
    const isLast = this.#rest[0] === dash && this.#rest[1] === dash;
    const isPart = this.#rest[0] === 0x0d && this.#rest[1] === 0x0a;
    if (!isLast && !isPart) {
      // Content that only starts like a delimiter.
      this.#give(this.#delimiter);
      this.#state = this.#isInPart ? "data" : "preamble";
      return true;
    }
    if (this.#isInPart) this.#listener.onPartEnd();
    this.#isInPart = false;
    this.#state = isLast ? "end" : "head";
    // Keeps the line break: with empty headers it is the first half of their end.
    return true;
  }

  #readHead(): boolean {
    const at = this.#rest.indexOf(headEnd);
    if (at > maxHeadBytes || (at === -1 && this.#rest.length > maxHeadBytes)) {
      throw tooLarge(`the headers of a part are larger than ${maxHeadBytes} bytes`);
    }
    if (at === -1) return false;
    this.#parts += 1;
    if (this.#parts > this.#maxParts) throw tooLarge(`the body has more than ${this.#maxParts} parts`);
    const head = this.#rest.toString("utf8", 0, at);
    this.#rest = this.#rest.subarray(at + headEnd.length);
    this.#isInPart = true;
    this.#state = "data";
    this.#listener.onPart(headOf(head));
    return true;
  }

  #give(bytes: Buffer): void {
    if (this.#isInPart && bytes.length > 0) this.#listener.onData(bytes);
  }
}

function headOf(head: string): PartHead {
  const lines = head.split("\r\n");
  const field = (name: string) => lines.find((each) => each.slice(0, name.length).toLowerCase() === name) ?? "";
  const line = field("content-disposition:");
  const mime = field("content-type:").slice("content-type:".length).split(";", 1)[0]?.trim().toLowerCase();
  const parameters = splitQuoted(line).map((each) => parameterOf(each));
  const named = (wanted: string) => parameters.find(({ name }) => name === wanted)?.value;
  return { name: named("name") ?? "", fileName: named("filename") ?? named("filename*"), mime: mime || undefined };
}

/** Splits at each `;` outside of quotes. */
function splitQuoted(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ";" && !isQuoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...pieces, text.slice(from)];
}

/** Parses `name="value"` or `name=value`. */
function parameterOf(text: string): { name: string; value: string } {
  const equals = text.indexOf("=");
  const value = text.slice(equals + 1).trim();
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  return { name: text.slice(0, equals).trim().toLowerCase(), value: isQuoted ? value.slice(1, -1) : value };
}
