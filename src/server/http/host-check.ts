const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the host name of a URL is this machine. */
export function isLoopbackName(host: string): boolean {
  return loopbackName.test(host.toLowerCase()) || host === "::1";
}

/**
 * Checks the `Host` header against DNS rebinding. A server on loopback is for programs of this machine; a foreign web page
 * can let its name resolve to this machine, but browsers then send that name as `Host`.
 */
export class HostCheck {
  readonly #isOpen: boolean;
  readonly #allowed: ReadonlySet<string>;
  #last = "";

  /** @param bound - address that the server listens on; unless it is loopback, all names are allowed */
  constructor(bound: string, allowed: readonly string[]) {
    this.#isOpen = !isLoopbackName(bound);
    this.#allowed = new Set([bound, ...allowed].map((name) => name.toLowerCase()));
  }

  /** Whether a request with this `Host` is allowed. Requests without one do not come from a browser. */
  allows(host: string | undefined): boolean {
    if (this.#isOpen || host === undefined || host === this.#last) return true;
    const name = host.replace(/:\d{1,5}$/, "").toLowerCase();
    if (!isLoopbackName(name) && !this.#allowed.has(name)) return false;
    this.#last = host;
    return true;
  }
}
