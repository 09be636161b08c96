import { describe, expect, it } from "vitest";
import { forwardMethods } from "../../../src/chain/core/forward.js";

class Chain {
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }

  rename(name: string): string {
    return `${this.#id} ${name}`;
  }
}

class Row {
  declare rename: Chain["rename"];
  readonly id = 7;
}

describe("forwardMethods", () => {
  forwardMethods(Row, ["rename"], ({ id }) => new Chain(id));

  it("calls the method of a new chain of the record", () => {
    expect(new Row().rename("a")).toBe("7 a");
  });

  it("adds nothing to the fields of a record", () => {
    expect({ ...new Row() }).toEqual({ id: 7 });
    expect(Object.keys(Row.prototype)).toEqual([]);
  });
});
