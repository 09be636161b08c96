import { describe, expect, it } from "vitest";
import { answerError, connectionError, deadlineError, seconds } from "../../../src/client/http/failures.js";

const facts = {
  ...{ method: "jobs.list", url: "http://server/public/api/v3/jobs.list", address: "http://server" },
  ...{ attempts: 3, elapsedMs: 1234, limitMs: 60_000 },
};

function of(status: number, body: unknown, headers: Record<string, string> = {}) {
  const answer = { status, headers, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) };
  return answerError(answer, facts, ["s3cret"], 0);
}

describe("a connection that failed", () => {
  it.each([
    ["ECONNREFUSED", false, "nothing accepts connections there"],
    ["ENOTFOUND", false, "no such host"],
    ["EAI_AGAIN", false, "could not be looked up"],
    ["UND_ERR_CONNECT_TIMEOUT", false, "no connection within the limit"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", false, "does not speak TLS"],
    ["SELF_SIGNED_CERT_IN_CHAIN", false, "certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)"],
    ["HTTPParserError", true, "not HTTP"],
    ["ECONNRESET", true, "broke before the whole answer came"],
    ["", false, "no connection"],
  ])("%s says what happened and what to check", (reason, sent, words) => {
    const error = connectionError(reason, new Error("x"), sent, facts);
    expect(error.message).toMatch(/^http:\/\/server: /);
    expect(error.message).toContain(words);
    expect(error.hint).toMatch(/^jobs\.list, 3 attempts in 1\.2 s; .{10,}/);
  });
});

describe("an answer that is not 200", () => {
  it("repeats no secret that the server repeats", () => {
    const error = of(500, { error: "s3cret", details: { message: "s3cret", deep: ["s3cret"] } });
    expect(JSON.stringify(error) + error.message + JSON.stringify(error.detail)).not.toContain("s3cret");
  });

  it("reads details of every recorded shape", () => {
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

  it("says nothing twice", () => {
    const error = of(400, { error: "no class plum", details: [{ message: "no class plum", path: "meta.classes" }] });
    expect(error.message).toBe("jobs.list: no class plum");
    expect(error.hint).toBe("look at meta.classes of the request");
  });
});

it("a limit says how long and how often", () => {
  expect(deadlineError(1500, facts)).toMatchObject({
    message: "jobs.list: no answer of http://server within 1.5 s",
    limitMs: 1500,
    hint: expect.stringContaining("3 attempts in 1.2 s"),
  });
  expect(seconds(60_000)).toBe("60 s");
});
