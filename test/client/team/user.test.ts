import { inspect } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import type { UserApi } from "../../../src/client/team/user.js";
import { ArgumentError, AuthError, ConflictError, NotFoundError } from "../../../src/domain/errors.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";

let instance: Instance;
let api: Api;
let users: UserApi;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  api = new Api({ address: instance.address, token: instance.token });
  users = api.user;
});
afterAll(async () => {
  await api.close();
  await instance.close();
});

it("sends one request to add an account to a team if its login is known", async () => {
  const { id } = await users.create({ login: "seen", password: "11111abc", isRestricted: true });
  const before = api.stats.requests;
  await users.addToTeam(id, 8, api.role.DefaultRole.ANNOTATOR);
  expect(api.stats.requests - before).toBe(1);
});

it("reads a login that is not known", async () => {
  const { id } = await users.create({ login: "unseen", password: "11111abc", isRestricted: true });
  const other = new Api({ address: instance.address, token: instance.token });
  await other.user.addToTeam(id, 8, 4);
  expect(other.stats.requests).toBe(2);
  expect(await other.user.getTeamRole(id, 8)).toMatchObject({ role: "viewer" });
  await other.close();
});

it("distinguishes an unknown account, a taken login and an invalid id", async () => {
  await expect(users.getInfoById(404_404)).rejects.toBeInstanceOf(NotFoundError);
  await users.create({ login: "taken", password: "11111abc" });
  await expect(users.create({ login: "taken", password: "11111abc" })).rejects.toBeInstanceOf(ConflictError);
  await expect(users.addToTeam(Number.NaN, 8, 3)).rejects.toBeInstanceOf(ArgumentError);
  await expect(users.addToTeamByLogin("nobody", 8, 3)).rejects.toMatchObject({
    code: expect.stringMatching(/not_found|invalid/),
  });
});

it("logs in as another account and has its rights", async () => {
  const { id } = await users.create({ login: "worker", password: "secret-7-words", isRestricted: true });
  await users.addToTeam(id, 8, api.role.DefaultRole.ANNOTATOR);
  const worker = await api.login("worker", "secret-7-words");
  expect((await worker.user.getMyInfo()).login).toBe("worker");
  await expect(worker.user.create({ login: "x", password: "11111abc" })).rejects.toBeInstanceOf(AuthError);
  await worker.close();
});

it("reports a failed login without the password", async () => {
  const error = await api.login("worker", "wrong-password-9").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AuthError);
  expect(error).toMatchObject({ message: "worker cannot log in with this password" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("wrong-password-9");
});
