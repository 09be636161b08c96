import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../src/domain/errors.js";
import { failureOf, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";

useOwnHome();

const settings = {
  classes: { sign: "rectangle", road: "polygon", car: { shape: "bitmap", color: "#50E3C2" } },
  tags: {
    night: null,
    weather: ["sun", "rain", "fog"],
    lens: "number",
    note: { values: "text", applicableTo: "images" },
  },
} as const;

describe("ensureTeam, ensureProject and ensureDataset", () => {
  it("create team, project, classes, tags and nested datasets, and nothing when run again", async () => {
    const { ensureTeam, writes, forget } = await startLocal();
    const build = () => ensureTeam("Road signs").ensureProject("november", settings);
    const project = await build();
    expect(project).toMatchObject({ name: "november", type: "images" });
    const night = await build().ensureDataset("photos/night");
    expect(night).toMatchObject({ name: "night", projectId: project.id });
    expect(writes()).toEqual(["teams.add", "projects.add", "projects.meta.update", "datasets.add", "datasets.add"]);
    forget();
    expect((await build().ensureDataset(" photos / night ")).id).toBe(night.id);
    expect(writes()).toEqual([]);
    const meta = await build().meta();
    expect(meta.classes.map(({ name, shape }) => [name, shape])).toEqual([
      ["sign", "rectangle"],
      ["road", "polygon"],
      ["car", "bitmap"],
    ]);
    expect(meta.tags.map(({ name, valueType, applicableTo }) => [name, valueType, applicableTo])).toEqual([
      ["night", "none", "all"],
      ["weather", "oneof_string", "all"],
      ["lens", "any_number", "all"],
      ["note", "any_string", "imagesOnly"],
    ]);
  });

  it("plan what they would create and what exists", async () => {
    const { ensureTeam, writes } = await startLocal();
    const build = () => ensureTeam("Road signs").ensureProject("november", settings).ensureDataset("photos/night");
    const { steps, problems } = await build().plan();
    expect(problems).toEqual([]);
    expect(steps.map(({ action, what }) => `${action} ${what}`)).toEqual([
      "create team 'Road signs'",
      "create project 'november'",
      "create class 'sign'",
      "create class 'road'",
      "create class 'car'",
      "create tag 'night'",
      "create tag 'weather'",
      "create tag 'lens'",
      "create tag 'note'",
      "create dataset 'photos/night'",
    ]);
    expect(writes()).toEqual([]);
    await build();
    const again = await build().plan();
    expect(new Set(again.steps.map(({ action }) => action))).toEqual(new Set(["reuse"]));
  });

  it("lead to people and jobs, which can be planned before anything exists", async () => {
    const { ensureTeam, writes } = await startLocal();
    const roads = ensureTeam("Road signs").ensureProject("november", settings);
    const jobs = roads
      .ensureAnnotator(["ana", "ben"])
      .ensureReviewer("rita")
      .split({ name: "nov", dataset: "photos" })
      .ensure();
    const plan = await jobs.plan();
    expect(plan.problems).toEqual([]);
    expect(plan.steps.slice(-2).map(({ what }) => what)).toEqual(["job 'nov' for ana", "job 'nov' for ben"]);
    expect(writes()).toEqual([]);
    expect(await roads.jobs({ name: "nov" })).toHaveLength(0);
    expect((await roads.ensureAnnotator("ana").plan()).problems).toEqual([]);
  });

  it("use a workspace by name, and create it once", async () => {
    const { team, api } = await startLocal();
    const [one, two] = [
      await team(8).ensureProject("p", { workspace: "Work" }),
      await team(8).ensureProject("p", { workspace: "Work" }),
    ];
    expect(two.id).toBe(one.id);
    expect((await api.workspace.getInfoByName(8, "Work"))?.id).toBe(one.workspaceId);
    expect(await failureOf(team(8).ensureProject("q", { workspace: 999 }))).toMatchObject({
      message: expect.stringContaining("no workspace 999"),
    });
  });

  it("find the team of a project given by id", async () => {
    const { project } = await startLocal();
    expect((await project(5555).ensureAnnotator("ana")).map(({ login }) => login)).toEqual(["ana"]);
    expect(await project(5555).members()).not.toHaveLength(0);
    expect(await project(5555).jobs()).toHaveLength(0);
  });
});

describe("existing classes and tags", () => {
  it("with another shape or kind are a problem in the plan and an error at run; nothing is changed", async () => {
    const { project, writes } = await startLocal();
    for (const [chain, words] of [
      [project(5555).ensureClasses({ fresh: "point", lemon: "point" }), "class 'lemon' exists with shape"],
      [project(5555).ensureTags({ fresh: null, size: "number" }), "tag 'size' exists with"],
      [project(5555).ensureTags({ fresh: { classes: ["lemno"] } }), "tag 'fresh' is for class 'lemno'"],
    ] as const) {
      expect((await chain.plan()).problems).toEqual([expect.stringContaining(words)]);
      expect(await failureOf(chain)).toMatchObject({
        message: expect.stringContaining(words),
        cause: { code: "argument" },
      });
    }
    expect(writes()).toEqual([]);
  });

  it("get missing values and colors; others are kept", async () => {
    const { project } = await startLocal();
    const before = await project(5555).meta();
    await project(5555)
      .ensureTags({ size: ["small", "enormous"] })
      .ensureClasses({ lemon: { shape: "bitmap", color: "#010203" } });
    const after = await project(5555).fresh().meta();
    expect(after.tags.find(({ name }) => name === "size")?.possibleValues).toEqual([
      ...(before.tags.find(({ name }) => name === "size")?.possibleValues ?? []),
      "enormous",
    ]);
    expect(after.classes.find(({ name }) => name === "lemon")?.color.toLowerCase()).toBe("#010203");
    expect(after.classes.map(({ name }) => name)).toEqual(before.classes.map(({ name }) => name));
  });

  it("are checked at the call", async () => {
    const { project, team, ensureTeam } = await startLocal();
    const wrong: [() => unknown, string][] = [
      [() => project(5555).ensureClasses({ a: "rectangel" as "rectangle" }), "did you mean 'rectangle'?"],
      [() => project(5555).ensureClasses({ a: { shape: "any", color: "red" } }), "expected a color such as #D0021B"],
      [() => project(5555).ensureClasses({ " ": "any" }), "expected"],
      [() => project(5555).ensureClasses({}), "expected at least one name"],
      [() => project(5555).ensureTags({ a: [] }), "expected"],
      [() => project(5555).ensureTags({ a: ["x", "x"] }), "expected each value once"],
      [() => project(5555).ensureTags({ a: ["x", "x "] }), "expected each value once"],
      [() => project(5555).ensureTags({ a: null, " a": "number" }), "expected each name once"],
      [
        () => project(5555).ensureClasses({ "caf\u00e9": "point", "cafe\u0301": "polyline" }),
        "expected each name once",
      ],
      [() => team(8).ensureProject("p", { tags: { a: null, "a ": "text" } }), "expected each name once"],
      [() => project(5555).ensureDataset("a//b"), "expected a name, or a path"],
      [() => project(5555).ensureDataset("  "), "expected a name, or a path"],
      [() => team(8).ensureProject(""), "expected a name"],
      [() => team(8).ensureProject("x", { clases: {} } as object), "did you mean 'classes'?"],
      [() => ensureTeam("  "), "expected a name"],
    ];
    for (const [call, text] of wrong) {
      expect(call).toThrow(ArgumentError);
      const isHint = text.startsWith("did you mean");
      expect(call).toThrow(expect.objectContaining({ [isHint ? "hint" : "message"]: expect.stringContaining(text) }));
    }
  });
});
