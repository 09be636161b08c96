import { describe, expect, it } from "vitest";
import { startTestServer } from "../../support/server.js";

const me = 7;

describe("disabling an account", () => {
  it("by itself lets it do nothing but enable itself again", async () => {
    const server = await startTestServer();
    await server.must("users.disable", { id: me, disable: true });
    expect(await server.ask("users.me")).toMatchObject({ status: 401 });
    expect(await server.ask("users.disable", { id: me, disable: true })).toMatchObject({ status: 401 });
    await server.must("users.disable", { id: me, disable: false });
    expect(await server.must("users.me")).toMatchObject({ id: me, disabled: false });
  });

  it("by another person cannot be undone by the account itself", async () => {
    const server = await startTestServer();
    const id = await server.hire("worker", 3);
    await server.must("users.disable", { id, disable: true });
    expect(await server.ask("users.disable", { id, disable: false }, "worker")).toMatchObject({ status: 401 });
    expect(await server.ask("users.me", {}, "worker")).toMatchObject({ status: 401 });
  });

  it("requires an admin of the instance, as in the official documentation", async () => {
    const server = await startTestServer();
    const id = await server.hire("worker", 3);
    expect(await server.ask("users.disable", { id, disable: true }, "worker")).toMatchObject({ status: 403 });
    expect(await server.ask("users.me", {}, "worker")).toMatchObject({ status: 200 });
  });
});

it("an account can set its current password again without giving the old one", async () => {
  const server = await startTestServer();
  for (let run = 0; run < 2; run += 1) await server.must("users.editInfo", { id: me, password: "abc123", name: "Bob" });
  const other = await server.ask("users.editInfo", { id: me, password: "another" });
  expect(other).toMatchObject({ status: 400, body: { details: [{ path: "oldPassword" }] } });
});
