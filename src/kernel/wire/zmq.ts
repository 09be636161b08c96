/** zeromq's sockets, as the two threads of a kernel hold them. */
import { Proxy as Carrier, Dealer, Router, type Socket, type SocketOptions, XPublisher } from "zeromq";

/** So long a closed socket may go on sending what it took; a client that is gone must not hold the end. */
const linger = 500;

/** A message that says it is longer ends its connection; cells and the pictures of comms are far smaller. In bytes. */
const maxMessageSize = 268_435_456;

/**
 * A socket that clients' requests come by. A client that connects again under its identity takes the place of its old
 * connection, which may stand for hours after a laptop slept: otherwise the new one would get no answer.
 */
export function newRouter(options: SocketOptions<Router> = {}): Router {
  return new Router({ linger, handover: true, maxMessageSize, ...options });
}

/** One end of a line within the process. */
export function newDealer(options: SocketOptions<Dealer> = {}): Dealer {
  return new Dealer({ linger, ...options });
}

/** What every client listens to. */
export function newPublisher(): XPublisher {
  // Where messages may be dropped, a client that is slow for a moment loses the idle that it waits for.
  return new XPublisher({ linger, noDrop: true, verbosity: "allSubs" });
}

/** What returns each heartbeat. A reply socket would fail on bytes that are no request; a router takes them all. */
export function newHeart(): Router {
  return newRouter({ linger: 0 });
}

/** Carries messages from one socket to the other and back, in a thread of libuv's, from `run` to `terminate`. */
export function newCarrier(outside: Router, inside: Dealer): Carrier {
  return new Carrier(outside, inside);
}

/**
 * Listens at `address`. At once, and not in another thread: a message that came in between would find the socket held.
 *
 * @throws {Error} it cannot be had; the message names it
 */
export function listenAt(socket: Socket, address: string): void {
  try {
    socket.bindSync(address);
  } catch (reason) {
    throw new Error(`${reason instanceof Error ? reason.message : String(reason)}: ${address}`);
  }
}
