import type { IncomingMessage } from "node:http";
import type { MemoryShare } from "./memory-budget.js";
import { invalid, tooLarge } from "./problem.js";

/** Maximum nesting of JSON. Figures need four levels and filters three. */
export const maxDepth = 64;

/** The client disconnected before its request was complete. */
export class ClientDisconnected extends Error {}

/** Whether a request has a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

const empty = Buffer.alloc(0);

/** Reads the whole body of a request, limited by `maxBytes` and by the shared memory budget. */
export function readBody(incoming: IncomingMessage, maxBytes: number, memory: MemoryShare): Promise<Buffer> | Buffer {
  if (!hasBody(incoming)) return empty;
  const length = Number(incoming.headers["content-length"] ?? 0);
  let body: Buffer = empty;
  let size = 0;
  const done = receive(incoming, maxBytes, (chunk) => {
    memory.take(chunk.length);
    const received = size + chunk.length;
    // A body of one chunk is not copied.
    if (size > 0 || received < length) body = withRoom(body, size, received, length);
    if (body.length === 0) body = chunk;
    else chunk.copy(body, size);
    size = received;
  });
  return done.then(
    () => body.subarray(0, size),
    (error: unknown) => {
      // The rest of the body may keep arriving for a while; frees what was read.
      body = empty;
      throw error;
    },
  );
}

/**
 * Returns `bytes`, or a larger copy with room for `received` bytes. One block for a body takes half the memory of its chunks
 * and their concatenation, and the system gets a large one back when it is freed.
 */
function withRoom(bytes: Buffer, size: number, received: number, length: number): Buffer {
  if (received <= bytes.length) return bytes;
  // The announced length is only trusted when an eighth has arrived.
  const room = received <= length && received * 8 >= length ? length : Math.max(received, 2 * bytes.length);
  const larger = Buffer.allocUnsafeSlow(room);
  bytes.copy(larger, 0, 0, size);
  return larger;
}

/** Passes each chunk of a request's body to `onChunk`, which may throw to reject it; resolves at the end of the body. */
export function receive(incoming: IncomingMessage, maxBytes: number, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const refusal = () => tooLarge(`the body is larger than ${maxBytes} bytes`);
    if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) return reject(refusal());
    let size = 0;
    let isRefused = false;
    // Uses events: an async iterator costs a third of the whole request.
    incoming.on("data", (chunk: Buffer) => {
      if (isRefused) return;
      size += chunk.length;
      try {
        if (size > maxBytes) throw refusal();
        onChunk(chunk);
      } catch (error) {
        isRefused = true;
        reject(error);
      }
    });
    incoming.on("end", () => resolve());
    const leave = () => {
      if (!incoming.complete) reject(new ClientDisconnected());
    };
    incoming.on("error", leave);
    incoming.on("close", leave);
  });
}

/** Parses JSON; empty text gives an empty object. */
export function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  if (isTooDeep(text)) throw invalid("", `nests deeper than ${maxDepth} levels`, "object.depth");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid("", `is not JSON: ${error instanceof Error ? error.message : ""}`, "object.base");
  }
}

/** Whether JSON text nests deeper than {@link maxDepth}. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) isString = false;
    } else if (code === 0x22) isString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

/** Merges query and body; the body takes precedence. */
export function merge(query: Readonly<Record<string, string>>, body: unknown): unknown {
  if (Array.isArray(body)) return body;
  if (typeof body !== "object" || body === null) throw invalid("", "must be an object", "object.base");
  return { ...query, ...body };
}
