import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import type { WebhookMeta } from "../../domain/records/webhook.js";
import { sendableHeaders } from "./webhook-headers.js";
import type { WebhookHosts } from "./webhook-hosts.js";

// Time limit of a delivery, including redirects. Slower deliveries are retried.
const defaultLimitMs = 10_000;
const maxRedirects = 5;
// Maximum size of a response that is read; only its status is used.
const maxResponseBytes = 64 * 1024;

/** The outcome of a delivery: the receiver's status, or the error. */
export type DeliveryOutcome =
  | { readonly status: number }
  | { readonly error: string }
  /** Retrying does not help. */
  | { readonly error: string; readonly isFinal: true };

/** Whether the receiver accepted the delivery. */
export function isTaken(outcome: DeliveryOutcome): boolean {
  return "status" in outcome && outcome.status >= 200 && outcome.status < 300;
}

/** The request of a delivery. */
export type WebhookRequest = Pick<WebhookMeta, "headers" | "followRedirect" | "rejectUnauthorized"> & {
  readonly url: string;
  readonly body: string;
};

/**
 * Delivers a webhook once; never rejects. Nothing is sent to hosts that are not allowed, also after redirects. Custom
 * headers, which may contain secrets, are only sent to the origin of the webhook's URL.
 */
export async function postWebhook(
  post: WebhookRequest,
  hosts: WebhookHosts,
  limitMs = defaultLimitMs,
): Promise<DeliveryOutcome> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    let { url, headers } = post;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const refusal = hosts.refusalReason(url);
      if (refusal !== undefined) return { error: refusal, isFinal: true };
      const { status, location } = await exchange({ ...post, url, headers }, limit);
      const isRedirect = status >= 300 && status < 400 && location !== undefined;
      if (!isRedirect || !post.followRedirect) return { status };
      if (!URL.canParse(location, url)) {
        return { error: `redirects to "${location.slice(0, 200)}", which is not a valid URL`, isFinal: true };
      }
      const next = new URL(location, url);
      if (next.origin !== new URL(url).origin) headers = {};
      url = next.href;
    }
    return { error: `more than ${maxRedirects} redirects`, isFinal: true };
  } catch (error) {
    if (limit.aborted) return { error: `no complete response within ${limitMs / 1000} s` };
    return { error: error instanceof Error ? error.message || error.name : String(error) };
  }
}

/** Sends one request and reads its response. */
function exchange(
  { url, body, headers, rejectUnauthorized }: WebhookRequest,
  signal: AbortSignal,
): Promise<{ status: number; location: string | undefined }> {
  const options: RequestOptions = {
    method: "POST",
    // No connection pool: deliveries are rare, and an idle connection would keep the process alive.
    agent: false,
    headers: {
      ...sendableHeaders(headers),
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    },
  };
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:")
      ? httpsRequest(url, { ...options, rejectUnauthorized })
      : httpRequest(url, options);
    const end = (error: Error) => {
      request.destroy();
      reject(error);
    };
    // Not as an option of the request, since the signal must also abort a response that never ends.
    signal.addEventListener("abort", () => end(new Error("timeout")), { once: true });
    request.on("error", reject);
    request.on("upgrade", (_response, socket) => {
      socket.destroy();
      end(new Error("the receiver switched to another protocol"));
    });
    request.on("response", (response) => {
      const answer = { status: response.statusCode ?? 0, location: response.headers.location };
      readSome(response).then(() => {
        request.destroy();
        resolve(answer);
      }, end);
    });
    request.end(body);
    if (signal.aborted) end(new Error("timeout"));
  });
}

/** Resolves at the end of a response, or at the maximum size. */
function readSome(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxResponseBytes) resolve();
    });
    response.on("end", () => resolve());
    response.on("error", reject);
    response.on("close", () => reject(new Error("the connection was closed before the response was complete")));
  });
}
