import { isLoopbackName } from "../http/host-check.js";

/** Whether a URL is on this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && isLoopbackName(new URL(url).hostname);
}

/**
 * Decides which hosts webhooks are delivered to: this machine, and those that the operator allows.
 *
 * @param allowed - `true` for any host; else host names without a port
 */
export class WebhookHosts {
  readonly #allowed: true | ReadonlySet<string>;

  constructor(allowed: boolean | readonly string[]) {
    this.#allowed = allowed === true || new Set(allowed === false ? [] : allowed.map((host) => host.toLowerCase()));
  }

  /** Returns why `url` is not allowed; undefined if it is. */
  refusalReason(url: string): string | undefined {
    if (!URL.canParse(url)) return `"${url.slice(0, 200)}" is not a valid URL`;
    const { protocol, hostname } = new URL(url);
    if (protocol !== "http:" && protocol !== "https:") return `"${protocol}" is not http or https`;
    if (this.#allowed === true || isLoopback(url) || this.#allowed.has(hostname.toLowerCase())) return undefined;
    return `${hostname} is not allowed: this instance only delivers to its own machine and to hosts that its operator allows`;
  }
}
