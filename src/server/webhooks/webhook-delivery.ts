import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { HookMeta } from "./webhook-store.js";

// A receiver that takes longer is tried again.
const limitMs = 10_000;
const mostRedirects = 5;

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a webhook's address is one of this machine. */
export function isLoopback(url: string): boolean {
  return loopback.test(new URL(url).hostname);
}

/** What became of one attempt: the receiver's status, or why there was none. */
export type HookOutcome = { readonly status: number } | { readonly error: string };

/** Whether the receiver took it. */
export function isTaken(outcome: HookOutcome): boolean {
  return "status" in outcome && outcome.status >= 200 && outcome.status < 300;
}

/** Tells `body` to a webhook once. Addresses beyond loopback, also by a redirect, are refused unless `isTrusted`. */
export async function postHook(
  url: string,
  body: string,
  meta: Pick<HookMeta, "headers" | "followRedirect" | "rejectUnauthorized">,
  isTrusted: boolean,
): Promise<HookOutcome> {
  let target = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    if (!isTrusted && !isLoopback(target)) return { error: `${new URL(target).host} is not of this machine` };
    const answer = await post(target, body, meta).catch((error: Error) => ({ error: error.message }));
    if ("error" in answer) return answer;
    const { status, location } = answer;
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    if (!isRedirect || !meta.followRedirect) return { status };
    target = new URL(location, target).href;
  }
  return { error: `more than ${mostRedirects} redirects` };
}

function post(
  url: string,
  body: string,
  { headers, rejectUnauthorized }: Pick<HookMeta, "headers" | "rejectUnauthorized">,
): Promise<{ status: number; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith("https:") ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: "POST",
        // One connection a delivery: they are rare, and a kept one would keep the process alive.
        agent: false,
        rejectUnauthorized,
        headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve({ status: response.statusCode ?? 0, location: response.headers.location }));
        response.on("error", reject);
      },
    );
    request.setTimeout(limitMs, () => request.destroy(new Error(`no answer within ${limitMs / 1000} s`)));
    request.on("error", reject);
    request.end(body);
  });
}
