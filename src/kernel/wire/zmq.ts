/** Creates the kernel's zeromq sockets with their options. */
import { Dealer, Router, type Socket, type SocketOptions, Proxy as SocketProxy, XPublisher } from "zeromq";

/** Milliseconds for which a closed socket may continue to send. */
const linger = 500;

/** Maximum size of a message in bytes; a longer one ends its connection. Far larger than cells and comm data. */
const maxMessageSize = 268_435_456;

/**
 * Creates a socket for requests. A client that reconnects with the same identity replaces its old connection, which may
 * stay open for hours after a laptop slept; otherwise it would get no reply.
 */
export function newRouter(options: SocketOptions<Router> = {}): Router {
  return new Router({ linger, handover: true, maxMessageSize, ...options });
}

/** Creates one end of a connection within the process. */
export function newDealer(options: SocketOptions<Dealer> = {}): Dealer {
  return new Dealer({ linger, ...options });
}

/** Creates the socket that publishes to all clients. */
export function newPublisher(): XPublisher {
  // With dropping, a client that is slow for a moment would lose the idle state that it waits for.
  return new XPublisher({ linger, noDrop: true, verbosity: "allSubs" });
}

/** Creates the heartbeat socket. A router, since a reply socket would fail on invalid requests. */
export function newHeartbeat(): Router {
  return newRouter({ linger: 0 });
}

/** Creates a proxy that forwards messages between two sockets, in a libuv thread, from `run` to `terminate`. */
export function newProxy(outside: Router, inside: Dealer): SocketProxy {
  return new SocketProxy(outside, inside);
}

/**
 * Listens at `address`. Synchronously, since a message that arrived meanwhile would find the socket in use.
 *
 * @throws {Error} the address is not available; the message contains it
 */
export function listenAt(socket: Socket, address: string): void {
  try {
    socket.bindSync(address);
  } catch (reason) {
    throw new Error(`${reason instanceof Error ? reason.message : String(reason)}: ${address}`);
  }
}
