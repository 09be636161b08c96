import { describe, expect, it } from "vitest";
import { z } from "zod";
import { json } from "../../../src/client/http/read-response.js";
import { type ExchangeEvent, type Search, Sender, type SenderOptions } from "../../../src/client/http/send.js";
import {
  Aborted,
  ExchangeFailure,
  type ExchangeRequest,
  type HttpResponse,
} from "../../../src/client/http/transport.js";
import {
  ApiError,
  AuthError,
  ConflictError,
  ConnectionError,
  ContractError,
  InvalidError,
  NotFoundError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "../../../src/domain/errors.js";

const token = "Secret-Token-1234567890";
const schema = z.object({ id: z.number() });

type Step = HttpResponse | Error | "hang";

function response(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { "content-type": "application/json", ...headers }, body: Buffer.from(text) };
}

function reset(sent: boolean, code = "ECONNRESET"): ExchangeFailure {
  return new ExchangeFailure(Object.assign(new Error(`read ${code}`), { code }), sent);
}

/** A sender with scripted exchanges and a clock that only its sleeps advance. */
function scripted(steps: readonly Step[], options: Partial<SenderOptions> = {}) {
  const left = [...steps];
  const requests: ExchangeRequest[] = [];
  const sleeps: number[] = [];
  let nowMs = Date.parse("2026-01-05T12:00:00Z");
  const sender = new Sender({
    address: "http://server",
    basePath: "",
    token,
    limitMs: 60_000,
    attemptLimitMs: 30_000,
    random: () => 0,
    now: () => nowMs,
    sleep: async (ms) => {
      sleeps.push(ms);
      nowMs += ms;
    },
    transport: {
      exchange: async (request) => {
        requests.push(request);
        const step = left.shift();
        if (step === undefined) throw new Error("the script is over");
        if (step instanceof Error) throw step;
        if (step !== "hang") return step;
        return new Promise((_resolve, reject) => {
          request.signal.addEventListener("abort", () => {
            nowMs += 30_000;
            reject(new Aborted(request.signal.reason, true));
          });
        });
      },
      close: async () => undefined,
    },
    ...options,
  });
  const read = (call: { signal?: AbortSignal; timeout?: number } = {}) =>
    sender.send(
      { method: "things.info", body: '{"id":1}', repetition: "safe", read: json("things.info", schema) },
      call,
    );
  const create = (find: (search: Search) => Promise<{ id: number } | undefined>) =>
    sender.send({ method: "things.add", body: "{}", repetition: "unsafe", find, read: json("things.add", schema) });
  return { sender, requests, sleeps, read, create };
}

async function failure(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    (value) => {
      throw new Error(`it gave ${JSON.stringify(value)}`);
    },
    (error) => error,
  );
}

describe("a call", () => {
  it("is a POST of JSON to the method's path with the token as a header", async () => {
    const { read, requests } = scripted([response(200, { id: 1, more: true })]);
    expect(await read()).toEqual({ id: 1 });
    expect(requests[0]).toMatchObject({
      path: "/public/api/v3/things.info",
      headers: { "x-api-key": token, "content-type": "application/json" },
      body: '{"id":1}',
    });
  });

  it("reports every exchange", async () => {
    const events: ExchangeEvent[] = [];
    const { read } = scripted([reset(true), response(503, {}), response(200, { id: 1 })], {
      onExchange: (event) => events.push(event),
    });
    await read();
    expect(events.map(({ attempt, status, failure: why }) => [attempt, status, why])).toEqual([
      [1, undefined, "ECONNRESET"],
      [2, 503, undefined],
      [3, 200, undefined],
    ]);
  });
});

