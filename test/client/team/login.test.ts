import { expect, it } from "vitest";
import { Sender, sleep } from "../../../src/client/http/send.js";
import type { ExchangeRequest } from "../../../src/client/http/transport.js";
import { tokenOf } from "../../../src/client/team/login.js";
import { ContractError } from "../../../src/domain/errors.js";

function logIn(token: string) {
  const requests: ExchangeRequest[] = [];
  const sender = new Sender({
    ...{ address: "http://server/base", basePath: "/base", token: "own-token", limitMs: 1000, attemptLimitMs: 1000 },
    ...{ random: Math.random, now: Date.now, sleep },
    transport: {
      exchange: async (request) => {
        requests.push(request);
        return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ token })) };
      },
      close: async () => undefined,
    },
  });
  return { done: tokenOf(sender, "max", "a&b=c"), requests };
}

const jwt = (claims: object) => `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sign`;

it("a login sends a form without the caller's token, and reads the API token of the claims", async () => {
  const { done, requests } = logIn(jwt({ apiToken: "their-token" }));
  expect(await done).toBe("their-token");
  expect(requests[0]).toMatchObject({
    path: "/base/api/account",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "login=max&password=a%26b%3Dc",
  });
  expect(requests[0]?.headers).not.toHaveProperty("x-api-key");
});

it.each([jwt({}), jwt({ apiToken: "" }), "no jwt", ""])("%j contains no token", async (token) => {
  await expect(logIn(token).done).rejects.toBeInstanceOf(ContractError);
});
