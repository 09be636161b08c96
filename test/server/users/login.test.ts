import { describe, expect, it } from "vitest";
import { LoginGuard } from "../../../src/server/users/login.js";
import { role, startTestServer, type TestServer } from "../../support/server.js";

function logIn(server: TestServer, login: string, password: string): Promise<Response> {
  return fetch(`${server.address}/api/account`, { method: "POST", body: new URLSearchParams({ login, password }) });
}

describe("a login by password", () => {
  it("gives the account's token, team and workspace, and is counted", async () => {
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

  it("takes JSON too", async () => {
    const server = await startTestServer();
    await server.hire("labeler", role.annotator);
    const response = await fetch(`${server.address}/api/account`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login: "labeler", password: "labeler secret" }),
    });
    expect(response.status).toBe(200);
  });

  it("is refused in the same words for a wrong password, an unknown login and a disabled account", async () => {
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

  it("is refused to one who is in no team yet", async () => {
    const server = await startTestServer();
    await server.must("users.add", { login: "alone", password: "x", isRestricted: true });
    expect((await logIn(server, "alone", "x")).status).toBe(403);
  });

  it("needs both words", async () => {
    const server = await startTestServer();
    expect((await logIn(server, "labeler", "")).status).toBe(400);
  });

  it("rests after ten wrong passwords, and says for how long", async () => {
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

describe("a login by many at once", () => {
  it("checks no more guesses than one after the other would, and locks nobody else out", async () => {
    const server = await startTestServer();
    await server.hire("labeler", role.annotator);
    const guesses = await Promise.all(Array.from({ length: 60 }, () => logIn(server, "labeler", "guess")));
    const checked = guesses.filter(({ status }) => status === 401).length;
    expect([checked, guesses.filter(({ status }) => status === 429).length]).toEqual([10, 50]);
  });

  it("leaves time for everything else", async () => {
    const server = await startTestServer();
    const logins = Array.from({ length: 40 }, (_, index) => logIn(server, `made up ${index}`, "x"));
    let answered = 0;
    const all = Promise.all(logins).then(() => answered);
    for (; answered < 20; answered += 1) await server.must("teams.info", { id: 8 });
    // Were passwords checked on all threads and before everything else, these calls would come after the logins.
    expect(await all).toBe(20);
  });
});

describe("LoginGuard", () => {
  it("forgets after the rest, and after a right password", () => {
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

  it("does not count what was not checked", () => {
    const guard = new LoginGuard(() => 0);
    for (let attempt = 0; attempt < 1000; attempt += 1) guard.begin("a", "here").forget();
    expect(() => guard.begin("a", "here")).not.toThrow();
  });

  it("lets the owner in who comes from another address than those who guess", () => {
    const guard = new LoginGuard(() => 0);
    for (let failure = 0; failure < 10; failure += 1) guard.begin("owner", "elsewhere");
    expect(() => guard.begin("owner", "elsewhere")).toThrow();
    expect(() => guard.begin("owner", "here")).not.toThrow();
  });

  it("rests an address that tries many logins", () => {
    const guard = new LoginGuard(() => 0);
    for (let login = 0; login < 100; login += 1) guard.begin(`made up ${login}`, "here");
    expect(() => guard.begin("one more", "here")).toThrow("too many wrong passwords from this address");
  });

  it("does not remember any number of addresses", () => {
    const guard = new LoginGuard(() => 0);
    for (let failure = 0; failure < 10; failure += 1) guard.begin("first", "a");
    for (let source = 0; source < 10_000; source += 1) guard.begin("x", `address ${source}`);
    expect(() => guard.begin("first", "a")).not.toThrow();
  });
});
