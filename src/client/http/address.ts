import { ConfigError } from "../../domain/errors.js";

/** The parts of a server address. */
export interface Address {
  /** The form to show to users: `https://app.supervisely.com`. */
  readonly text: string;
  readonly origin: string;
  /** The path before `/public/api/v3`; empty if the API is at the root of the host. */
  readonly basePath: string;
  /** Whether the host is this machine. */
  readonly isLoopback: boolean;
}

const example = "an address such as https://app.supervisely.com";

/**
 * Parses a server address. Without a scheme it is https, on loopback http. The path of the API or of one of its methods is
 * removed, so an address copied from a request works.
 *
 * @throws {ConfigError} the text is not a server address
 */
export function parseAddress(text: string, source: string): Address {
  // Unchecked code may pass a variable that is not set.
  if (typeof text !== "string") throw refusal(undefined, source, example);
  const trimmed = text.trim().replace(/^\/+|\/+$/g, "");
  const url = urlOf(withScheme(trimmed));
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "" || /\s/.test(trimmed)) {
    throw refusal(text, source, example);
  }
  // `https//host` and `http:host` would parse as a host name.
  if (/^https?$/i.test(url.hostname)) throw refusal(text, source, `${example}, with :// after its scheme`);
  if (url.username !== "" || url.password !== "") {
    // The address may contain a secret, so the error does not repeat it.
    throw refusal(undefined, source, "an address without a login or password in it");
  }
  if (url.search !== "" || url.hash !== "") throw refusal(text, source, "an address without ? and #");
  const basePath = withoutApiPath(url.pathname).replace(/\/+$/, "");
  return { text: url.origin + basePath, origin: url.origin, basePath, isLoopback: isLoopback(url.hostname) };
}

/** Returns the path before the API, for example `/sub` for `/sub/public/api/v3/jobs.list`. */
export function withoutApiPath(path: string): string {
  return path.replace(/\/public\/api(\/v\d+(\/[\w.-]*)?)?\/?$/, "");
}

/** Whether a host name refers to this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  if (/^(.+\.)?localhost\.?$/.test(host) || host === "::1" || host === "::" || host === "0.0.0.0") return true;
  return /^127(\.\d{1,3}){3}$/.test(host) || /^::ffff:7f[\da-f]{2}:[\da-f]{1,4}$/.test(host);
}

function withScheme(address: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
  return `${isLoopback(urlOf(`http://${address}`)?.hostname ?? "") ? "http" : "https"}://${address}`;
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function refusal(text: string | undefined, source: string, expected: string): ConfigError {
  const what = text === undefined ? "SERVER_ADDRESS" : `SERVER_ADDRESS ${JSON.stringify(text)}`;
  return new ConfigError(`${what} in ${source} is not a server's address`, {
    option: "SERVER_ADDRESS",
    source,
    hint: `set it to ${expected}, or pass --local to use the local instance`,
  });
}
