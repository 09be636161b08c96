/** Checks that a token is sent only to the server that it was set for, and never in plain text to another machine. */
import { ConfigError } from "../../domain/errors.js";
import type { Address } from "../http/address.js";

/** The source of a setting. */
export interface SettingSource {
  /** Identifies the source, for comparison. */
  readonly source: unknown;
  /** The source for error messages, for example `local.env:3`. */
  readonly where: string;
  /** Whether it is the process itself: code, variables or flags. */
  readonly isProcess: boolean;
  /** The full server address in the same source. */
  readonly address: string | undefined;
}

/**
 * Checks that token and server belong together, because a cloned folder must not receive the token from your home. They do if
 * one source sets both, if both sources name the same host, or if the process sets both.
 *
 * @throws {ConfigError} they do not; the error names both sources
 */
export function checkSameInstance(server: SettingSource, token: SettingSource): void {
  if (server.source === token.source) return;
  const isSame =
    token.address === undefined
      ? server.isProcess && token.isProcess
      : hostOf(token.address) === hostOf(server.address ?? "");
  if (isSame) return;
  const of = token.address === undefined ? "" : `, which is for ${hostOf(token.address)}`;
  throw new ConfigError(
    `SERVER_ADDRESS ${server.address} in ${server.where} would receive the API_TOKEN from ${token.where}${of}`,
    {
      option: "API_TOKEN",
      source: `${server.where} and ${token.where}`,
      hint: "set SERVER_ADDRESS and API_TOKEN in the same place, or pass --local to use the local instance",
    },
  );
}

/** Checks that no token is sent in plain text to another machine. @throws {ConfigError} the address is plain http */
export function checkPlainHttp(address: Address, where: string, isAllowed: boolean): void {
  if (isAllowed || address.isLoopback || address.origin.startsWith("https:")) return;
  throw new ConfigError(`${address.text} in ${where} is plain http, which would expose your API token to the network`, {
    option: "SERVER_ADDRESS",
    source: where,
    hint: `use ${address.text.replace(/^http:/, "https:")}, or set SLYLAB_ALLOW_HTTP=1 to allow it`,
  });
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
