/** Requests of simulated people: plain HTTP with a token of their own, as anybody's client sends them. */
import { z } from "zod";

/** Where simulated people work. */
export interface PersonApi {
  readonly address: string;
  /** The API token of an account. One without is a real person, whose jobs are left alone. */
  readonly tokenOf: (login: string) => string | undefined;
  readonly signal: AbortSignal;
}

/** The API said no, for example because the job was stopped meanwhile. */
export class RequestRejected extends Error {}

/** Asks as `login`. @param jobId - the job that the request is made within */
export async function ask<S extends z.ZodType>(
  { address, tokenOf, signal }: PersonApi,
  login: string,
  method: string,
  body: object,
  schema: S,
  jobId?: number,
): Promise<z.output<S>> {
  const response = await fetch(`${address}/public/api/v3/${method}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-api-key": tokenOf(login) ?? "",
      ...(jobId === undefined ? {} : { "x-job-id": String(jobId) }),
    },
    body: JSON.stringify(body),
    signal,
  });
  const answer: unknown = await response.json();
  if (response.status !== 200) throw new RequestRejected(`${method}: ${response.status}`);
  return schema.parse(answer);
}

/** Does something as `login` whose answer says nothing. */
export async function act(
  workplace: PersonApi,
  login: string,
  method: string,
  body: object,
  jobId: number,
): Promise<void> {
  await ask(workplace, login, method, body, z.unknown(), jobId);
}
