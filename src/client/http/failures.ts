/** Creates the errors of failed calls: class, message and hint. */
import {
  ApiError,
  type ApiErrorDetails,
  AuthError,
  ConflictError,
  ConnectionError,
  ContractError,
  type FieldIssue,
  InvalidError,
  NotFoundError,
  RateLimitError,
  ServerError,
  type SlylabError,
  TimeoutError,
} from "../../domain/errors.js";
import { errorBodySchema } from "../../domain/records/wire.js";
import { roughTime } from "../../domain/rough-time.js";
import { withoutApiPath } from "./address.js";
import { isTransient, parseRetryAfter } from "./retry.js";
import type { Answer } from "./transport.js";

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
  /** Text to add to the hint, for example that something may have been created. */
  readonly remark?: string | undefined;
}

/** Creates the error of a response with a status other than 200. It never contains one of `secrets`. */
export function answerError(answer: Answer, facts: CallFacts, secrets: readonly string[], nowMs: number): ApiError {
  const { status } = answer;
  const { text, detail, isApi } = readBody(answer.body, secrets);
  if (!isApi && !(status === 429 || (status >= 500 && status !== 501))) return pageError(answer, facts);
  const issues = issuesOf(detail);
  const retryAfterMs = parseRetryAfter(headerOf(answer, "retry-after"), nowMs);
  const details: ApiErrorDetails = {
    status,
    method: facts.method,
    detail,
    issues,
    attempts: facts.attempts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...hinted(facts.remark, hintOf(status, answer, facts, detail, retryAfterMs), lookAt(issues)),
  };
  // Issues that the text already contains are not repeated.
  const unsaid = issues.filter(({ message }) => !text.includes(message));
  const named = unsaid.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  const plain = status === 429 ? "too many requests (status 429)" : `status ${status}`;
  const message = `${facts.method}: ${sentence(text || plain, named)}`;
  if (isDisabledAccount(status, `${text} ${named}`)) {
    const hint = "ask an admin of the instance to enable the account";
    return new AuthError(`${facts.method}: the account of this API token is disabled`, { ...details, hint });
  }
  if (status === 401) return new AuthError(`${facts.method}: ${facts.address} rejected the API token`, details);
  if (status === 403) return new AuthError(message, details);
  if (status === 404) return new NotFoundError(message, details);
  if (status === 400)
    return isNonunique(detail) ? new ConflictError(message, details) : new InvalidError(message, details);
  if (status === 429) return new RateLimitError(message, details);
  if (status >= 500) return new ServerError(message, details);
  return new ApiError(message, details);
}

/** Whether the server rejects the account itself, not the request. */
function isDisabledAccount(status: number, text: string): boolean {
  if (status !== 401 && status !== 403) return false;
  const word = "(disabled|deactivated|blocked|suspended|inactive)";
  return new RegExp(`\\b(account|user)\\b[^.]{0,40}\\b${word}\\b|\\b${word} (account|user)\\b`, "i").test(text);
}

/** Creates the error of a response that does not come from the API but from a web server, a proxy or a page. */
function pageError(answer: Answer, facts: CallFacts): ApiError {
  const { status } = answer;
  const { method, address, attempts, remark } = facts;
  const [what, hint] = pageText(answer, facts);
  const details = { status, method, attempts, ...hinted(remark, hint) };
  const message = `${method}: ${address} ${what}`;
  return status === 401 || status === 403 ? new AuthError(message, details) : new ApiError(message, details);
}

function pageText(answer: Answer, facts: CallFacts): readonly [what: string, hint: string] {
  const { status } = answer;
  const { url, address, proxy } = facts;
  if (status >= 300 && status < 400) return redirectText(headerOf(answer, "location"), status, facts);
  if (status === 407) {
    const where = proxy === undefined ? "HTTPS_PROXY" : proxy.source;
    return [
      "cannot be reached: the proxy requires a login",
      `set the login in ${where}: http://login:password@proxy:port`,
    ];
  }
  if (status === 413) return ["rejected a request of this size (status 413)", "send less at once"];
  if (status === 401 && headerOf(answer, "www-authenticate") !== undefined) {
    return [
      "has a web server in front of the API that requires its own login",
      "ask its administrator for direct access to the API",
    ];
  }
  if (status === 401 || status === 403) {
    const gate =
      proxy === undefined ? "a proxy or firewall" : `the proxy ${proxy.text} (${proxy.source}) or a firewall`;
    return [`answers with status ${status} and a page that is not from the API`, `check whether ${gate} blocks ${url}`];
  }
  const path = new URL(address).pathname;
  const check = path === "/" ? "check SERVER_ADDRESS" : `remove the path ${path} from SERVER_ADDRESS`;
  return [`has no API at this path (status ${status})`, `${check} (requested ${url})`];
}