describe("a read", () => {
  it("is repeated after a transient failure", async () => {
    const { read, sender } = scripted([
      reset(false),
      reset(true),
      response(502, "<html>"),
      response(429, {}),
      response(200, { id: 1 }),
    ]);
    expect(await read()).toEqual({ id: 1 });
    expect(sender.stats).toEqual({ requests: 5, retries: 4 });
  });

  it("is repeated after a garbled body", async () => {
    const { read } = scripted([response(200, '{"id":'), response(200, { id: 1 })]);
    expect(await read()).toEqual({ id: 1 });
  });

  it("fails at once on a web page", async () => {
    const { read, requests } = scripted([response(200, "<html>hello</html>", { "content-type": "text/html" })]);
    const error = await failure(read());
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ message: 'things.info: expected JSON, got "<html>hello</html>"' });
    expect(requests).toHaveLength(1);
  });

  it("fails with the last response after the last attempt", async () => {
    const { read, sleeps } = scripted(Array.from({ length: 5 }, () => response(503, { error: "busy", details: null })));
    const error = await failure(read());
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ status: 503, attempts: 5, message: "things.info: busy" });
    expect(sleeps).toEqual([125, 250, 500, 1000]);
  });

  it("to a server that does not respond reports address, attempts, seconds and what to check", async () => {
    const { read } = scripted(Array.from({ length: 5 }, () => reset(false, "ECONNREFUSED")));
    const error = await failure(read());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      message: "http://server: connection refused, 5 attempts in 1.9 s",
      hint: "check the host and port in SERVER_ADDRESS, and that the server is running",
      attempts: 5,
      url: "http://server/public/api/v3/things.info",
    });
  });

  it("waits as long as Retry-After says", async () => {
    const { read, sleeps } = scripted([
      response(429, {}, { "retry-after": "3" }),
      response(503, {}, { "retry-after": "Mon, 05 Jan 2026 12:00:10 GMT" }),
      response(200, { id: 1 }),
    ]);
    await read();
    expect(sleeps).toEqual([3000, 7000]);
  });

  it("fails at once if the wait would exceed the timeout", async () => {
    const { read, sleeps } = scripted([response(429, { error: "slow down" }, { "retry-after": "61" })]);
    const error = await failure(read());
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs: 61_000, hint: "try again in 61 s" });
    expect(sleeps).toEqual([]);
  });

  it("ends an attempt without a response at its timeout, and the call at its own timeout", async () => {
    const { read, sender } = scripted(["hang", "hang"], { attemptLimitMs: 20 });
    const error = await failure(read());
    expect(error).toBeInstanceOf(TimeoutError);
    expect(sender.stats.requests).toBe(2);
  });

  it("throws the signal's reason, also between attempts", async () => {
    const controller = new AbortController();
    const reason = { why: "the user said so" };
    const { read } = scripted([response(503, {})], {
      sleep: async () => controller.abort(reason),
    });
    expect(await failure(read({ signal: controller.signal }))).toBe(reason);
  });

  it("sends nothing when the signal is aborted already", async () => {
    const { read, requests } = scripted([]);
    expect(await failure(read({ signal: AbortSignal.abort("before") }))).toBe("before");
    expect(requests).toHaveLength(0);
  });
});

describe("a response with a status other than 200", () => {
  it.each([
    [401, { error: "Unauthorized", details: null }, AuthError],
    [403, { error: "Forbidden", details: null }, AuthError],
    [404, { error: "Not found", details: null }, NotFoundError],
    [
      400,
      { error: "exists", details: { type: "NONUNIQUE", errors: [{ name: "a", id: 1, message: "a exists" }] } },
      ConflictError,
    ],
    [400, { error: "Validation error", details: [{ path: "meta.classes.0", message: "no class" }] }, InvalidError],
    [413, { error: "too large", details: null }, ApiError],
  ])("%i has its own error class", async (status, body, expected) => {
    const { read } = scripted([response(status, body)]);
    const error = await failure(read());
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ status, method: "things.info" });
  });

  it("names the rejected fields", async () => {
    const details = [{ path: ["meta", "classes", 0], message: "no class kiwi" }];
    const { read } = scripted([response(400, { error: "Validation error", details })]);
    expect(await failure(read())).toMatchObject({
      message: "things.info: Validation error (meta.classes.0: no class kiwi)",
      hint: "check meta.classes.0 in the request",
      issues: [{ path: "meta.classes.0", message: "no class kiwi" }],
    });
  });

  it("never shows the token, even where the server repeats it", async () => {
    const { read } = scripted([response(400, { error: `bad key ${token}`, details: { message: token, key: token } })]);
    const error = await failure(read());
    expect(error).toBeInstanceOf(InvalidError);
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
  });

  it("names the address that a redirect points to", async () => {
    const { read } = scripted([response(301, "", { location: "https://server/" })]);
    expect(await failure(read())).toMatchObject({
      hint: "set SERVER_ADDRESS=https://server",
    });
  });

  it("reports where a response does not match the schema", async () => {
    const { read } = scripted([response(200, { id: "seven" })]);
    const error = await failure(read());
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ issues: [{ path: "id" }] });
  });
});

