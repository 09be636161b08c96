/** Free ports for servers that another process starts. */
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that Linux, macOS and Windows give to outgoing connections: one of those could be taken before the
 * server listens.
 */
const first = 15_000;
const last = 32_767;
const maxAttempts = 100;

/** Returns `count` different unused ports on 127.0.0.1. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; ports.size < count; attempt += 1) {
    if (attempt === maxAttempts * count) throw new Error(`no ${count} free ports from ${first} to ${last}`);
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch {
    return false;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
