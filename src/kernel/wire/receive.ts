import { setTimeout as sleep } from "node:timers/promises";

/** What is read: a socket of zeromq's. */
export interface ReadableSocket {
  readonly closed: boolean;
  receive(): Promise<Buffer[]>;
}

/** Pause after a receive that failed, so that a socket that fails for good does not take the processor. */
const retryMs = 10;

/**
 * Reads a socket until it is closed. Anybody on this machine can connect and send bytes that are no message, and
 * zeromq reports some of them as errors: a receive or a `take` that fails costs one message and never ends the loop.
 */
export async function receiveAll(
  socket: ReadableSocket,
  take: (frames: Buffer[]) => Promise<void> | void,
  onFault: (reason: unknown) => void,
): Promise<void> {
  while (!socket.closed) {
    try {
      await take(await socket.receive());
    } catch (reason) {
      if (socket.closed) return;
      onFault(reason);
      await sleep(retryMs);
    }
  }
}
