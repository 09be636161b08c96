/** Finds the handler of a request by method and path, and gives handlers the parts of the request that they read. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { TrieRouter } from "hono/router/trie-router";

/** A request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path of the URL, still percent-encoded. */
  readonly path: string;
  /** Parameters of the query; of repeated ones the first. */
  readonly query: Readonly<Record<string, string>>;
  /** The parts of the path that the route names, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Returns a request header; several of one name are joined. */
  header(name: string): string | undefined;
}

/** Answers a request; resolves when the response is written. */
export type Handler = (exchange: Exchange) => Promise<void> | void;

/**
 * Routes requests to handlers. Uses hono's router only: its `Request` and `Response` would load Node's own undici, which
 * costs more than the first request of an instance.
 */
export class Router {
  readonly #routes = new TrieRouter<Handler>();

  /** Adds a handler for paths such as `/users/:id`; the method `ALL` stands for every method. */
  on(method: "GET" | "POST" | "ALL", path: string, handler: Handler): void {
    this.#routes.add(method, path, handler);
  }

  /** Returns the request's handler and exchange; `handler` is undefined if no route matches. */
  find(request: IncomingMessage, response: ServerResponse): { handler: Handler | undefined; exchange: Exchange } {
    const { path, query } = targetOf(request.url ?? "/");
    const method = request.method === "HEAD" ? "GET" : (request.method ?? "GET");
    const [handler, params = {}] = this.#routes.match(method, path)[0][0] ?? [];
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    };
    return { handler, exchange: { request, response, path, query, params: decoded(params), header } };
  }
}

function targetOf(url: string): { path: string; query: Record<string, string> } {
  // Requests through a proxy have an absolute URL.
  const target = url.startsWith("/") || !URL.canParse(url) ? url : url.slice(new URL(url).origin.length);
  const [path = "", ...rest] = target.split("?");
  const query: Record<string, string> = {};
  if (rest.length > 0) {
    for (const [name, value] of new URLSearchParams(rest.join("?")))
      if (!Object.hasOwn(query, name)) query[name] = value;
  }
  return { path, query };
}

function decoded(params: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decode(String(value))]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
