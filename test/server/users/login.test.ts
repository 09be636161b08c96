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

describe("LoginGuard", () => {
  it("forgets after the rest, and after a right password", () => {
    let now = 0;
    const guard = new LoginGuard(() => now);
    for (let failure = 0; failure < 10; failure += 1) guard.note("a", false);
    expect(() => guard.refuseTired("a")).toThrow("too many wrong passwords");
    now = 30_000;
    expect(() => guard.refuseTired("a")).not.toThrow();

    for (let failure = 0; failure < 9; failure += 1) guard.note("b", false);
    guard.note("b", true);
    guard.note("b", false);
    expect(() => guard.refuseTired("b")).not.toThrow();
  });

  it("does not remember any number of made-up logins", () => {
    const guard = new LoginGuard(() => 0);
    for (let failure = 0; failure < 10; failure += 1) guard.note("first", false);
    for (let login = 0; login < 10_000; login += 1) guard.note(`made up ${login}`, false);
    expect(() => guard.refuseTired("first")).not.toThrow();
  });
});