describe("a create", () => {
  const nothing = async () => undefined;

  it("is sent again if nothing was sent or the server did not start", async () => {
    const { create } = scripted([reset(false), response(429, {}), response(200, { id: 1 })]);
    const find = async () => {
      throw new Error("there is nothing to look for");
    };
    expect(await create(find)).toEqual({ id: 1 });
  });

  it.each([
    ["a lost response", reset(true)],
    ["a 500", response(500, {})],
    ["a 502", response(502, {})],
    ["a garbled body", response(200, '{"i')],
    ["a response that does not match the schema", response(200, { nothing: true })],
  ])("returns the existing record after %s", async (_name, step) => {
    const { create, requests } = scripted([step]);
    expect(await create(async () => ({ id: 7 }))).toEqual({ id: 7 });
    expect(requests).toHaveLength(1);
  });

  it("is sent again only if the record does not exist", async () => {
    const { create, requests } = scripted([reset(true), response(200, { id: 2 })]);
    expect(await create(nothing)).toEqual({ id: 2 });
    expect(requests).toHaveLength(2);
  });

  it("returns the existing record if the second request conflicts with the first", async () => {
    const conflict = response(400, { error: "exists", details: { type: "NONUNIQUE", errors: [] } });
    const { create } = scripted([reset(true), conflict]);
    let looks = 0;
    expect(await create(async () => (++looks === 2 ? { id: 3 } : undefined))).toEqual({ id: 3 });
  });

  it("is searched once more after the last attempt", async () => {
    const { create } = scripted(Array.from({ length: 5 }, () => response(502, {})));
    let looks = 0;
    expect(await create(async () => (++looks === 5 ? { id: 4 } : undefined))).toEqual({ id: 4 });
  });

  it("reports that nothing was found after the last attempt", async () => {
    const { create } = scripted(Array.from({ length: 5 }, () => response(502, {})));
    expect(await failure(create(nothing))).toMatchObject({
      hint: "the request may still succeed, so check before retrying (a search found nothing that it created)",
    });
  });

  it("reports that it may have succeeded if its response does not match the schema and nothing was found", async () => {
    const { create, requests } = scripted([response(200, { nothing: true })]);
    const error = await failure(create(nothing));
    expect(error).toMatchObject({ code: "contract", hint: "the request may have succeeded, so check before retrying" });
    expect(requests).toHaveLength(1);
  });

  it("reports that it may have succeeded if the search fails", async () => {
    const { create, requests } = scripted([reset(true)]);
    const error = await failure(
      create(async () => {
        throw new ConnectionError("gone", { method: "things.list", url: "", attempts: 5 });
      }),
    );
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      method: "things.add",
      hint: "the request may have succeeded, so check before retrying (a search by slylab failed: gone)",
    });
    expect(requests).toHaveLength(1);
  });

  it("is searched by the server's clock", async () => {
    const { create } = scripted([response(502, {}, { date: "Mon, 05 Jan 2026 13:00:00 GMT" })]);
    const sentAt = await new Promise<Date>((resolve) => {
      void create(async (search) => {
        resolve(search.sentAt());
        return { id: 1 };
      });
    });
    expect(sentAt.toISOString()).toBe("2026-01-05T13:00:00.000Z");
  });
});

describe("a request that is unsafe to repeat", () => {
  it("is not repeated if it may have succeeded", async () => {
    const { sender, requests } = scripted([reset(true)]);
    const call = { method: "things.shake", body: "{}", repetition: "unsafe", read: () => true } as const;
    expect(await failure(sender.send(call))).toMatchObject({
      hint: expect.stringContaining("the request may have succeeded"),
    });
    expect(requests).toHaveLength(1);
  });
});
