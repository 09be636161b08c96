import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePorts } from "../../src/base/free-ports.js";

describe("freePorts", () => {
  it("returns different ports that a server can listen on", async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    for (const port of ports) {
      const server = createServer();
      await once(server.listen(port, "127.0.0.1"), "listening");
      server.close();
    }
  });

  it("returns different ports to calls at the same time, and to later calls", async () => {
    const ports = (await Promise.all([freePorts(5), freePorts(5)])).flat();
    expect(new Set([...ports, ...(await freePorts(5))]).size).toBe(15);
  });

  it("returns none of the ports that systems give to outgoing connections", async () => {
    expect(Math.max(...(await freePorts(50)))).toBeLessThan(32_768);
  });
});
