/** Chooses the proxy by `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
import { ConfigError } from "../../domain/errors.js";
import { isLoopback } from "../http/address.js";
import type { Variables } from "./secrets.js";

/** The proxy for requests to one server. */
export interface ProxyServer {
  /** Its full address, which may contain a login and password. */
  readonly url: string;
  /** Its address without login and password, to show to users. */
  readonly text: string;
  /** Where it was set, for example `HTTPS_PROXY`. */
  readonly source: string;
}

/**
 * Returns the proxy for requests to `origin`; undefined for a direct connection.
 *
 * Lower-case variables win, as in curl; https falls back to the proxy for http, as in undici. Loopback is never proxied
 * unless `given` (the option `proxy`) or `SLYLAB_PROXY` names a proxy for everything; `given: false` connects directly.
 *
 * @throws {ConfigError} the variable is not the address of an http or https proxy
 */
export function proxyFor(origin: string, env: Variables, given?: string | false): ProxyServer | undefined {
  if (given === false) return undefined;
  if (given !== undefined) return parseProxy(given, "connect({ proxy })");
  const asked = firstSet(env, "SLYLAB_PROXY");
  if (asked !== undefined) return parseProxy(asked.value, asked.name);
  const url = new URL(origin);
  if (isLoopback(url.hostname) || isExcluded(url, firstSet(env, "no_proxy", "NO_PROXY")?.value ?? "")) return undefined;
  const forHttp = firstSet(env, "http_proxy", "HTTP_PROXY");
  const found = url.protocol === "https:" ? (firstSet(env, "https_proxy", "HTTPS_PROXY") ?? forHttp) : forHttp;
  return found && parseProxy(found.value, found.name);
}

function firstSet(env: Variables, ...names: readonly string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = env[name]?.trim() ?? "";
    if (value !== "") return { name, value };
  }
  return undefined;
}

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** Whether `NO_PROXY` contains a host or a domain above it, with or without a port, or `*`. */
function isExcluded({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.toLowerCase();
  const ownPort = port === "" ? defaultPorts[protocol] : port;
  return list.split(/[,\s]+/).some((entry) => {
    if (entry === "*") return true;
    const [, name = entry, wantedPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    const domain = name.replace(/^\*?\./, "").toLowerCase();
    if (domain === "" || (wantedPort !== undefined && wantedPort !== ownPort)) return false;
    return host === domain || host.endsWith(`.${domain}`);
  });
}

function parseProxy(text: string, source: string): ProxyServer {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(full)) {
    const { protocol, host, href } = new URL(full);
    if (/^https?:$/.test(protocol) && host !== "") return { url: href, text: `${protocol}//${host}`, source };
  }
  // The value may contain a password, so the error does not repeat it.
  throw new ConfigError(`${source} is not a valid proxy address`, {
    option: source,
    source,
    hint: "set it to an http or https URL such as http://proxy.example:3128",
  });
}
