import { describe, expect, it } from "vitest";
import { LoginGuard } from "../../../src/server/users/login.js";
import { defaultPasswordCost } from "../../../src/server/users/secrets.js";
import { role, startTestServer, type TestServer } from "../../support/server.js";

function logIn(server: TestServer, login: string, password: string): Promise<Response> {
  return fetch(`${server.address}/api/account`, { method: "POST", body: new URLSearchParams({ login, password }) });
}

describe("a login by password", () => {
  it("returns the account's token, team and workspace, and is counted", async () => {
    const server = await startTestServer();
    const id = await server.hire("labeler", role.annotator);
    const response = await logIn(server, "labeler", "labeler secret");
    const { token } = (await response.json()) as { token: string };
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({
      id,
      login: "labeler",
      apiToken: server.tokenOf("labeler"),
      group: { id: 8, name: "tutorial", role: "annotator" },
      workspace: { id: 7, name: "First Workspace" },
    });
    expect(await server.must("users.info", { id })).toMatchObject({ logins: 1, lastLogin: expect.any(String) });
  });

  it("accepts JSON too", async () => {
    const server = await startTestServer();
    await server.hire("labeler", role.annotator);
    const response = await fetch(`${server.address}/api/account`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login: "labeler", password: "labeler secret" }),
    });
    expect(response.status).toBe(200);
  });

  it("is rejected with the same message for a wrong password, an unknown login and a disabled account", async () => {
    const server = await startTestServer();
    const id = await server.hire("labeler", role.annotator);
    await server.hire("off", role.annotator);
    await server.must("users.disable", { id: id + 1, disable: true });
    for (const [login, password] of [
      ["labeler", "wrong"],
      ["nobody", "x"],
      ["off", "off secret"],
      ["my_username", "none"],
    ]) {
      const response = await logIn(server, login ?? "", password ?? "");
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: "Unauthorized", details: null });
    }
  });

  it("is rejected for an account without a team", async () => {
    const server = await startTestServer();
    await server.must("users.add", { login: "alone", password: "x", isRestricted: true });
    expect((await logIn(server, "alone", "x")).status).toBe(403);
  });

  it("requires login and password", async () => {
    const server = await startTestServer();
    expect((await logIn(server, "labeler", "")).status).toBe(400);
  });

  it("is blocked after ten wrong passwords, with the time left", async () => {
    const server = await startTestServer();
    await server.hire("labeler", role.annotator);
    await server.hire("other", role.annotator);
    await Promise.all(Array.from({ length: 10 }, () => logIn(server, "labeler", "guess")));
    const refused = await logIn(server, "labeler", "labeler secret");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(20);
    expect((await logIn(server, "other", "other secret")).status).toBe(200);
  });
});

describe("many logins at once", () => {
  it("check no more passwords than sequential logins would, and lock out no other account", async () => {
    const server = await startTestServer();
    await server.hire("labeler", role.annotator);
    const guesses = await Promise.all(Array.from({ length: 60 }, () => logIn(server, "labeler", "guess")));
    const checked = guesses.filter(({ status }) => status === 401).length;
    expect([checked, guesses.filter(({ status }) => status === 429).length]).toEqual([10, 50]);
  });

  it("do not block other requests", async () => {
    const server = await startTestServer({ passwordCost: defaultPasswordCost });
    const logins = Array.from({ length: 20 }, (_, index) => logIn(server, `made up ${index}`, "x"));
    let answered = 0;
    const all = Promise.all(logins).then(() => answered);
    for (; answered < 10; answered += 1) await server.must("teams.info", { id: 8 });
    // If password checks took all threads, these calls would be answered after the logins.
    expect(await all).toBe(10);
  });
});

describe("LoginGuard", () => {
  it("resets after the block, and after a correct password", () => {
    let now = 0;
    const guard = new LoginGuard(() => now);
    for (let failure = 0; failure < 10; failure += 1) guard.begin("a", "here");
    expect(() => guard.begin("a", "here")).toThrow("too many wrong passwords for this login");
    now = 30_000;
    expect(() => guard.begin("a", "here")).not.toThrow();

    for (let failure = 0; failure < 9; failure += 1) guard.begin("b", "here");
    guard.begin("b", "here").succeed();
    for (let failure = 0; failure < 10; failure += 1) guard.begin("b", "here");
    expect(() => guard.begin("b", "here")).toThrow();
  });

  it("does not count passwords that were not checked", () => {
    const guard = new LoginGuard(() => 0);
    for (let attempt = 0; attempt < 1000; attempt += 1) guard.begin("a", "here").forget();
    expect(() => guard.begin("a", "here")).not.toThrow();
  });

  it("accepts the owner from another address than that of wrong passwords", () => {
    const guard = new LoginGuard(() => 0);
    for (let failure = 0; failure < 10; failure += 1) guard.begin("owner", "elsewhere");
    expect(() => guard.begin("owner", "elsewhere")).toThrow();
    expect(() => guard.begin("owner", "here")).not.toThrow();
  });

  it("blocks an address that tries many logins", () => {
    const guard = new LoginGuard(() => 0);
    for (let login = 0; login < 100; login += 1) guard.begin(`made up ${login}`, "here");
    expect(() => guard.begin("one more", "here")).toThrow("too many wrong passwords from this address");
  });

  it("limits the number of remembered addresses", () => {
    const guard = new LoginGuard(() => 0);
    for (let failure = 0; failure < 10; failure += 1) guard.begin("first", "a");
    for (let source = 0; source < 10_000; source += 1) guard.begin("x", `address ${source}`);
    expect(() => guard.begin("first", "a")).not.toThrow();
  });
});
