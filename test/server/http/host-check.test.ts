import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { HostCheck } from "../../../src/server/http/host-check.js";
import { startTestServer, type TestServer } from "../../support/server.js";

describe("HostCheck", () => {
  const check = new HostCheck("127.0.0.1", ["Box.lan"]);

  it.each(["127.0.0.1:8321", "localhost", "LOCALHOST:1", "127.9.9.9", "[::1]:80", "box.lan:8321", undefined])(
    "allows %s",
    (host) => {
      expect(check.allows(host)).toBe(true);
    },
  );

  it.each([
    "evil.example.com",
    "127.0.0.1.example.com",
    "localhost.example.com:80",
    "0.0.0.0",
    "10.0.0.1",
    "box.lan.example.com",
    "localhost@evil.example.com",
    "",
  ])("rejects %j", (host) => {
    expect(check.allows("localhost")).toBe(true);
    expect(check.allows(host)).toBe(false);
  });

  it("accepts any name if the server listens for other machines", () => {
    expect(new HostCheck("0.0.0.0", []).allows("box.example.com")).toBe(true);
  });
});

/** The request of a browser after DNS rebinding: a foreign name with this machine's address. */
function visit(server: TestServer, host: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host, "x-api-key": server.token };
    const sent = request(`${server.address}/public/api/v3/users.me`, { headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("a loopback server", () => {
  it("rejects requests under another name, with a hint how to allow it", async () => {
    const server = await startTestServer();
    expect((await visit(server, "localhost:1")).status).toBe(200);
    const { status, text } = await visit(server, "evil.example.com");
    expect(status).toBe(403);
    expect(text).toContain("--allow-host");
    expect(text).not.toContain("my_username");
    const open = await startTestServer({ allowedHosts: ["box.lan"] });
    expect((await visit(open, "box.lan:80")).status).toBe(200);
  });
});
