import { validateHeaderName, validateHeaderValue } from "node:http";

// Maximum length of a header; servers reject longer ones.
const maxHeaderLength = 8000;

// Headers that control the connection or frame the message; webhooks cannot set them.
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

/** Returns why a webhook cannot have this header; undefined if it can. */
export function headerProblem(name: string, value: string): string | undefined {
  if (value.length > maxHeaderLength) return `is longer than ${maxHeaderLength} characters`;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    return "is not a valid HTTP header";
  }
  return framing.has(name.toLowerCase()) ? "cannot be set: it frames the message" : undefined;
}

/** Removes headers that are no longer allowed, for example from older records. */
export function sendableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => headerProblem(name, value) === undefined),
  );
}
