import { describe, expect, it } from "vitest";
import { readInstant } from "../../../src/server/http/instant.js";

describe("readInstant", () => {
  it.each([
    ["2026-01-05T09:00:00.000Z", "2026-01-05T09:00:00.000Z"],
    ["2026-01-05T11:00:00+02:00", "2026-01-05T09:00:00.000Z"],
    ["2026-01-05T11:00:00+0200", "2026-01-05T09:00:00.000Z"],
    ["2026-01-05T11:00+02", "2026-01-05T09:00:00.000Z"],
    ["2026-01-04 23:30:00.5-09:30", "2026-01-05T09:00:00.500Z"],
    ["2026-01-05T09:00:00", "2026-01-05T09:00:00.000Z"],
    ["2026-01-05", "2026-01-05T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["1969-12-31T23:59:59+01:00", "1969-12-31T22:59:59.000Z"],
  ])("reads %s", (text, instant) => {
    expect(readInstant(text)).toBe(instant);
  });

  it.each([
    "yesterday",
    "",
    "2026-02-30",
    "2026-13-01",
    "2026-00-05",
    "2026-01-05T25:00:00Z",
    "2026-01-05T09:61:00Z",
    "2026-01-05T09:00:00+99:00",
    "1767603600000",
    "0000-01-01T00:00:00+02:00",
    "01/05/2026",
  ])("rejects %j", (text) => {
    expect(readInstant(text)).toBeUndefined();
  });

  it("keeps digits beyond milliseconds, so that texts compare like instants", () => {
    const [before, within, after] = ["09:00:00.588Z", "09:00:00.588123Z", "09:00:00.589Z"].map(
      (time) => readInstant(`2026-01-05T${time}`) ?? "",
    );
    expect(before! < within! && within! < after!).toBe(true);
    expect(readInstant("2026-01-05T09:00:00.588000Z")).toBe(before);
  });
});
