import { inspect } from "node:util";
import { expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { isHostMethod } from "../../../src/domain/display/host-forms.js";
import { GuideInfo } from "../../../src/domain/records/guide.js";

const at = new Date("2026-01-05T09:00:00Z");
const guide = new GuideInfo({
  ...{ id: 7, teamId: 8, name: "Fruit", description: "", filePath: "/guide.md", videoId: null, disabledBy: null },
  ...{ disabledAt: null, createdAt: at, updatedAt: at, createdById: 1 },
});

it("a record is frozen and has its fields", () => {
  expect(Object.isFrozen(guide)).toBe(true);
  expect(guide).toMatchObject({ id: 7, name: "Fruit" });
});

it("a record is displayed with its fields under the singular of its class", () => {
  expect(guide[display]()).toMatchObject({ kind: "record", title: "Guide" });
});

it("every record is displayed by Node's console and by Jupyter", () => {
  const method: unknown = Reflect.get(guide, Symbol.for("Jupyter.display"));
  expect(typeof method === "function" && isHostMethod(method)).toBe(true);
  expect(Reflect.has(guide, inspect.custom)).toBe(true);
});
