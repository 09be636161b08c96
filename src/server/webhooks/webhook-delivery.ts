import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { sendableHeaders } from "./webhook-headers.js";
import type { WebhookHosts } from "./webhook-hosts.js";
import type { WebhookMeta } from "./webhook-store.js";

// For the whole exchange, redirects included. A receiver that takes longer is tried again.
const usualLimitMs = 10_000;
const mostRedirects = 5;
// What is read of an answer, so that the receiver gets to send it; only its status is used.
const mostAnswerBytes = 64 * 1024;

/** What became of one attempt: the receiver's status, or why there was none. */
export type DeliveryOutcome =
  | { readonly status: number }
  | { readonly error: string }
  /** Trying again would not help: nothing was sent, or it led nowhere. */
  | { readonly error: string; readonly isFinal: true };

/** Whether the receiver took it. */
export function isTaken(outcome: DeliveryOutcome): boolean {
  return "status" in outcome && outcome.status >= 200 && outcome.status < 300;
}

/** How a webhook is sent. */
export type WebhookRequest = Pick<WebhookMeta, "headers" | "followRedirect" | "rejectUnauthorized"> & {
  readonly url: string;
  readonly body: string;
};

/**
 * Tells a webhook once, and gives what became of it; never rejects. Hosts that are not allowed are sent nothing, also
 * by a redirect. The webhook's own headers, which may carry its secrets, stay with the host that it names.
 */
export async function postWebhook(
  post: WebhookRequest,
  hosts: WebhookHosts,
  limitMs = usualLimitMs,
): Promise<DeliveryOutcome> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    let { url, headers } = post;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const refusal = hosts.refuse(url);
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
    return { error: `more than ${mostRedirects} redirects`, isFinal: true };
  } catch (error) {
    if (limit.aborted) return { error: `no whole answer within ${limitMs / 1000} s` };
    return { error: error instanceof Error ? error.message || error.name : String(error) };
  }
}

/** One request and its answer. */
function exchange(
  { url, body, headers, rejectUnauthorized }: WebhookRequest,
  signal: AbortSignal,
): Promise<{ status: number; location: string | undefined }> {
  const options: RequestOptions = {
    method: "POST",
    // One connection a delivery: they are rare, and a kept one would keep the process alive.
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
    // Not as an option of the request: the signal must also end an answer that never does.
    signal.addEventListener("abort", () => end(new Error("timeout")), { once: true });
    request.on("error", reject);
    request.on("upgrade", (_response, socket) => {
      socket.destroy();
      end(new Error("the receiver switches to another protocol"));
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

/** Settles when an answer has ended, or has sent more than anybody reads. */
function readSome(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostAnswerBytes) resolve();
    });
    response.on("end", () => resolve());
    response.on("error", reject);
    response.on("close", () => reject(new Error("the connection was closed in the middle of the answer")));
  });
}
