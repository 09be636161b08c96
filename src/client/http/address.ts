import { ConfigError } from "../../domain/errors.js";

/** A server's address in its parts. */
export interface Address {
  /** As the user may read it: `https://app.supervisely.com`. */
  readonly text: string;
  readonly origin: string;
  /** What stands before `/public/api/v3`; empty at the root of a host. */
  readonly basePath: string;
}

/**
 * Reads a server's address as the official SDK does: without a scheme `http://` is put before it, outer slashes go.
 *
 * @throws {ConfigError} it is no address of a server
 */
export function parseAddress(text: string, source: string): Address {
  // Code that nobody checked may give a variable that is not set.
  if (typeof text !== "string") throw refusal(undefined, source, "an address as https://app.supervisely.com");
  const bare = text.trim().replace(/^\/+|\/+$/g, "");
  const url = urlOf(/^[a-z][a-z0-9+.-]*:\/\//i.test(bare) ? bare : `http://${bare}`);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "" || /\s|^https?:$/i.test(bare)) {
    throw refusal(text, source, "an address as https://app.supervisely.com");
  }
  if (url.username !== "" || url.password !== "") {
    // The address may carry a secret: it is not repeated.
    throw refusal(undefined, source, "an address without a login or password in it");
  }
  if (url.search !== "" || url.hash !== "") throw refusal(text, source, "an address without ? and #");
  const basePath = url.pathname.replace(/\/+$/, "");
  return { text: url.origin + basePath, origin: url.origin, basePath };
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
    hint: `expected ${expected}; leave it out, or say --local, to work on the local instance`,
  });
}
