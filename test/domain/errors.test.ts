import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { display } from "../../src/domain/display/display.js";
import {
  ApiError,
  ArgumentError,
  AuthError,
  ConfigError,
  ConflictError,
  ConnectionError,
  ContractError,
  InvalidError,
  isSlylabError,
  JobStateError,
  NoResultError,
  NotFoundError,
  RateLimitError,
  ServerError,
  SlylabError,
  TimeoutError,
} from "../../src/domain/errors.js";

const answer = { status: 400, method: "jobs.add" };
const family: readonly SlylabError[] = [
  new ConfigError("API_TOKEN is empty", { option: "API_TOKEN", source: "local.env:3" }),
  new ArgumentError("no status like 'on_reveiw'", { method: "waitFor", argument: "status" }),
  new NoResultError("no team named 'fruit'", { query: "team 'fruit'", count: 0 }),
  new ConnectionError("refused", { method: "jobs.list", url: "http://127.0.0.1:1", attempts: 3 }),
  new TimeoutError("not on_review within 5s", { timeout: 5000, lastSeen: { 37: "in_progress" } }),
  new ApiError("answer 418", { ...answer, status: 418 }),
  new AuthError("the token is not known", { ...answer, status: 401 }),
  new NotFoundError("no job with id 41", { ...answer, status: 404 }),
  new ConflictError("the name is taken", answer),
  new InvalidError("not accepted", { ...answer, issues: [{ path: "meta.classes.0", message: "unknown class" }] }),
  new RateLimitError("too many requests", { ...answer, status: 429, retryAfterMs: 1500 }),
  new ServerError("the server failed", { ...answer, status: 502, attempts: 3 }),
  new ContractError("does not fit", { method: "jobs.info", issues: [{ path: "id", message: "expected number" }] }),
  new JobStateError("job 37 is stopped", { jobs: [{ id: 37, name: "lemons", status: "stopped" }] }),
];

describe("error classes", () => {
  it("have one code each", () => {
    expect(family.map(({ code }) => code)).toEqual([
      "config",
      "argument",
      "no_result",
      "connection",
      "timeout",
      "api",
      "auth",
      "not_found",
      "conflict",
      "invalid",
      "rate_limit",
      "server",
      "contract",
      "job_state",
    ]);
  });

  it.each(family.map((error) => [error.constructor.name, error] as const))("%s has its own name", (name, error) => {
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(SlylabError);
    expect(error.stack).toContain(`${name}: ${error.message}`);
  });

  it("makes every error response an ApiError", () => {
    const answers = family.filter((error): error is ApiError => error instanceof ApiError);
    expect(answers.map(({ status }) => status)).toEqual([418, 401, 404, 400, 400, 429, 502]);
    expect(answers[0]).toMatchObject({ issues: [], attempts: 1, detail: undefined });
  });
});

describe("an error", () => {
  it("keeps cause and hint", () => {
    const cause = new TypeError("fetch failed");
    const error = new NoResultError("none", { query: "q", count: 0, hint: "list them", cause });
    expect(error.cause).toBe(cause);
    expect(error.hint).toBe("list them");
  });

  it("prints no empty hint or cause", () => {
    const error = new NoResultError("none", { query: "q", count: 0 });
    expect(error.hint).toBeUndefined();
    expect("cause" in error).toBe(false);
    expect(inspect(error)).not.toContain("hint");
  });

  it("displays name, message and hint", () => {
    const error = new ArgumentError("no status like 'x'", {
      method: "waitFor",
      argument: "status",
      hint: "use 'pending'",
    });
    expect(error[display]()).toEqual({
      kind: "error",
      name: "ArgumentError",
      message: "no status like 'x'",
      hint: "use 'pending'",
    });
  });
});

describe("isSlylabError", () => {
  it("accepts every error class", () => {
    for (const error of family) expect(isSlylabError(error)).toBe(true);
  });

  it("accepts an error of a second copy of slylab", () => {
    const foreign = Object.assign(new Error("none"), {
      code: "no_result",
      [display]: () => ({ kind: "text", text: "" }),
    });
    expect(isSlylabError(foreign)).toBe(true);
  });

  it.each([Object.assign(new Error("gone"), { code: "ENOENT" }), new Error("plain"), { code: "config" }, null, "text"])(
    "rejects %s",
    (value) => {
      expect(isSlylabError(value)).toBe(false);
    },
  );
});
