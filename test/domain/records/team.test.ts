import { describe, expect, it } from "vitest";
import { display, type RecordModel } from "../../../src/domain/display/display.js";
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
  it("has the same id by name and by the SDK's constant", () => {
    for (const name of roleNames) {
      expect(roleIdOf(name)).toBe(Object.entries(DefaultRole).find(([key]) => key.toLowerCase() === name)?.[1]);
    }
  });

  it("has the ids that the API uses", () => {
    expect([DefaultRole.ADMIN, DefaultRole.DEVELOPER, DefaultRole.ANNOTATOR, DefaultRole.VIEWER]).toEqual([1, 2, 3, 4]);
  });
});

describe("users", () => {
  it("reads an account by itself, without a role", () => {
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

  it("reads a member with the role in the team", () => {
    expect(userSchema.parse({ ...user, role: "annotator", roleId: 3 })).toMatchObject({ role: "annotator", roleId: 3 });
  });

  it("names the teams with the role in each", () => {
    const read = userSchema.parse({ ...user, teams: [{ id: 8, name: "fruits", roleId: 1, role: "admin" }] });
    const model = read[display]() as RecordModel;
    expect(model.fields.find(({ label }) => label === "teams")?.value).toEqual(["fruits (admin)"]);
  });

  it("is strict on the login", () => {
    expect(userSchema.safeParse({ id: 7, ...times }).error?.issues[0]?.path).toEqual(["login"]);
  });
});

describe("every record", () => {
  const place = { id: 8, name: "fruits", teamId: 8, ...times, later: "unknown" };
  const role = { id: 3, role: "annotator", ...times, later: "unknown" };
  const read = {
    user: { record: userSchema.parse({ ...user, later: "unknown" }), rows: UserInfo.columns, row: UserInfo.row },
    role: { record: roleSchema.parse(role), rows: RoleInfo.columns, row: RoleInfo.row },
    team: { record: teamSchema.parse(place), rows: TeamInfo.columns, row: TeamInfo.row },
    workspace: { record: workspaceSchema.parse(place), rows: WorkspaceInfo.columns, row: WorkspaceInfo.row },
  };

  it.each(Object.entries(read))("%s is frozen and drops what it does not know", (_name, { record }) => {
    expect(Object.isFrozen(record)).toBe(true);
    expect(record).not.toHaveProperty("later");
  });

  it("fills a row as wide as its columns", () => {
    expect(UserInfo.row(read.user.record)).toHaveLength(UserInfo.columns.length);
    expect(RoleInfo.row(read.role.record)).toHaveLength(RoleInfo.columns.length);
    expect(TeamInfo.row(read.team.record)).toHaveLength(TeamInfo.columns.length);
    expect(WorkspaceInfo.row(read.workspace.record)).toHaveLength(WorkspaceInfo.columns.length);
  });

  it.each(Object.entries(read))("%s shows itself as a record", (_name, { record }) => {
    expect(record[display]()).toMatchObject({ kind: "record" });
  });
});
