import { describe, expect, it } from "vitest";
import { errorOfResponse } from "../../../src/client/http/response-errors.js";
import { NotFoundError } from "../../../src/domain/errors.js";

const facts = {
  ...{ method: "jobs.list", url: "http://server/public/api/v3/jobs.list", address: "http://server" },
  ...{ attempts: 3, elapsedMs: 1234, limitMs: 60_000 },
};

function of(status: number, body: unknown, headers: Record<string, string> = {}) {
  const response = { status, headers, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) };
  return errorOfResponse(response, facts, ["s3cret"], 0);
}

describe("a response with a status other than 200", () => {
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

describe("a web page in place of an API response", () => {
  const html = { "content-type": "text/html" };
  const at = (address: string) => ({ ...facts, address, url: `${address}/public/api/v3/jobs.list` });
  const page = (status: number, headers: Record<string, string>, address = "https://host/sub") =>
    errorOfResponse({ status, headers, body: Buffer.from("<html>no</html>") }, at(address), ["s3cret"], 0);

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
