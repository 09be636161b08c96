import type { IncomingMessage } from "node:http";
import { invalid, Problem } from "./problem.js";

/** Figures nest four deep and filters three; deeper bodies are made to hurt. */
export const mostDepth = 64;

/** The client closed its connection before its request was whole: there is nobody to answer. */
export class ClientLeft extends Error {}

/** Reads a request's body whole, and no further than `mostBytes`. */
export function readBody(incoming: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = () =>
      reject(new Problem({ kind: "too_large", message: `the body is larger than ${mostBytes} bytes` }));
    if (Number(incoming.headers["content-length"] ?? 0) > mostBytes) return refuse();
    const chunks: Buffer[] = [];
    let size = 0;
    // By events: an async iterator costs a third of the whole request.
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) refuse();
      else chunks.push(chunk);
    });
    incoming.on("end", () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    const leave = () => {
      if (!incoming.complete) reject(new ClientLeft());
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
