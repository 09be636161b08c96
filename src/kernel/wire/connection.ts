import { isJson } from "../requests/messages.js";
import type { Signing } from "./wire.js";

/** The addresses of a kernel, from the connection file of the client. */
export interface Connection extends Signing {
  readonly transport: string;
  readonly ip: string;
  readonly ports: Readonly<Record<SocketName, number>>;
}

/** The five sockets of a kernel. */
export type SocketName = "shell" | "control" | "stdin" | "iopub" | "hb";

const socketNames: readonly SocketName[] = ["shell", "control", "stdin", "iopub", "hb"];

/**
 * Parses a connection file.
 *
 * @throws {Error} the content is invalid; the message says what is missing
 */
export function parseConnection(text: string): Connection {
  const content: unknown = parseText(text);
  if (!isJson(content)) throw new Error("invalid connection file: expected a JSON object");
  const { transport = "tcp", ip, key = "", signature_scheme: scheme = "hmac-sha256" } = content;
  if (typeof transport !== "string" || typeof ip !== "string")
    throw new Error("invalid connection file: expected an ip");
  if (typeof key !== "string" || typeof scheme !== "string")
    throw new Error("invalid connection file: expected key to be a string");
  return { transport, ip, key, scheme, ports: portsOf(content) };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function portsOf(content: Readonly<Record<string, unknown>>): Connection["ports"] {
  const ports = { shell: 0, control: 0, stdin: 0, iopub: 0, hb: 0 };
  for (const name of socketNames) {
    const port = content[`${name}_port`];
    if (typeof port !== "number") throw new Error(`invalid connection file: expected a number for ${name}_port`);
    ports[name] = port;
  }
  return ports;
}

/** Returns zeromq's address for a socket. */
export function endpoint({ transport, ip, ports }: Connection, name: SocketName): string {
  const separator = transport === "ipc" ? "-" : ":";
  return `${transport}://${ip}${separator}${ports[name]}`;
}
