/** Sends the requests of simulated people over HTTP, with their own tokens. */
import { z } from "zod";

/** The instance on which simulated people work. */
export interface PersonApi {
  readonly address: string;
  /** Returns the API token of an account; undefined for real people, whose jobs are skipped. */
  readonly tokenOf: (login: string) => string | undefined;
  readonly signal: AbortSignal;
}

/** The server rejected a request, for example because the job was stopped. */
export class RequestRejected extends Error {}

/** Sends a request as `login`. @param jobId - sent as `x-job-id` */
export async function ask<S extends z.ZodType>(
  { address, tokenOf, signal }: PersonApi,
  login: string,
  method: string,
  body: object,
  schema: S,
  jobId?: number,
): Promise<z.output<S>> {
  return withOwnSignal(signal, async (ownSignal) => {
    const response = await fetch(`${address}/public/api/v3/${method}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-api-key": tokenOf(login) ?? "",
        ...(jobId === undefined ? {} : { "x-job-id": String(jobId) }),
      },
      body: JSON.stringify(body),
      signal: ownSignal,
    });
    if (response.status !== 200) {
      throw new RequestRejected(`${method} as ${login}: status ${response.status}: ${await response.text()}`);
    }
    return schema.parse(await response.json());
  });
}

/**
 * Runs `work` with a separate signal that follows `signal`: `fetch` never removes its listener from the signal it gets.
 */
async function withOwnSignal<T>(signal: AbortSignal, work: (ownSignal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Sends a request as `login` and ignores the response. */
export async function act(
  instance: PersonApi,
  login: string,
  method: string,
  body: object,
  jobId: number,
): Promise<void> {
  await ask(instance, login, method, body, z.unknown(), jobId);
}
