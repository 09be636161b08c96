import type { IncomingMessage } from "node:http";
import type { MemoryShare } from "./memory-budget.js";
import { invalid, tooLarge } from "./problem.js";

/** Figures nest four deep and filters three; deeper bodies are made to hurt. */
export const mostDepth = 64;

/** The client closed its connection before its request was whole: there is nobody to answer. */
export class ClientDisconnected extends Error {}

/** Whether a request comes with a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

const empty = Buffer.alloc(0);

/** Reads a request's body whole, no further than `mostBytes`, and no further than the memory that all bodies share. */
export function readBody(incoming: IncomingMessage, mostBytes: number, memory: MemoryShare): Promise<Buffer> | Buffer {
  if (!hasBody(incoming)) return empty;
  const chunks: Buffer[] = [];
  const body = receive(incoming, mostBytes, (chunk) => {
    memory.take(chunk.length);
    chunks.push(chunk);
  });
  return body.then(
    () => (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    (error: unknown) => {
      // The rest may come for a while yet; what was read of it is not kept until then.
      chunks.length = 0;
      throw error;
    },
  );
}

/** Gives each piece of a request's body to `onChunk`, which may throw to refuse it, and settles when it was whole. */
export function receive(incoming: IncomingMessage, mostBytes: number, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const refusal = () => tooLarge(`the body is larger than ${mostBytes} bytes`);
    if (Number(incoming.headers["content-length"] ?? 0) > mostBytes) return reject(refusal());
    let size = 0;
    let isRefused = false;
    // By events: an async iterator costs a third of the whole request.
    incoming.on("data", (chunk: Buffer) => {
      if (isRefused) return;
      size += chunk.length;
      try {
        if (size > mostBytes) throw refusal();
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

/** JSON text → value. Nothing at all is the empty object. */
export function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  if (isTooDeep(text)) throw invalid("", `nests deeper than ${mostDepth} levels`, "object.depth");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid("", `is not JSON: ${error instanceof Error ? error.message : ""}`, "object.base");
  }
}

/** Whether JSON text nests deeper than {@link mostDepth}. */
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
      if (depth > mostDepth) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

/** Query and body as one: what the body says wins. */
export function merge(query: Readonly<Record<string, string>>, body: unknown): unknown {
  if (Array.isArray(body)) return body;
  if (typeof body !== "object" || body === null) throw invalid("", "must be an object", "object.base");
  return { ...query, ...body };
}
