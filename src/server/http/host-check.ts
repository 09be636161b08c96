const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host, as a URL names it, is this machine. */
export function isLoopbackName(host: string): boolean {
  return loopbackName.test(host.toLowerCase()) || host === "::1";
}

/**
 * The names that a server answers to. One that listens on loopback is for programs of this machine; a web page elsewhere
 * can give its own name this machine's address (DNS rebinding), but then the browser says that name in `Host`.
 */
export class HostCheck {
  readonly #isOpen: boolean;
  readonly #allowed: ReadonlySet<string>;
  #last = "";

  /** @param bound - the address that the server listens on; on one that is not loopback every name is allowed */
  constructor(bound: string, allowed: readonly string[]) {
    this.#isOpen = !isLoopbackName(bound);
    this.#allowed = new Set([bound, ...allowed].map((name) => name.toLowerCase()));
  }

  /** Whether a request with this `Host` is answered. Without one it does not come from a browser. */
  allows(host: string | undefined): boolean {
    if (this.#isOpen || host === undefined || host === this.#last) return true;
    const name = host.replace(/:\d{1,5}$/, "").toLowerCase();
    if (!isLoopbackName(name) && !this.#allowed.has(name)) return false;
    this.#last = host;
    return true;
  }
}
