/** A local instance for a test: in memory, on a free port, with a clock that only writes advance. */
import { request } from "undici";
import { onTestFinished } from "vitest";
import { steppedClock } from "../../src/server/clock.js";
import { type Instance, type InstanceOptions, startInstance } from "../../src/server/instance.js";

/** A response: the status, and the body, parsed if it is JSON. */
export interface TestResponse {
  readonly status: number;
  readonly body: unknown;
}

/** A local instance with short methods for requests. */
export interface TestServer extends Instance {
  /** Posts to a method with the admin's token, or that of `as`. */
  ask(method: string, body?: unknown, as?: string): Promise<TestResponse>;
  /** Like {@link ask}, but returns the body, and throws the error of a failed request. */
  must(method: string, body?: unknown, as?: string): Promise<unknown>;
  /** Like {@link ask}, with the id of a labeling job in the `x-job-id` header. */
  within(jobId: number | string, method: string, body?: unknown, as?: string): Promise<TestResponse>;
  /** Creates a restricted account in team 8; returns its id. */
  hire(login: string, roleId: number): Promise<number>;
}

/** The ids of roles in requests. */
export const role = { admin: 1, developer: 2, annotator: 3, viewer: 4, reviewer: 5, manager: 6 } as const;

/** Starts an instance that ends with the test. */
export async function startTestServer(options: Partial<InstanceOptions> = {}): Promise<TestServer> {
  const server = await openTestServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** Starts an instance that the caller closes. Its password hashes are cheap: tests create hundreds of accounts. */
export async function openTestServer(options: Partial<InstanceOptions> = {}): Promise<TestServer> {
  const clock = steppedClock("2026-01-05T09:00:00.000Z", 1000);
  const instance = await startInstance({ data: "memory", clock, passwordCost: 2, ...options });

  const post = async (
    method: string,
    body: unknown = {},
    as?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<TestResponse> => {
    const token = as === undefined ? instance.token : (instance.tokenOf(as) ?? as);
    // Not `fetch`, which costs more CPU: the suite sends tens of thousands of requests.
    const response = await request(`${instance.address}/public/api/v3/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": token, ...headers },
      body: JSON.stringify(body),
    });
    const isJson = String(response.headers["content-type"]).includes("json");
    return { status: response.statusCode, body: isJson ? await response.body.json() : await response.body.text() };
  };
  const ask = (method: string, body?: unknown, as?: string) => post(method, body, as);
  const within = (jobId: number | string, method: string, body?: unknown, as?: string) =>
    post(method, body, as, { "x-job-id": String(jobId) });
  const must = async (method: string, body?: unknown, as?: string) => {
    const answer = await ask(method, body, as);
    if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const hire = async (login: string, roleId: number) => {
    const { userId } = (await must("users.add", { login, password: `${login} secret`, isRestricted: true })) as {
      userId: number;
    };
    await must("members.add", { login, teamId: 8, roleId });
    return userId;
  };
  return { ...instance, ask, within, must, hire };
}
