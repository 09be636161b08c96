import { describe, expect, it } from "vitest";
import {
  connectionError,
  isPermanentFailure,
  notJsonError,
  seconds,
  timeoutError,
  tooLargeError,
} from "../../../src/client/http/failures.js";

const facts = {
  ...{ method: "jobs.list", url: "http://server/public/api/v3/jobs.list", address: "http://server" },
  ...{ attempts: 3, elapsedMs: 1234, limitMs: 60_000 },
};

describe("a failed connection", () => {
  it.each([
    ["ECONNREFUSED", false, "connection refused"],
    ["ENOTFOUND", false, "no such host"],
    ["EAI_AGAIN", false, "could not be resolved"],
    ["UND_ERR_CONNECT_TIMEOUT", false, "connecting timed out"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", false, "no TLS on this port"],
    ["SELF_SIGNED_CERT_IN_CHAIN", false, "certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)"],
    ["HTTPParserError", true, "not HTTP"],
    ["ECONNRESET", true, "closed before the response was complete"],
    ["", false, "no connection"],
  ])("with %s reports what happened and what to check", (reason, sent, words) => {
    const error = connectionError(reason, new Error("x"), sent, facts);
    expect(error.message).toMatch(/^http:\/\/server: /);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/, 3 attempts in 1\.2 s$/);
    expect(error.hint).toMatch(/^.{10,73}$/);
  });
});

it("a timeout reports the time and the attempts", () => {
  expect(timeoutError(1500, facts)).toMatchObject({
    message: "jobs.list: no response from http://server within 1.5 s",
    timeout: 1500,
    hint: expect.stringContaining("3 attempts in 1.2 s"),
  });
  expect(seconds(60_000)).toBe("60 s");
});

it("a refusal by a proxy and an invalid certificate are permanent, an overloaded proxy and a lost connection are not", () => {
  const tunnel = (status: number) => new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`);
  expect([403, 407, 429, 502].map((status) => isPermanentFailure("UND_ERR_ABORTED", tunnel(status)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const plain = new Error("x");
  expect(["CERT_HAS_EXPIRED", "ECONNRESET"].map((code) => isPermanentFailure(code, plain))).toEqual([true, false]);
});

describe("through a proxy", () => {
  const proxied = { ...facts, proxy: { text: "http://proxy:3128", source: "HTTPS_PROXY" } };

  it("a failed connection names the proxy and its variable", () => {
    const error = connectionError("ENOTFOUND", new Error("x"), false, proxied);
    expect(error.message).toBe("http://server: no such host, through the proxy http://proxy:3128, 3 attempts in 1.2 s");
    expect(error.hint).toContain("check HTTPS_PROXY, or add server to NO_PROXY");
  });

  it.each([
    ["407", "requires a login"],
    ["403", "refused the connection (status 403)"],
  ])("a tunnel refused with status %s is reported", (status, words) => {
    const cause = new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`);
    expect(connectionError("UND_ERR_ABORTED", cause, false, proxied).message).toContain(words);
  });
});

it("a response that is too large is reported with the limit", () => {
  expect(tooLargeError(2 ** 28, facts)).toMatchObject({
    message: "jobs.list: the response is larger than 256 MiB",
    hint: expect.stringContaining("maxResponseBytes"),
  });
});

it("a proxy that does not respond is named, and NO_PROXY only if it applies", () => {
  const silent = (source: string) => ({ ...facts, proxy: { text: "http://proxy:3128", source } });
  const error = timeoutError(900, silent("https_proxy"));
  expect(error.message).toBe(
    "jobs.list: no response from http://server through the proxy http://proxy:3128 within 0.9 s",
  );
  expect(error.hint).toMatch(/^raise timeout, or check the proxy in https_proxy \(/);
  const refused = (source: string) => connectionError("ECONNREFUSED", new Error("x"), false, silent(source)).hint;
  expect(refused("https_proxy")).toMatch(/^check https_proxy, or add server to NO_PROXY$/);
  expect(refused("connect({ proxy })")).toMatch(/^check connect\(\{ proxy \}\)$/);
});

it("a truncated or empty response is distinguished from a web page", () => {
  const got = (body: string) => notJsonError({ status: 200, headers: {}, body: Buffer.from(body) }, facts);
  expect(got('{"id":7,"login":"my_us').message).toBe(
    'jobs.list: expected complete JSON, got "{\\"id\\":7,\\"login\\":\\"my_us"',
  );
  expect(got('{"id":7').hint).toMatch(/^try again/);
  expect(got("").message).toBe("jobs.list: expected JSON, got an empty response");
  expect(got("<html>").hint).toBe("check that http://server is a Supervisely instance");
});
