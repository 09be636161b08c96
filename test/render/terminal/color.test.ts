import { describe, expect, it } from "vitest";
import { channels, colorWanted, isHexColor, swatch, terminalPaint } from "../../../src/render/terminal/color.js";

describe("colorWanted", () => {
  const terminal = { isTTY: true };
  it("depends on the terminal and the environment", () => {
    expect(colorWanted(terminal, {})).toBe(true);
    expect(colorWanted({}, {})).toBe(false);
    expect(colorWanted(terminal, { TERM: "dumb" })).toBe(false);
    expect(colorWanted(terminal, { NO_COLOR: "1" })).toBe(false);
    expect(colorWanted(terminal, { NO_COLOR: "" })).toBe(true);
    expect(colorWanted({}, { FORCE_COLOR: "1" })).toBe(true);
    expect(colorWanted(terminal, { FORCE_COLOR: "0" })).toBe(false);
    expect(colorWanted({}, { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(true);
  });
});

it("opens and closes each tone, and adds nothing to empty text", () => {
  const paint = terminalPaint(true);
  expect(paint("red", "no")).toBe("\x1b[31mno\x1b[39m");
  expect(paint("error", "no")).toBe("\x1b[1;31mno\x1b[22;39m");
  expect(paint("red", "")).toBe("");
  expect(paint("plain", "no")).toBe("no");
});

it("leaves text unchanged without color", () => {
  expect(terminalPaint(false)("red", "no")).toBe("no");
});

it("parses colors", () => {
  expect(channels("#D0021B")).toEqual([208, 2, 27]);
  expect(swatch("#50E3C2")).toBe("\x1b[48;2;80;227;194m  \x1b[49m");
  expect(["#d0021b", "#D002", "red", 5].map(isHexColor)).toEqual([true, false, false, false]);
});
