/** Creates the errors of calls without a usable response: class, message and hint. */
import { countText } from "../../base/text/count-text.js";
import {
  ConnectionError,
  ContractError,
  type FieldIssue,
  type SlylabError,
  TimeoutError,
} from "../../domain/errors.js";
import { isTransient } from "./retry.js";
import type { HttpResponse } from "./transport.js";

/** Facts that every error of one call reports. */
export interface CallFacts {
  readonly method: string;
  readonly url: string;
  /** The server address to show to users. */
  readonly address: string;
  readonly attempts: number;
  readonly elapsedMs: number;
  /** Time limit of the call with all its attempts. */
  readonly limitMs: number;
  /** The proxy in use, to show to users. */
  readonly proxy?: { readonly text: string; readonly source: string } | undefined;
  /** Replaces the hint, for example to say that something may have been created. */
  readonly remark?: string | undefined;
}

/** Creates the error of a call without a complete response. */
export function connectionError(reason: string, cause: Error, sent: boolean, facts: CallFacts): ConnectionError {
  const [what, check] = facts.proxy === undefined ? explain(reason, sent) : explainProxy(reason, cause, sent, facts);
  return new ConnectionError(`${facts.address}: ${what}${facts.attempts > 1 ? `, ${tries(facts)}` : ""}`, {
    method: facts.method,
    url: facts.url,
    attempts: facts.attempts,
    cause,
    ...hinted(facts.remark, check),
  });
}

const portCheck = "check the host and port in SERVER_ADDRESS, and that the server is running";

const networkCheck = "check the network, VPN and firewall";

/** Whether a failed connection fails the same way at the next attempt: a proxy refuses it, or a certificate is invalid. */
export function isPermanentFailure(reason: string, cause: Error): boolean {
  const status = proxyStatusOf(cause);
  return status === undefined ? isUntrusted(reason) : !isTransient({ kind: "response", status });
}

/** The status with which a proxy refused to open a connection; undefined if none did. */
function proxyStatusOf(cause: Error): number | undefined {
  const status = /Proxy response \((\d+)\)/.exec(cause.message)?.[1];
  return status === undefined ? undefined : Number(status);
}

function isUntrusted(reason: string): boolean {
  return /CERT|SIGNATURE|ISSUER|ERR_TLS/.test(reason);
}

/** Describes a failure by its code, and what to check. */
function explain(reason: string, sent: boolean): readonly [what: string, check: string] {
  switch (reason) {
    case "ECONNREFUSED":
      return ["connection refused", portCheck];
    case "ENOTFOUND":
      return ["no such host", "check the spelling of SERVER_ADDRESS"];
    case "EAI_AGAIN":
      return ["the host name could not be resolved", networkCheck];
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return ["the host is unreachable", networkCheck];
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return ["connecting timed out", networkCheck];
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
      return ["no TLS on this port", "check http or https in SERVER_ADDRESS"];
  }
  if (isUntrusted(reason)) {
    return [
      `its certificate is not trusted (${reason})`,
      "set NODE_EXTRA_CA_CERTS to the file of the authority's certificate",
    ];
  }
  if (/^HPE_|HTTPParser/.test(reason)) return ["the response is not HTTP", portCheck];
  return sent
    ? ["the connection closed before the response was complete", "try again, and check the server's log if it persists"]
    : ["no connection", portCheck];
}

/** Like {@link explain}, for a connection through a proxy: the codes then describe the connection to the proxy. */
function explainProxy(reason: string, cause: Error, sent: boolean, facts: CallFacts): readonly [string, string] {
  const { text = "", source = "" } = facts.proxy ?? {};
  const refused = proxyStatusOf(cause);
  const host = new URL(facts.address).hostname;
  // NO_PROXY applies only to the proxies of HTTP_PROXY and HTTPS_PROXY.
  const check = /^https?_proxy$/i.test(source) ? `check ${source}, or add ${host} to NO_PROXY` : `check ${source}`;
  if (refused === 407) return [`the proxy ${text} requires a login`, `set login and password in ${source}`];
  if (refused !== undefined) {
    return [`the proxy ${text} refused the connection (status ${refused})`, check];
  }
  const [what] = explain(reason, sent);
  return [`${what}, through the proxy ${text}`, check];
}

/** Creates the error of a response over the size limit. */
export function tooLargeError(limit: number, facts: CallFacts): ContractError {
  const what = `the response is larger than ${Math.round(limit / 2 ** 20)} MiB`;
  return new ContractError(`${facts.method}: ${what}`, {
    method: facts.method,
    issues: [{ path: "", message: what }],
    ...hinted(facts.remark, "request less at once, or raise maxResponseBytes in connect()"),
  });
}

/** Creates the error of a call, or of its last attempt, that ran out of time. */
export function timeoutError(limitMs: number, facts: CallFacts): TimeoutError {
  const { proxy } = facts;
  const way = proxy === undefined ? "" : ` through the proxy ${proxy.text}`;
  const check = proxy === undefined ? "whether the server is overloaded" : `the proxy in ${proxy.source}`;
  return new TimeoutError(`${facts.method}: no response from ${facts.address}${way} within ${seconds(limitMs)}`, {
    timeout: limitMs,
    ...hinted(facts.remark, `raise timeout, or check ${check} (${tries(facts)})`),
  });
}

/** Creates the error of a response that is not JSON. */
export function notJsonError(response: HttpResponse, facts: CallFacts): ContractError {
  const start = response.body.toString("utf8", 0, 60).replace(/\s+/g, " ").trim();
  const got = start === "" ? "an empty response" : JSON.stringify(start);
  // JSON that ends early comes from the API: the server or something in between truncated it.
  const isCut = /^[{[]/.test(start);
  const hint = isCut
    ? `try again, and check the proxies and firewalls on the way to ${facts.address} if it persists`
    : `check that ${facts.address} is a Supervisely instance`;
  return new ContractError(`${facts.method}: expected ${isCut ? "complete " : ""}JSON, got ${got}`, {
    method: facts.method,
    issues: [{ path: "", message: "expected JSON" }],
    ...hinted(facts.remark, hint),
  });
}

/** Creates the error of a response that does not match the schema. */
export function contractError(method: string, issues: readonly FieldIssue[], cause: Error): ContractError {
  const first = issues[0];
  const more = issues.length > 1 ? ` and ${issues.length - 1} more` : "";
  const where = first === undefined || first.path === "" ? "the response" : first.path;
  return new ContractError(`${method}: ${where}: ${first?.message ?? "not as expected"}${more}`, {
    method,
    issues,
    cause,
    hint: "update slylab: the server's version may be newer",
  });
}

/** Replaces the hint of `error` by `remark`: what happened to the data is more useful than how to retry. */
export function withRemark<E extends SlylabError>(error: E, remark: string): E {
  Object.defineProperty(error, "hint", {
    value: remark,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return error;
}

/** Returns a header's first value. */
export function headerOf(response: HttpResponse, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Formats milliseconds as `1.2 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

/** Says how many attempts were made, and in what time. */
export function tries({ attempts, elapsedMs }: CallFacts): string {
  return `${countText(attempts, "attempt")} in ${seconds(elapsedMs)}`;
}

/** Returns the first hint there is: an error has one, the most useful. */
export function hinted(...hints: readonly (string | undefined)[]): { hint?: string | undefined } {
  const hint = hints.find((one) => one !== undefined);
  return hint === undefined ? {} : { hint };
}
