import { validateHeaderName, validateHeaderValue } from "node:http";

// What one header of a request may be long; servers refuse more.
const mostHeader = 8000;

// They say where a message goes, where it ends and what the connection does next, which is not the sender's to choose.
const framing = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Why a webhook may not carry this header; undefined when it may. */
export function refuseHeader(name: string, value: string): string | undefined {
  if (value.length > mostHeader) return `is longer than ${mostHeader} characters`;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    return "is not a valid HTTP header";
  }
  return framing.has(name.toLowerCase()) ? "cannot be set: it frames the message" : undefined;
}

/** The headers that may be sent: those of a record that was written before a rule was made are left out. */
export function sendableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => refuseHeader(name, value) === undefined));
}