function redirectText(location: string | undefined, status: number, { url, address }: CallFacts) {
  const moved = `redirects (status ${status})`;
  const target = location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol)) return [moved, "check SERVER_ADDRESS"] as const;
  const base = withoutApiPath(target.pathname);
  const found = target.origin + base.replace(/\/+$/, "");
  if (base === target.pathname && base !== "/") {
    return [`redirects to the page ${found}`, "check the path in SERVER_ADDRESS"] as const;
  }
  return found === address
    ? ([`redirects to itself (status ${status})`, "check the web server or proxy in front of the instance"] as const)
    : ([`moved to ${found} (status ${status})`, `set SERVER_ADDRESS=${found}`] as const);
}

/** Joins the server's text and its field errors; omits what would be repeated. */
function sentence(text: string, named: string): string {
  if (named === "") return text;
  return named.toLowerCase().includes(text.toLowerCase()) ? named : `${text} (${named})`;
}

function lookAt(issues: readonly FieldIssue[]): string | undefined {
  const paths = [...new Set(issues.map(({ path }) => path))].filter((path) => path !== "");
  return paths.length === 0 ? undefined : `check ${paths.join(", ")} in the request`;
}

function hintOf(
  status: number,
  answer: Answer,
  facts: CallFacts,
  detail: unknown,
  retryAfterMs: number | undefined,
): string | undefined {
  if (status === 401) return "copy the token from your account page on that server into API_TOKEN";
  if (status === 403) return "ask an admin of the team for a role that allows this";
  if (status === 404)
    return "check the id (removed items, and items this account cannot see, are reported the same way)";
  if (status === 429) {
    return retryAfterMs === undefined ? "wait, or use fewer connections" : `try again in ${roughTime(retryAfterMs)}`;
  }
  if (status >= 300 && status < 400) return redirectText(headerOf(answer, "location"), status, facts)[1];
  if (status >= 500) {
    return `try again later, or ask the server's administrator (${tries(facts)})`;
  }
  if (status === 400 && isNonunique(detail)) return "choose another name";
  return undefined;
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
  return status === undefined ? isUntrusted(reason) : !isTransient({ kind: "answer", status });
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
  if (/^HPE_|HTTPParser/.test(reason)) return ["the answer is not HTTP", portCheck];
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
    ...hinted(facts.remark, "request less at once, or raise maxAnswerBytes in connect()"),
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
export function notJsonError(answer: Answer, facts: CallFacts): ContractError {
  const start = answer.body.toString("utf8", 0, 60).replace(/\s+/g, " ").trim();
  const got = start === "" ? "an empty response" : JSON.stringify(start);
  // JSON that breaks off comes from the API: the server or something in between cut it.
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
export function contractError(
  method: string,
  issues: readonly FieldIssue[],
  cause: Error,
  remark?: string,
): ContractError {
  const first = issues[0];
  const more = issues.length > 1 ? ` and ${issues.length - 1} more` : "";
  const where = first === undefined || first.path === "" ? "the response" : first.path;
  return new ContractError(`${method}: ${where}: ${first?.message ?? "not as expected"}${more}`, {
    method,
    issues,
    cause,
    ...hinted(remark, "update slylab: the server's version may be newer"),
  });
}

/** Makes a remark the hint of `error`: what has happened to the data is more useful than how to try again. */
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
export function headerOf(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Formats milliseconds as `1.2 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

function tries({ attempts, elapsedMs }: CallFacts): string {
  return `${attempts} ${attempts === 1 ? "attempt" : "attempts"} in ${seconds(elapsedMs)}`;
}

/** Returns the first hint there is: an error has one, the most useful. */
function hinted(...hints: readonly (string | undefined)[]): { hint?: string | undefined } {
  const hint = hints.find((one) => one !== undefined);
  return hint === undefined ? {} : { hint };
}

function readBody(
  body: Buffer,
  secrets: readonly string[],
): { readonly text: string; readonly detail: unknown; readonly isApi: boolean } {
  // A server may echo the request.
  const source = secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), body.toString("utf8"));
  try {
    const parsed = errorBodySchema.safeParse(JSON.parse(source));
    return parsed.success
      ? { text: parsed.data.error, detail: parsed.data.details ?? null, isApi: true }
      : { text: "", detail: null, isApi: false };
  } catch {
    return { text: "", detail: null, isApi: false };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the details are `{ type: "NONUNIQUE" }`: the record already exists. */
function isNonunique(detail: unknown): boolean {
  return isRecord(detail) && detail.type === "NONUNIQUE";
}

/** Reads the field errors in `details`: a list of `{ message, path }`, a single one, or `{ errors: [...] }`. */
function issuesOf(detail: unknown): readonly FieldIssue[] {
  const items = Array.isArray(detail)
    ? detail
    : isRecord(detail) && Array.isArray(detail.errors)
      ? detail.errors
      : [detail];
  return items.filter(isRecord).flatMap((item) => {
    if (typeof item.message !== "string") return [];
    const path = Array.isArray(item.path) ? item.path.join(".") : item.path;
    return [{ path: typeof path === "string" ? path : "", message: item.message }];
  });
}
