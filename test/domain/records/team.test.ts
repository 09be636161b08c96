import { describe, expect, it } from "vitest";
import { display, type RecordModel } from "../../../src/domain/display/display.js";

import { tableOf } from "../../../src/domain/display/record-display.js";

import {
  DefaultRole,
  RoleInfo,
  roleIdOf,
  roleNames,
  roleSchema,
  TeamInfo,
  teamSchema,
  UserInfo,
  userSchema,
  WorkspaceInfo,
  workspaceSchema,
} from "../../../src/domain/records/team.js";

const times = { createdAt: "2019-07-18T15:39:57.377Z", updatedAt: "2019-07-18T15:39:57.377Z" };
const user = { id: 7, login: "my_username", ...times };

describe("roles", () => {
  it("have the same id by name and by the SDK's constant", () => {
    for (const name of roleNames) {
      expect(roleIdOf(name)).toBe(Object.entries(DefaultRole).find(([key]) => key.toLowerCase() === name)?.[1]);
    }
  });

  it("have the ids of the API", () => {
    expect([DefaultRole.ADMIN, DefaultRole.DEVELOPER, DefaultRole.ANNOTATOR, DefaultRole.VIEWER]).toEqual([1, 2, 3, 4]);
  });
});

describe("users", () => {
  it("reads an account outside a team, without a role", () => {
    expect(userSchema.parse(user)).toMatchObject({
      role: null,
      roleId: null,
      email: null,
      logins: 0,
      disabled: false,
      lastLogin: null,
      name: "",
    });
  });

  it("reads a member with its role in the team", () => {
    expect(userSchema.parse({ ...user, role: "annotator", roleId: 3 })).toMatchObject({ role: "annotator", roleId: 3 });
  });

  it("lists the teams with the role in each", () => {
    const read = userSchema.parse({ ...user, teams: [{ id: 8, name: "fruits", roleId: 1, role: "admin" }] });
    const model = read[display]() as RecordModel;
    expect(model.fields.find(({ label }) => label === "teams")?.value).toEqual(["fruits (admin)"]);
  });

  it("requires the login", () => {
    expect(userSchema.safeParse({ id: 7, ...times }).error?.issues[0]?.path).toEqual(["login"]);
  });
});

describe("every record", () => {
  const place = { id: 8, name: "fruits", teamId: 8, ...times, later: "unknown" };
  const role = { id: 3, role: "annotator", ...times, later: "unknown" };
  const read = {
    user: { record: userSchema.parse({ ...user, later: "unknown" }) },
    role: { record: roleSchema.parse(role) },
    team: { record: teamSchema.parse(place) },
    workspace: { record: workspaceSchema.parse(place) },
  };

  it.each(Object.entries(read))("%s is frozen and drops unknown fields", (_name, { record }) => {
    expect(Object.isFrozen(record)).toBe(true);
    expect(record).not.toHaveProperty("later");
  });

  it("fills a table row with its fields", () => {
    expect(tableOf(UserInfo, [read.user.record]).rows[0]?.slice(0, 2)).toEqual([user.id, user.login]);
    expect(tableOf(RoleInfo, [read.role.record]).rows[0]?.slice(0, 2)).toEqual([3, "annotator"]);
    expect(tableOf(TeamInfo, [read.team.record]).rows[0]?.slice(0, 2)).toEqual([8, "fruits"]);
    expect(tableOf(WorkspaceInfo, [read.workspace.record]).rows[0]?.slice(0, 3)).toEqual([8, "fruits", 8]);
  });

  it.each(Object.entries(read))("%s is displayed as a record", (_name, { record }) => {
    expect(record[display]()).toMatchObject({ kind: "record" });
  });
});
