import { expect, it } from "vitest";
import { timeLine } from "../../src/repl/repl-context.js";

it("shows time, requests and retries", () => {
  const ran = { result: { status: "interrupted" } as const, ranChain: false };
  expect(timeLine({ ...ran, ms: 3.14, requests: 0, retries: 0 })).toBe("3.1 ms");
  expect(timeLine({ ...ran, ms: 512.6, requests: 1, retries: 0 })).toBe("513 ms, 1 request");
  expect(timeLine({ ...ran, ms: 61_234, requests: 12, retries: 2 })).toBe("61.2 s, 12 requests, 2 retries");
});
