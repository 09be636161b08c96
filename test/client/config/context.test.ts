import { expect, it } from "vitest";
import { Context } from "../../../src/client/config/context.js";
import { display } from "../../../src/domain/display/display.js";
import { ConfigError } from "../../../src/domain/errors.js";

it("the context has the ids of the environment", () => {
  const context = new Context({ teamId: 8, projectId: 5555, userId: 7, userLogin: "my_username" });
  expect([context.teamId, context.projectId, context.userId, context.userLogin]).toEqual([8, 5555, 7, "my_username"]);
});

it.each([
  ["teamId", "CONTEXT_TEAMID"],
  ["projectId", "CONTEXT_PROJECTID"],
  ["userId", "CONTEXT_USERID"],
  ["userLogin", "CONTEXT_USERLOGIN"],
] as const)("reading an unset %s names the variable that sets it", (key, variable) => {
  const read = () => new Context({})[key];
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(`${variable} is not set`);
});

it("printing the context shows what is set and what is missing, and does not throw", () => {
  expect(new Context({ teamId: 8 })[display]()).toMatchObject({
    fields: [{ value: 8 }, { value: undefined }, { value: undefined }, { value: undefined }],
  });
});
