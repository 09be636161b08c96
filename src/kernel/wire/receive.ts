import { setTimeout as sleep } from "node:timers/promises";

/** A zeromq socket to read from. */
export interface ReadableSocket {
  readonly closed: boolean;
  receive(): Promise<Buffer[]>;
}

/** Pause after a failed receive, so that a permanently failing socket does not use the processor. */
const retryMs = 10;

/**
 * Reads a socket until it is closed. Any local process can connect and send invalid bytes, some of which zeromq reports
 * as errors, so a failing `receive` or `take` loses one message but does not end the loop.
 */
export async function receiveAll(
  socket: ReadableSocket,
  take: (frames: Buffer[]) => Promise<void> | void,
  onError: (reason: unknown) => void,
): Promise<void> {
  while (!socket.closed) {
    try {
      await take(await socket.receive());
    } catch (reason) {
      if (socket.closed) return;
      onError(reason);
      await sleep(retryMs);
    }
  }
}
