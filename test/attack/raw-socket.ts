/** Sends raw bytes to a server. */
import { connect, type Socket } from "node:net";

/** The answers on one connection. */
export interface RawAnswer {
  /** The status of each answer, in order. */
  readonly statuses: readonly number[];
  readonly text: string;
}

/** Opens a connection and ignores its errors. */
export function openSocket(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.once("connect", () => resolve(socket));
    socket.once("close", () => resolve(socket));
  });
}

/**
 * Sends bytes in pieces; returns the answers until the server closed, sent nothing for `continuationWaitMs`, or had nothing to add
 * for a while.
 */
export async function sendRaw(
  address: string,
  pieces: readonly (string | Uint8Array)[],
  continuationWaitMs = 1000,
): Promise<RawAnswer> {
  const socket = await openSocket(address);
  let text = "";
  const quiet = new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, continuationWaitMs);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(resolve, 100);
    });
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  for (const piece of pieces) {
    if (socket.destroyed) break;
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  }
  await quiet;
  socket.destroy();
  return { statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)), text };
}
