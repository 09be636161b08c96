/** Where a token may go: to the server that it was stated for, and not in plain text to another machine. */
import { ConfigError } from "../../domain/errors.js";
import type { Address } from "../http/address.js";

/** A setting, and what its source says about the instance. */
export interface Stated {
  /** The place itself, for comparison. */
  readonly source: unknown;
  /** The place in words, such as `local.env:3`. */
  readonly where: string;
  /** Whether the process states it: its code, its variables, its flags. */
  readonly isProcess: boolean;
  /** The address that the same place states, in full. */
  readonly address: string | undefined;
}

/**
 * Refuses a token from one place for the server of another: a folder that somebody made must not get the token of your
 * home. They belong together when one place states both, when both places name the same host, or when the process states
 * both.
 *
 * @throws {ConfigError} they do not; it names both places
 */
export function checkSameInstance(server: Stated, token: Stated): void {
  if (server.source === token.source) return;
  const isSame =
    token.address === undefined
      ? server.isProcess && token.isProcess
      : hostOf(token.address) === hostOf(server.address ?? "");
  if (isSame) return;
  const of = token.address === undefined ? "" : `, which is for ${hostOf(token.address)}`;
  throw new ConfigError(
    `SERVER_ADDRESS ${server.address} in ${server.where} would get the API_TOKEN in ${token.where}${of}`,
    {
      option: "API_TOKEN",
      source: `${server.where} and ${token.where}`,
      hint: "set SERVER_ADDRESS and API_TOKEN in the same place, or pass --local to use the local instance",
    },
  );
}

/** Refuses to send a token in plain text to another machine. @throws {ConfigError} the address is plain http */
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
