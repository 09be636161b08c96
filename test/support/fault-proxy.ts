/** A real HTTP proxy in front of a server that injects faults into chosen requests. */
import { Agent, createServer, type IncomingMessage, request as openRequest, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** The fault of one request. `commit` says whether the server receives it. */
export type Fault =
  /** The connection is reset before the server receives the request. */
  | { readonly kind: "reset-before" }
  /** The server handles it, then the connection is reset. */
  | { readonly kind: "reset-after" }
  /** The server handles it, then the connection ends without a response. */
  | {
      readonly kind: "drop-reply" /** What the server gets in the place of the body. */;
      readonly rewrite?: (body: string) => string;
    }
  | {
      readonly kind: "response";
      readonly status: number;
      readonly commit: boolean;
      readonly headers?: Record<string, string>;
    }
  /** Half of the response body is sent, then the connection ends. */
  | { readonly kind: "cut" }
  /** The body has the right length and wrong bytes. */
  | { readonly kind: "garble" }
  /** The body comes in eight pieces. */
  | { readonly kind: "trickle"; readonly everyMs: number }
  /** No response comes; the connection stays. */
  | { readonly kind: "hang"; readonly commit: boolean }
  /** The response comes later. */
  | { readonly kind: "slow"; readonly ms: number }
  /** The server gets it later. */
  | { readonly kind: "late"; readonly until: Promise<unknown> }
  /** The response waits until a later request has got its own, or 250 ms. */
  | { readonly kind: "behind" };

/** A request as the script sees it. */
export interface SeenRequest {
  /** For example `jobs.add`. */
  readonly method: string;
  /** Its number among all requests, from 1. */
  readonly number: number;
  /** Its number among the requests of this method, from 1. */
  readonly ofMethod: number;
  readonly body: string;
}

export type Script = (request: SeenRequest) => Fault | undefined;

/** A proxy that listens on a free port. */
export interface FaultProxy {
  readonly address: string;
  /** `handled` counts requests that the proxy and the server have finished. */
  readonly stats: { requests: number; connections: number; handled: number };
  /** Every request's method, in order. */
  readonly methods: readonly string[];
  /** Sockets that are open now. */
  readonly openSockets: number;
  /** From now on `script` chooses the fault of each request; undefined forwards it. */
  play(script: Script): void;
  /** Ends every connection and accepts none until {@link accept}. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** Starts a proxy in front of the server at `target`. */
export async function startFaultProxy(target: string, firstScript: Script = () => undefined): Promise<FaultProxy> {
  const upstream = new Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  const methods: string[] = [];
  const stats = { requests: 0, connections: 0, handled: 0 };
  const answered = new EventTarget();
  let script = firstScript;

  const server = createServer((request, response) => {
    void handle(request, response)
      .catch(() => request.socket.destroy())
      .finally(() => {
        stats.handled += 1;
      });
  });
  server.keepAliveTimeout = 60_000;
  server.on("connection", (socket) => {
    stats.connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const method = (request.url ?? "").split("/").at(-1) ?? "";
    methods.push(method);
    stats.requests += 1;
    const fault = script({
      method,
      number: stats.requests,
      ofMethod: methods.filter((seen) => seen === method).length,
      body: body.toString(),
    });
    const rewrite = fault?.kind === "drop-reply" ? fault.rewrite : undefined;
    const sent = rewrite === undefined ? body : Buffer.from(rewrite(body.toString()));
    await misbehave(fault, request, response, () => forward(request, sent));
    answered.dispatchEvent(new Event("answered"));
  }

  async function misbehave(
    fault: Fault | undefined,
    request: IncomingMessage,
    response: ServerResponse,
    commit: () => Promise<Reply>,
  ): Promise<void> {
    switch (fault?.kind) {
      case undefined:
        return send(response, await commit());
      case "reset-before":
        request.socket.resetAndDestroy();
        return;
      case "reset-after":
        await commit();
        request.socket.resetAndDestroy();
        return;
      case "drop-reply":
        await commit();
        request.socket.destroy();
        return;
      case "response":
        if (fault.commit) await commit();
        return send(response, {
          status: fault.status,
          headers: { "content-type": "application/json", ...fault.headers },
          body: Buffer.from(JSON.stringify({ error: `the proxy answers ${fault.status}`, details: null })),
        });
      case "cut": {
        const reply = await commit();
        response.writeHead(reply.status, { ...ownHeaders(reply), "content-length": reply.body.length + 1 });
        response.write(reply.body.subarray(0, reply.body.length / 2));
        await delay(5);
        request.socket.destroy();
        return;
      }
      case "garble": {
        const reply = await commit();
        return send(response, {
          ...reply,
          body: Buffer.from(reply.body.map((byte, at) => (at % 7 === 0 ? 0x7e : byte))),
        });
      }
      case "trickle": {
        const reply = await commit();
        response.writeHead(reply.status, { ...ownHeaders(reply), "content-length": reply.body.length });
        const size = Math.ceil(reply.body.length / 8);
        for (let at = 0; at < reply.body.length && !response.destroyed; at += size) {
          response.write(reply.body.subarray(at, at + size));
          await delay(fault.everyMs);
        }
        response.end();
        return;
      }
      case "hang":
        if (fault.commit) await commit();
        return;
      case "slow": {
        const reply = await commit();
        await delay(fault.ms);
        return send(response, reply);
      }
      case "late":
        await fault.until;
        return send(response, await commit());
      case "behind": {
        const reply = await commit();
        const later = new Promise((resolve) => answered.addEventListener("answered", resolve, { once: true }));
        await Promise.race([later, delay(250, undefined, { ref: false })]);
        return send(response, reply);
      }
    }
  }

  function forward(request: IncomingMessage, body: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
      const outgoing = openRequest(
        new URL(request.url ?? "/", target),
        { method: request.method, headers, agent: upstream },
        (incoming) => {
          readAll(incoming).then(
            (received) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: received }),
            reject,
          );
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  function listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  }

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    stats,
    methods,
    get openSockets() {
      return sockets.size;
    },
    play(next) {
      script = next;
    },
    refuse: stop,
    accept: () => listen(port),
    async close() {
      if (server.listening) await stop();
      upstream.destroy();
    },
  };
}

/** One fault for the given requests of a method, from 1; all others go through. */
export function faultOn(method: string, numbers: readonly number[], fault: Fault): Script {
  return (request) => (request.method === method && numbers.includes(request.ofMethod) ? fault : undefined);
}

function ownHeaders({ headers }: Reply): Record<string, string | string[]> {
  const kept = ["content-type", "date", "retry-after"] as const;
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...ownHeaders(reply), "content-length": reply.body.length });
  response.end(reply.body);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
