import { describe, expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import {
  type RecordClass,
  RecordList,
  recordCount,
  recordOf,
  tableOf,
} from "../../../src/domain/display/record-display.js";

interface Fruit {
  readonly id: number;
  readonly name: string;
}
const fruits: RecordClass<Fruit> = {
  plural: "fruits",
  columns: [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
  ],
};
const two = [
  { id: 1, name: "lemon" },
  { id: 2, name: "kiwi" },
];

describe("a list of records", () => {
  const list = RecordList.collect(fruits, two);

  it("is a frozen array", () => {
    expect(Array.isArray(list)).toBe(true);
    expect(Object.isFrozen(list)).toBe(true);
    expect([...list]).toEqual(two);
  });

  it("keeps a single number as an item, not as a length", () => {
    const numbers = RecordList.collect({ plural: "n", columns: [] }, [3]);
    expect([...numbers]).toEqual([3]);
  });

  it("collects from any iterable", () => {
    expect(RecordList.collect(fruits, new Set(two))).toHaveLength(2);
  });

  it("is displayed as a table with the columns of its class", () => {
    expect(list[display]()).toEqual({
      kind: "table",
      columns: [
        { title: "ID", kind: "id" },
        { title: "Name", kind: "text" },
      ],
      rows: [
        [1, "lemon"],
        [2, "kiwi"],
      ],
      empty: "no fruits",
    });
  });

  it("keeps its model out of the keys", () => {
    expect(Object.keys(list)).toEqual(["0", "1"]);
    expect(JSON.stringify(list)).toBe(JSON.stringify(two));
  });

  it("returns plain, mutable arrays from map and filter", () => {
    const names = list.map(({ name }) => name);
    names.push("fig");
    expect(names.constructor).toBe(Array);
    expect(list.filter(({ id }) => id === 2).constructor).toBe(Array);
  });
});

it("adds a title to a table on request", () => {
  expect(tableOf(fruits, [], "Fruits")).toMatchObject({ title: "Fruits", rows: [], empty: "no fruits" });
});

describe("a record of an object's own fields", () => {
  const model = recordOf("Thing", {
    id: 1,
    teamId: 8,
    createdAt: new Date(0),
    size: 10,
    status: "pending",
    isOpen: true,
    count: 3,
    name: "lemon",
    nothing: undefined,
    empty: "",
    tags: ["a", 1],
    nested: { a: [1] },
    method: () => 1,
  });
  const kinds = Object.fromEntries(model.fields.map(({ label, kind }) => [label, kind]));
  const values = Object.fromEntries(model.fields.map(({ label, value }) => [label, value]));

  it("splits field names into words and skips functions", () => {
    expect(Object.keys(kinds)).toContain("team id");
    expect(kinds).not.toHaveProperty("method");
  });

  it("derives kinds from names and values", () => {
    expect(kinds).toMatchObject({
      id: "id",
      "team id": "id",
      "created at": "time",
      size: "bytes",
      status: "status",
      "is open": "flag",
      count: "count",
      name: "text",
    });
  });

  it("shows missing values as null, plain lists as lists, other objects as JSON", () => {
    expect(values).toMatchObject({ nothing: null, empty: null, tags: ["a", 1], nested: '{"a":[1]}' });
  });
});

it.each([
  ["labeling jobs", "1 labeling job"],
  ["people", "1 person"],
  ["activities", "1 activity"],
  ["object classes", "1 object class"],
  ["images of jobs", "1 image of jobs"],
  ["thumbnails", "1 thumbnail"],
])("counts one of the %s", (plural, one) => {
  expect(recordCount(1, { plural })).toBe(one);
  expect(recordCount(0, { plural })).toBe(`0 ${plural}`);
});
