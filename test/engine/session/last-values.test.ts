import { expect, it } from "vitest";
import { LastValues } from "../../../src/engine/session/last-values.js";
import { failed, ok, scriptedSession } from "../../support/scripted-session.js";

function valuesOver() {
  const defined: unknown[][] = [];
  const define = (name: string, value: unknown, type?: string) => {
    defined.push(type === undefined ? [name, value] : [name, value, type]);
  };
  return { values: new LastValues(scriptedSession({}, { define })), defined };
}

it("sets the names of the last value, and keeps them after a cell without a value", () => {
  const { values, defined } = valuesOver();
  values.record("1 + 1", 3, ok(2));
  values.record("const a = 1", 4, ok(undefined));
  values.record("wait()", 5, { status: "interrupted" });
  expect(defined).toEqual([["_", 2]]);
  values.defineNumbered("a._3 + x_3 + _4");
  expect(defined).toHaveLength(1);
  values.defineNumbered("[_3]");
  values.defineNumbered("[_3]");
  expect(defined.slice(1)).toEqual([["_3", 2, "any"]]);
});

it("sets the name of the last error", () => {
  const { values, defined } = valuesOver();
  values.record("bad", 1, failed("no lemon"));
  expect(defined).toMatchObject([["_error", { message: "no lemon" }, "Error & Record<string, any>"]]);
});

it.each([
  "import _ from 'lodash'",
  "import * as _ from 'lodash'",
  "const _ = 1",
  "let [_, b] = pair",
  "1\nfunction _(a) {}",
])("does not overwrite the name after a cell declares it: %j", (code) => {
  const { values, defined } = valuesOver();
  values.record(code, 1, ok(undefined));
  values.record("2", 2, ok(2));
  expect(defined).toEqual([]);
});

it.each([
  "const f = (_) => 1",
  "const a = _",
  "function f(_) {}",
  "for (const _ of a) {}",
  "import a from 'b'\n_",
  "const a_b = 1",
])("does not mistake %j for a declaration of the name", (code) => {
  const { values, defined } = valuesOver();
  values.record(code, 1, ok(1));
  expect(defined[0]).toEqual(["_", 1]);
});

it("keeps the newest values up to a byte budget, and clears them on request", () => {
  const { values, defined } = valuesOver();
  const big = "x".repeat(10_000_000);
  for (let count = 1; count <= 20; count += 1) values.record("big", count, ok([big, count]));
  defined.length = 0;
  values.defineNumbered("[_1, _15, _20]");
  expect(defined.map(([name]) => name)).toEqual(["_20"]);
  values.record("1", 21, ok(1));
  values.clear();
  values.defineNumbered("_21");
  expect(defined).toHaveLength(1 + 1);
});
