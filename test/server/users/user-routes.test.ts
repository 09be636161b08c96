import { describe, expect, it } from "vitest";
import { startTestServer } from "../../support/server.js";

const me = 7;

describe("an account that disables itself", () => {
  it("can only be enabled again by itself", async () => {
    const server = await startTestServer();
    await server.must("users.disable", { id: me, disable: true });
    expect(await server.ask("users.me")).toMatchObject({ status: 401 });
    expect(await server.ask("users.disable", { id: me, disable: true })).toMatchObject({ status: 401 });
    await server.must("users.disable", { id: me, disable: false });
    expect(await server.must("users.me")).toMatchObject({ id: me, disabled: false });
  });

  it("cannot enable itself if another person disabled it", async () => {
    const server = await startTestServer();
    const id = await server.hire("worker", 3);
    await server.must("users.disable", { id, disable: true });
    expect(await server.ask("users.disable", { id, disable: false }, "worker")).toMatchObject({ status: 401 });
    expect(await server.ask("users.me", {}, "worker")).toMatchObject({ status: 401 });
  });
});
