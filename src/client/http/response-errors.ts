/** Creates the errors of responses with a status other than 200. */
import { roughTime } from "../../base/duration.js";
import { isRecord } from "../../base/is-record.js";
import {
  ApiError,
  type ApiErrorDetails,
  AuthError,
  ConflictError,
  type FieldIssue,
  InvalidError,
  NotFoundError,
  RateLimitError,
  ServerError,
} from "../../domain/errors.js";
import { errorBodySchema } from "../../domain/records/wire.js";
import { withoutApiPath } from "./address.js";
import { type CallFacts, headerOf, hinted, tries } from "./failures.js";
import { parseRetryAfter } from "./retry.js";
import type { HttpResponse } from "./transport.js";

/** Creates the error of a response with a status other than 200. It never contains one of `secrets`. */
export function errorOfResponse(
  response: HttpResponse,
  facts: CallFacts,
  secrets: readonly string[],
  nowMs: number,
): ApiError {
  const { status } = response;
  const { text, detail, isApi } = readBody(response.body, secrets);
  if (!isApi && !(status === 429 || (status >= 500 && status !== 501))) return pageError(response, facts);
  const issues = issuesOf(detail);
  const retryAfterMs = parseRetryAfter(headerOf(response, "retry-after"), nowMs);
  const details: ApiErrorDetails = {
    status,
    method: facts.method,
    detail,
    issues,
    attempts: facts.attempts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...hinted(facts.remark, hintOf(status, response, facts, detail, retryAfterMs), lookAt(issues)),
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
function pageError(response: HttpResponse, facts: CallFacts): ApiError {
  const { status } = response;
  const { method, address, attempts, remark } = facts;
  const [what, hint] = pageText(response, facts);
  const details = { status, method, attempts, ...hinted(remark, hint) };
  const message = `${method}: ${address} ${what}`;
  return status === 401 || status === 403 ? new AuthError(message, details) : new ApiError(message, details);
}

function pageText(response: HttpResponse, facts: CallFacts): readonly [what: string, hint: string] {
  const { status } = response;
  const { url, address, proxy } = facts;
  if (status >= 300 && status < 400) return redirectText(headerOf(response, "location"), status, facts);
  if (status === 407) {
    const where = proxy === undefined ? "HTTPS_PROXY" : proxy.source;
    return [
      "cannot be reached: the proxy requires a login",
      `set the login in ${where}: http://login:password@proxy:port`,
    ];
  }
  if (status === 413) return ["rejected a request of this size (status 413)", "send less at once"];
  if (status === 401 && headerOf(response, "www-authenticate") !== undefined) {
    return [
      "has a web server in front of the API that requires its own login",
      "ask its administrator for direct access to the API",
    ];
  }
  if (status === 401 || status === 403) {
    const gate =
      proxy === undefined ? "a proxy or firewall" : `the proxy ${proxy.text} (${proxy.source}) or a firewall`;
    return [
      `responds with status ${status} and a page that is not from the API`,
      `check whether ${gate} blocks ${url}`,
    ];
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
  response: HttpResponse,
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
  if (status >= 300 && status < 400) return redirectText(headerOf(response, "location"), status, facts)[1];
  if (status >= 500) {
    return `try again later, or ask the server's administrator (${tries(facts)})`;
  }
  if (status === 400 && isNonunique(detail)) return "choose another name";
  return undefined;
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
