import { describe, expect, it } from "vitest";
import { type ColumnNeed, frameWidth, planColumns } from "../../../src/render/terminal/layout.js";

const fixed = (width: number, hidePriority = 0): ColumnNeed => ({
  natural: width,
  comfortable: width,
  least: width,
  hidePriority,
});
const text = (natural: number, hidePriority = 0): ColumnNeed => ({ natural, comfortable: 14, least: 8, hidePriority });
const total = (widths: readonly number[]) => frameWidth(widths.length) + widths.reduce((sum, width) => sum + width, 0);

describe("planColumns", () => {
  it("gives every column its wanted width if there is room", () => {
    expect(planColumns([fixed(4), text(30)], 200)).toEqual({ shown: [0, 1], widths: [4, 30], hidden: [] });
  });

  it("shrinks the widest text first, and no id or status", () => {
    const plan = planColumns([fixed(7), text(40), text(20), fixed(13)], 80);
    expect(plan?.widths).toEqual([7, 27, 20, 13]);
    expect(total(plan?.widths ?? [])).toBe(80);
  });

  it("shrinks texts evenly once they are equally wide", () => {
    expect(planColumns([text(40), text(40)], 47)?.widths).toEqual([20, 20]);
  });

  it("breaks no word if another text can shrink", () => {
    const word: ColumnNeed = { natural: 20, unbroken: 20, comfortable: 14, least: 8, hidePriority: 0 };
    expect(planColumns([word, text(20)], 43)?.widths).toEqual([20, 16]);
    expect(planColumns([word, text(20)], 39)?.widths).toEqual([16, 16]);
  });

  it("hides columns with a priority before text becomes hard to read, the highest first", () => {
    const plan = planColumns([fixed(4), text(30), fixed(10, 2), fixed(8, 3), fixed(16, 4)], 48);
    expect(plan).toMatchObject({ shown: [0, 1, 2], hidden: [4, 3] });
  });

  it("hides the last column of equal priority first", () => {
    expect(planColumns([fixed(10), fixed(10, 1), fixed(10, 1)], 30)?.hidden).toEqual([2]);
  });

  it("shrinks text to its minimum if no column can be hidden", () => {
    expect(planColumns([fixed(4), text(30), text(30)], 32)?.widths).toEqual([4, 9, 9]);
  });

  it("hides columns with a priority below 1 only if the minimum widths do not fit", () => {
    const needs = [fixed(4, 0.25), text(30, 0.5), fixed(13), text(30), fixed(8, 2)];
    expect(planColumns(needs, 48)).toMatchObject({ shown: [0, 1, 2, 3], hidden: [4] });
    expect(planColumns(needs, 40)).toMatchObject({ shown: [0, 2, 3], hidden: [4, 1] });
    expect(planColumns(needs, 30)).toMatchObject({ shown: [2, 3], hidden: [4, 1, 0] });
  });

  it("returns no plan if content would be lost", () => {
    expect(planColumns([fixed(20), text(30)], 34)).toBeUndefined();
  });

  it("never plans more than is available", () => {
    for (let available = 20; available < 200; available += 1) {
      const plan = planColumns([fixed(7), text(40), fixed(13), text(9, 1), fixed(16, 2)], available);
      if (plan !== undefined) expect(total(plan.widths)).toBeLessThanOrEqual(available);
    }
  });
});
