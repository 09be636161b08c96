/** Chooses the proxy by `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
import process from "node:process";
import { ConfigError } from "../../domain/errors.js";
import { isLoopback } from "../http/address.js";
import type { Variables } from "./secrets.js";

/** The proxy for requests to one server. */
export interface ProxyServer {
  /** Its full address, which may contain a login and password. */
  readonly url: string;
  /** Its address without login and password, to show to users. */
  readonly text: string;
  /** The setting that it comes from, for example `HTTPS_PROXY`. */
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
export function proxyFor(origin: string, env: Variables, option?: string | false): ProxyServer | undefined {
  if (option === false) return undefined;
  if (option !== undefined) return parseProxy(option, "connect({ proxy })");
  const fromVariable = firstSet(env, "SLYLAB_PROXY");
  if (fromVariable !== undefined) return parseProxy(fromVariable.value, fromVariable.name);
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

/** Whether `NO_PROXY` contains a host or a domain above it, with or without a port, its address or network, or `*`. */
function isExcluded({ hostname, port, protocol }: URL, list: string): boolean {
  const host = withoutBrackets(hostname);
  const ownPort = port === "" ? defaultPorts[protocol] : port;
  return list.split(/[,\s]+/).some((entry) => {
    if (entry === "*") return true;
    // Several colons without brackets are an IPv6 address, not a port.
    const [, name = entry, wantedPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
    const domain = withoutBrackets(name);
    if (domain === "" || (wantedPort !== undefined && wantedPort !== ownPort)) return false;
    if (domain.startsWith("*")) return host.endsWith(domain.slice(1));
    return host === domain || host.endsWith(`.${domain}`) || isInNetwork(host, domain);
  });
}

/** A host name in lower case, without brackets, a leading dot and the final dot. */
function withoutBrackets(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\*?\./, "")
    .replace(/^\[(.+)\]$/, "$1")
    .replace(/\.$/, "");
}

/** Whether `host` is an address in a network such as `10.0.0.0/8`, or another spelling of the address `network`. */
function isInNetwork(host: string, network: string): boolean {
  if (!/^[\d.]+$|:/.test(host)) return false;
  // Loaded here because few hosts are addresses.
  const { BlockList, isIP } = process.getBuiltinModule("node:net");
  const [address = "", length] = network.split("/");
  const family = isIP(address);
  const max = family === 6 ? 128 : 32;
  const bits = length === undefined ? max : /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (family === 0 || family !== isIP(host) || !(bits <= max)) return false;
  const kind = family === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(address, bits, kind);
  return list.check(host, kind);
}

function withEncodedPercents(text: string): string {
  try {
    decodeURIComponent(text);
    return text;
  } catch {
    return text.replace(/%(?![\da-f]{2})|%(?=[89a-f][\da-f])/gi, "%25");
  }
}

function parseProxy(text: string, source: string): ProxyServer {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(full)) {
    const url = new URL(full);
    const { protocol, host } = url;
    // As in curl, a percent sign that encodes nothing is an ordinary character of the login or password.
    url.username = withEncodedPercents(url.username);
    url.password = withEncodedPercents(url.password);
    if (/^https?:$/.test(protocol) && host !== "") return { url: url.href, text: `${protocol}//${host}`, source };
  }
  // The value may contain a password, so the error does not repeat it.
  throw new ConfigError(`${source} is not a valid proxy address`, {
    option: source,
    source,
    hint: "set it to an http or https URL such as http://proxy.example:3128",
  });
}
