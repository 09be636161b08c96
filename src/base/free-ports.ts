/** Free ports for servers that another process starts. */
import { once } from "node:events";
import { createServer } from "node:net";
import process from "node:process";

/**
 * Below the ports that Linux, macOS and Windows give to outgoing connections: one of those could be taken before the
 * server listens.
 */
const first = 15_000;
const last = 32_767;
const range = last - first + 1;

/**
 * The next port to try, as an offset from `first`; it wraps around at the end of the range. Processes with consecutive
 * ids start far from each other: a port that another process has just chosen is still free until its server listens.
 */
let offset = process.pid * 7_919;

/**
 * Returns `count` different unused ports on 127.0.0.1; later calls in this process return others.
 *
 * @throws {Error} there are not enough
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (const end = offset + range; ports.length < count; ) {
    if (offset >= end) throw new Error(`no ${count} free ports from ${first} to ${last}`);
    const port = first + (offset % range);
    offset += 1;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
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
