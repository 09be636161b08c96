import { describe, expect, it } from "vitest";
import { Team } from "../../../src/chain/people/team.js";
import { role } from "../../support/server.js";
import { failureOf, startLocal } from "../local.js";

describe("a team", () => {
  it("is read by id or name", async () => {
    const { team, calls } = await startLocal();
    expect(await team(8)).toMatchObject({ id: 8, name: "tutorial" });
    expect(calls).toEqual(["teams.info"]);
    expect(await team("tutorial")).toMatchObject({ id: 8 });
  });

  it("that does not exist is reported with similar names, also in a plan", async () => {
    const { team } = await startLocal();
    expect(await failureOf(team("tutoriel"))).toMatchObject({
      message: "team 'tutoriel': no team 'tutoriel'",
      hint: expect.stringContaining("did you mean 'tutorial'?"),
    });
    expect((await team(9).members().plan()).problems).toEqual(["no team 9, there are: 8 'tutorial'"]);
  });

  it("lists its members", async () => {
    const { team, server } = await startLocal();
    await server.hire("labeler_1", role.annotator);
    const annotators = await team(8)
      .members()
      .where((member) => member.role === "annotator");
    expect(annotators.map(({ login }) => login)).toEqual(["labeler_1"]);
    const seen: string[] = [];
    for await (const { login } of team(8).members()) seen.push(login);
    expect(seen).toEqual(["my_username", "labeler_1"]);
  });

  it("is a frozen record with methods that start chains", async () => {
    const { team, writes } = await startLocal();
    const record = await team(8);
    expect(record).toBeInstanceOf(Team);
    expect(Object.isFrozen(record)).toBe(true);
    expect(await record.members()).toHaveLength(1);
    expect(await record.jobs()).toHaveLength(0);
    expect(await record.project(5555)).toMatchObject({ id: 5555 });
    const plans = [
      record.ensureAnnotator("anna"),
      record.ensureReviewer("anna"),
      record.ensureMember("anna"),
      record.job({ name: "x", dataset: 10555, assign: 7 }).create(),
      record.split({ name: "x", dataset: 10555, assign: 7 }).create(),
    ].map((chain) => chain.plan());
    expect((await Promise.all(plans)).map((plan) => plan.count("create"))).toEqual([2, 2, 2, 1, 1]);
    expect(writes()).toEqual([]);
  });

  it("is checked at the call: an id or a name", async () => {
    const { team } = await startLocal();
    expect(() => team(-8)).toThrow("team: id is -8, expected an id (a positive integer) or a name");
    expect(() => team("")).toThrow('team: id is "", expected an id (a positive integer) or a name');
  });

  it("is found once for several chains that extend it", async () => {
    const { team, calls } = await startLocal();
    const prefix = team("tutorial");
    await Promise.all([prefix.members(), prefix.jobs(), prefix]);
    expect(calls.filter((method) => method === "teams.list")).toHaveLength(1);
  });
});
