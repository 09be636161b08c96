import { ConfigError } from "../../domain/errors.js";

/** A server's address in its parts. */
export interface Address {
  /** As the user may read it: `https://app.supervisely.com`. */
  readonly text: string;
  readonly origin: string;
  /** What stands before `/public/api/v3`; empty at the root of a host. */
  readonly basePath: string;
  /** Whether it leads to this machine. */
  readonly isLoopback: boolean;
}

const example = "an address such as https://app.supervisely.com";

/**
 * Reads a server's address: without a scheme it is https, or http on loopback. A path that leads to the API or one of its
 * methods is cut off, so that an address copied from a request works.
 *
 * @throws {ConfigError} it is no address of a server
 */
export function parseAddress(text: string, source: string): Address {
  // Code that nobody checked may give a variable that is not set.
  if (typeof text !== "string") throw refusal(undefined, source, example);
  const bare = text.trim().replace(/^\/+|\/+$/g, "");
  const url = urlOf(withScheme(bare));
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "" || /\s/.test(bare)) {
    throw refusal(text, source, example);
  }
  // `https//host` and `http:host` would be read as a host of that name.
  if (/^https?$/i.test(url.hostname)) throw refusal(text, source, `${example}, with :// after its scheme`);
  if (url.username !== "" || url.password !== "") {
    // The address may carry a secret: it is not repeated.
    throw refusal(undefined, source, "an address without a login or password in it");
  }
  if (url.search !== "" || url.hash !== "") throw refusal(text, source, "an address without ? and #");
  const basePath = withoutApiPath(url.pathname).replace(/\/+$/, "");
  return { text: url.origin + basePath, origin: url.origin, basePath, isLoopback: isLoopback(url.hostname) };
}

/** The path before that of the API, such as `/sub` of `/sub/public/api/v3/jobs.list`. */
export function withoutApiPath(path: string): string {
  return path.replace(/\/public\/api(\/v\d+(\/[\w.-]*)?)?\/?$/, "");
}

/** Whether a host name leads to this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  if (/^(.+\.)?localhost\.?$/.test(host) || host === "::1" || host === "::" || host === "0.0.0.0") return true;
  return /^127(\.\d{1,3}){3}$/.test(host) || /^::ffff:7f[\da-f]{2}:[\da-f]{1,4}$/.test(host);
}

function withScheme(bare: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(bare)) return bare;
  return `${isLoopback(urlOf(`http://${bare}`)?.hostname ?? "") ? "http" : "https"}://${bare}`;
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
