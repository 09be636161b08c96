import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../src/domain/errors.js";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";

useOwnHome();

const password = "11111abc";

describe("ensureAnnotator", () => {
  it("creates missing accounts and memberships, and returns the members", async () => {
    const { team, calls } = await startLocal();
    const members = await team(8).ensureAnnotator("labeler_1", { password });
    expect(members.map(({ login, role }) => [login, role])).toEqual([["labeler_1", "annotator"]]);
    expect(calls).toEqual(["members.list", "users.list", "users.add", "users.info", "members.add", "members.list"]);
  });

  it("is idempotent: a second run reads one list and writes nothing", async () => {
    const { team, calls, writes, forget } = await startLocal();
    await team(8).ensureAnnotator(["labeler_1", "labeler_2"], { password });
    forget();
    for (let times = 0; times < 5; times++) await team(8).ensureAnnotator(["labeler_1", "labeler_2"]).jobs();
    expect(writes()).toEqual([]);
    expect(calls.filter((method) => method === "members.list")).toHaveLength(5);
    expect(
      await team(8)
        .members()
        .where(({ login }) => login === "labeler_1"),
    ).toHaveLength(1);
  });

  it("adds an existing account to the team", async () => {
    const { team, server, writes } = await startLocal();
    await server.must("users.add", { login: "anna", password, isRestricted: true });
    await team(8).ensureAnnotator("anna");
    expect(writes()).toEqual(["members.add"]);
  });

  it("keeps a sufficient role and changes an insufficient one", async () => {
    const { team, server, writes } = await startLocal();
    await server.hire("carol", role.reviewer);
    await server.hire("dave", role.viewer);
    const members = await team(8).ensureAnnotator(["carol", "dave", "my_username"]);
    expect(members.map(({ login, role }) => [login, role])).toEqual([
      ["carol", "reviewer"],
      ["dave", "annotator"],
      ["my_username", "admin"],
    ]);
    expect(writes()).toEqual(["members.editInfo"]);
  });

  it("sets exactly the given role", async () => {
    const { team, server } = await startLocal();
    await server.hire("carol", role.reviewer);
    const [carol] = await team(8).ensureMember("carol", { role: "viewer" });
    expect(carol?.role).toBe("viewer");
  });

  it("adds reviewers with the role reviewer", async () => {
    const { team } = await startLocal();
    const [anna] = await team(8).ensureReviewer("anna", { password });
    expect(anna?.role).toBe("reviewer");
  });

  it("rejects a disabled account, and hints how to enable it", async () => {
    const { team, server } = await startLocal();
    const id = await server.hire("carol", role.annotator);
    await server.must("users.disable", { id, disable: true });
    const error = await failureOf(team(8).ensureAnnotator("carol"));
    expect(error).toMatchObject({
      message: "ensure annotator carol: account carol is disabled",
      hint: expect.stringContaining(`api.user.enable(${id})`),
    });
  });

  it("continues after a failure without repeating finished work", async () => {
    const { team, server, calls } = await startLocal();
    const chain = team(8).ensureAnnotator(["anna", "ben"], { password });
    const stop = new AbortController();
    const run = chain.run({
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
    await chain;
    const logins = ["anna", "ben"].map((login) =>
      server.must("users.list", { filter: [{ field: "login", operator: "=", value: login }] }),
    );
    expect((await Promise.all(logins)).map((page) => Reflect.get(Object(page), "total"))).toEqual([1, 1]);
    expect(calls.filter((method) => method === "users.add").length).toBeLessThanOrEqual(3);
  });

  it("lists its changes per person in the plan, and writes nothing", async () => {
    const { team, server, writes } = await startLocal();
    await server.hire("carol", role.annotator);
    await server.hire("dave", role.viewer);
    await server.must("users.add", { login: "erin", password, isRestricted: true });
    const plan = await team(8).ensureAnnotator(["carol", "dave", "erin", "frank"], { password }).plan();
    expect(plan.steps.map(({ action, what }) => `${action} ${what}`)).toEqual([
      "read team 8",
      "reuse member carol",
      "change member dave",
      "reuse account erin",
      "create membership of erin",
      "create account frank",
      "create membership of frank",
    ]);
    expect(writes()).toEqual([]);
  });

  it("checks its arguments at the call", async () => {
    const { team } = await startLocal();
    expect(() => team(8).ensureAnnotator("")).toThrow(ArgumentError);
    expect(() => team(8).ensureAnnotator([])).toThrow("ensureAnnotator: login");
    expect(() => team(8).ensureAnnotator("anna", { password: "" })).toThrow("ensureAnnotator: options.password");
  });
});
