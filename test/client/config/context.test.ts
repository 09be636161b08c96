import { expect, it } from "vitest";
import { Context } from "../../../src/client/config/context.js";
import { display } from "../../../src/domain/display/display.js";
import { ConfigError } from "../../../src/domain/errors.js";

it("gives the ids that the environment names", () => {
  const context = new Context({ teamId: 8, projectId: 5555, userId: 7, userLogin: "my_username" });
  expect([context.teamId, context.projectId, context.userId, context.userLogin]).toEqual([8, 5555, 7, "my_username"]);
});

it.each([
  ["teamId", "CONTEXT_TEAMID"],
  ["projectId", "CONTEXT_PROJECTID"],
  ["userId", "CONTEXT_USERID"],
  ["userLogin", "CONTEXT_USERLOGIN"],
] as const)("says of a %s that nobody set which variable sets it", (key, variable) => {
  const read = () => new Context({})[key];
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(`${variable} is not set`);
});

it("shows what is set and what is not, and throws nothing", () => {
  expect(new Context({ teamId: 8 })[display]()).toMatchObject({
    fields: [{ value: 8 }, { value: undefined }, { value: undefined }, { value: undefined }],
  });
});
