import { describe, expect, it } from "vitest";
import { z } from "zod";
import { columnsOf } from "../../../src/server/db/columns.js";

describe("columnsOf", () => {
  const columns = columnsOf("t", {
    id: { type: z.int(), filter: "number" },
    name: { type: z.string(), filter: "name", sort: "t.nameKey" },
    note: { type: z.string().nullable() },
    login: { type: z.string(), sql: "u.login", filter: "text", nullable: true },
  });

  it("selects columns of the list's table unless they name their SQL", () => {
    expect(columns.select).toBe("SELECT t.id AS id, t.name AS name, t.note AS note, u.login AS login");
  });

  it("parses rows with the types of the columns", () => {
    expect(columns.row.parse({ id: 1, name: "a", note: null, login: "ana" })).toEqual({
      id: 1,
      name: "a",
      note: null,
      login: "ana",
    });
    expect(() => columns.row.parse({ id: "1", name: "a", note: null, login: "ana" })).toThrow();
  });

  it("allows filters and sorting only for columns with a filter", () => {
    expect(columns.fields).toEqual({
      id: { sql: "t.id", kind: "number" },
      name: { sql: "t.name", kind: "name", sort: "t.nameKey" },
      login: { sql: "u.login", kind: "text", nullable: true },
    });
  });
});
