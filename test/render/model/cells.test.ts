import { describe, expect, it } from "vitest";
import {
  cellPlain,
  cellText,
  columnTitle,
  durationText,
  groupedDigits,
  isAbsent,
  isRightAligned,
  progressText,
  shortTime,
} from "../../../src/render/model/cells.js";

const time = new Date("2026-11-24T16:40:30.588Z");

describe("cellText", () => {
  it("is formatted for people", () => {
    expect(cellText(time, "time")).toBe("2026-11-24 16:40");
    expect(cellText("2026-11-24T16:40:30.588Z", "time")).toBe("2026-11-24 16:40");
    expect(cellText(1_277_440, "bytes")).toBe("1.28 MB");
    expect(cellText(41.4, "duration")).toBe("41 ms");
    expect(cellText("#D0021B", "color")).toBe("[208, 2, 27]");
    expect(cellText(true, "flag")).toBe("yes");
    expect(cellText(["kiwi", "le\x1bmon"], "text")).toBe("kiwi, le\\x1bmon");
    expect(cellText({ done: 3, total: 6 }, "progress")).toBe("3/6");
    expect(cellText({ src: "https://x/y.png", alt: "y\n.png" }, "image")).toBe("y⏎.png");
    expect(cellText(null, "text")).toBe("");
  });

  it("escapes text that is not a valid time or color, and changes nothing else", () => {
    expect(cellText("yesterday\r", "time")).toBe("yesterday\\x0d");
    expect(cellText("#D0021", "color")).toBe("#D0021");
    expect(cellText("2026-99-99T00:00:00Z", "time")).toBe("2026-99-99T00:00:00Z");
  });
});

describe("cellPlain", () => {
  it("is formatted for programs", () => {
    expect(cellPlain(time)).toBe("2026-11-24T16:40:30.588Z");
    expect(cellPlain(1_277_440)).toBe("1277440");
    expect(cellPlain(false)).toBe("false");
    expect(cellPlain("a\tb\nc")).toBe("a\\x09b⏎c");
    expect(cellPlain(undefined)).toBe("");
    expect(cellPlain(new Date(Number.NaN))).toBe("");
  });
});

it("shows durations in at most two units", () => {
  expect([0.4, 999.4, 1000, 59_949, 59_960, 125_000, 3_600_000, 11_520_000, 187_200_000].map(durationText)).toEqual([
    "0 ms",
    "999 ms",
    "1.0 s",
    "59.9 s",
    "1 min",
    "2 min 5 s",
    "1 h",
    "3 h 12 min",
    "2 d 4 h",
  ]);
  expect(durationText(Number.NaN)).toBe("NaN ms");
});

it("shows times to the minute, also in years of more than four digits", () => {
  expect(shortTime(new Date("+012026-11-24T16:40:00Z"))).toBe("+012026-11-24 16:40");
  expect(shortTime(new Date(Number.NaN))).toBe("not a time");
});

it("groups the digits of counts", () => {
  expect([7, 9950, 1_234_567].map(groupedDigits)).toEqual(["7", "9,950", "1,234,567"]);
});

it("puts the escaped note of a progress after its count", () => {
  expect(progressText({ done: 6, total: 6, note: "4 accepted\x07" })).toBe("6/6 4 accepted\\x07");
});

it("labels times as UTC", () => {
  expect(columnTitle({ title: "Created", kind: "time" })).toBe("Created (UTC)");
  expect(columnTitle({ title: "Name", kind: "text" })).toBe("Name");
});

it("treats an empty list as missing, and empty text as text", () => {
  expect([null, undefined, [], "", 0, false].map(isAbsent)).toEqual([true, true, true, false, false, false]);
});

it("aligns numbers to the right, ids only if all are numbers", () => {
  expect(isRightAligned("count", ["unlimited"])).toBe(true);
  expect(isRightAligned("id", [1, null])).toBe(true);
  expect(isRightAligned("id", [1, "a"])).toBe(false);
  expect(isRightAligned("text", [1])).toBe(false);
});
