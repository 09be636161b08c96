import { afterAll, beforeAll, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { Api } from "../../../src/client/api.js";
import { isStandardSchema, type StandardSchema } from "../../../src/client/http/standard-schema.js";
import { ArgumentError, ContractError } from "../../../src/domain/errors.js";
import { openTestServer, type TestServer } from "../../support/server.js";

let server: TestServer;
let api: Api;
beforeAll(async () => {
  server = await openTestServer();
  api = new Api({ address: server.address, token: server.token });
});
afterAll(async () => {
  await api.close();
  await server.close();
});

/** A schema of another library than zod; asynchronous, as the standard allows. */
const login: StandardSchema<{ login: string }> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: async (value) =>
      typeof value === "object" && value !== null && "login" in value && typeof value.login === "string"
        ? { value: { login: value.login.toUpperCase() } }
        : { issues: [{ message: "expected a login", path: [{ key: "users" }, 0, "login"] }] },
  },
};

it("a schema of any library parses the response and determines its type", async () => {
  const me = await api.call("users.me", {}, login);
  expectTypeOf(me).toEqualTypeOf<{ login: string }>();
  expect(me).toEqual({ login: "MY_USERNAME" });
  const same = await api.call("users.me", {}, z.object({ id: z.number().transform(String) }));
  expectTypeOf(same).toEqualTypeOf<{ id: string }>();
  expect(same).toEqual({ id: "7" });
});

it("an error names the field where a response does not match", async () => {
  const failure = api.call("instance.version", {}, login);
  await expect(failure).rejects.toBeInstanceOf(ContractError);
  await expect(failure).rejects.toMatchObject({ issues: [{ path: "users.0.login", message: "expected a login" }] });
  const wrong = api.call("users.me", {}, z.object({ id: z.string() }));
  await expect(wrong).rejects.toMatchObject({ issues: [{ path: "id" }] });
});

it("an invalid schema is rejected before anything is sent", async () => {
  await expect(api.call("users.me", {}, {} as never)).rejects.toBeInstanceOf(ArgumentError);
  const callable = Object.assign(() => undefined, login);
  expect([isStandardSchema(callable), isStandardSchema(null), isStandardSchema({ "~standard": {} })]).toEqual([
    true,
    false,
    false,
  ]);
});
