import { describe, expect, it } from "vitest";
import { answerError } from "../../../src/client/http/answer-errors.js";
import {
  connectionError,
  isPermanentFailure,
  notJsonError,
  seconds,
  timeoutError,
  tooLargeError,
} from "../../../src/client/http/failures.js";
import { NotFoundError } from "../../../src/domain/errors.js";

const facts = {
  ...{ method: "jobs.list", url: "http://server/public/api/v3/jobs.list", address: "http://server" },
  ...{ attempts: 3, elapsedMs: 1234, limitMs: 60_000 },
};

function of(status: number, body: unknown, headers: Record<string, string> = {}) {
  const answer = { status, headers, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) };
  return answerError(answer, facts, ["s3cret"], 0);
}

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
  ])("with %s says what happened and what to check", (reason, sent, words) => {
    const error = connectionError(reason, new Error("x"), sent, facts);
    expect(error.message).toMatch(/^http:\/\/server: /);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/, 3 attempts in 1\.2 s$/);
    expect(error.hint).toMatch(/^.{10,73}$/);
  });
});

describe("an answer with a status other than 200", () => {
  it("hides secrets that the server repeats", () => {
    const error = of(500, { error: "s3cret", details: { message: "s3cret", deep: ["s3cret"] } });
    expect(JSON.stringify(error) + error.message + JSON.stringify(error.detail)).not.toContain("s3cret");
  });

  it("is read with details of every known shape", () => {
    expect(of(400, { error: "a", details: { message: "m" } }).issues).toEqual([{ path: "", message: "m" }]);
    expect(of(400, { error: "a", details: [{ message: "m", path: "p" }] }).issues).toEqual([
      { path: "p", message: "m" },
    ]);
    expect(of(400, { error: "a", details: { errors: [{ message: "m", path: ["p", 0] }] } }).issues).toEqual([
      { path: "p.0", message: "m" },
    ]);
    expect(of(400, { error: "a", details: null }).issues).toEqual([]);
    expect(of(502, "<html>bad gateway").message).toBe("jobs.list: status 502");
  });

  it("repeats nothing in message and hint", () => {
    const error = of(400, { error: "no class plum", details: [{ message: "no class plum", path: "meta.classes" }] });
    expect(error.message).toBe("jobs.list: no class plum");
    expect(error.hint).toBe("check meta.classes in the request");
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

describe("a web page in place of an API answer", () => {
  const html = { "content-type": "text/html" };
  const at = (address: string) => ({ ...facts, address, url: `${address}/public/api/v3/jobs.list` });
  const page = (status: number, headers: Record<string, string>, address = "https://host/sub") =>
    answerError({ status, headers, body: Buffer.from("<html>no</html>") }, at(address), ["s3cret"], 0);

  it("is not a NotFoundError and names the address where the API was expected", () => {
    const error = page(404, html);
    expect(error).not.toBeInstanceOf(NotFoundError);
    expect(error.message).toBe("jobs.list: https://host/sub has no API at this path (status 404)");
    expect(error.hint).toBe(
      "remove the path /sub from SERVER_ADDRESS (requested https://host/sub/public/api/v3/jobs.list)",
    );
    expect(page(405, html, "https://host").hint).toMatch(/^check SERVER_ADDRESS \(requested/);
  });

  it.each([
    ["https://new.host/base/public/api/v3/jobs.list", "https://new.host/base"],
    ["/other/public/api/v3/jobs.list", "https://host/other"],
    ["https://host/", "https://host"],
    ["http://host:8080/sub/public/api/v3/jobs.list?x=1", "http://host:8080/sub"],
  ])("that redirects to %s suggests the right address", (location, address) => {
    expect(page(301, { location }).hint).toBe(`set SERVER_ADDRESS=${address}`);
  });

  it.each(["/login?next=x", "https://sso.example/start", undefined, "http://["])(
    "that redirects to %s suggests no address",
    (location) => {
      const { hint } = page(302, location === undefined ? {} : { location });
      expect(hint).toMatch(/^check (the path in )?SERVER_ADDRESS/);
      expect(hint).not.toContain("=");
    },
  );

  it("with status 403 or 401 is reported as a firewall or a login of another kind", () => {
    expect(page(403, html)).toMatchObject({ code: "auth", hint: expect.stringContaining("firewall") });
    expect(page(401, { "www-authenticate": "Basic" }).message).toContain("requires its own login");
  });
});

it("a disabled account is distinguished from an unknown token", () => {
  const disabled = of(401, { error: "Unauthorized", details: { message: "the account is disabled" } });
  expect(disabled).toMatchObject({ code: "auth", message: "jobs.list: the account of this API token is disabled" });
  expect(of(403, { error: "User is blocked", details: null }).message).toContain("is disabled");
  expect(of(401, { error: "Unauthorized", details: null }).message).toContain("rejected the API token");
  expect(of(403, { error: "Access denied", details: { message: "the job is disabled" } }).message).toContain(
    "the job is disabled",
  );
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
  ])("a tunnel answered with %s is reported", (status, words) => {
    const cause = new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`);
    expect(connectionError("UND_ERR_ABORTED", cause, false, proxied).message).toContain(words);
  });
});

it("an answer that is too large is reported with the limit", () => {
  expect(tooLargeError(2 ** 28, facts)).toMatchObject({
    message: "jobs.list: the response is larger than 256 MiB",
    hint: expect.stringContaining("maxAnswerBytes"),
  });
});

it("a proxy that does not answer is named, and NO_PROXY only if it applies", () => {
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

it("a redirect to itself or to an invalid address is not suggested as an address", () => {
  const to = (location: string) => of(302, "", { location });
  expect(to("http://server/public/api/v3/jobs.list").message).toBe(
    "jobs.list: http://server redirects to itself (status 302)",
  );
  expect(to("javascript:alert(1)").message).toBe("jobs.list: http://server redirects (status 302)");
});

it("a long Retry-After is shown in days", () => {
  const error = of(429, "", { "retry-after": String(3 * 86_400) });
  expect([error.message, error.hint]).toEqual(["jobs.list: too many requests (status 429)", "try again in 3 days"]);
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
