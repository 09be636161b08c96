import { describe, expect, it } from "vitest";
import { AgreementTally, type PersonAnnotation } from "../../../src/domain/agreement/agreement-tally.js";
import { type ComparableShape, f1Of, matchObjects, meanIouOf } from "../../../src/domain/agreement/matching.js";

/** An interval, whose IoU with others is easy to compute. */
class Stretch implements ComparableShape {
  constructor(
    readonly from: number,
    readonly to: number,
  ) {}

  iou(other: ComparableShape): number {
    if (!(other instanceof Stretch)) return 0;
    const shared = Math.min(this.to, other.to) - Math.max(this.from, other.from);
    return shared <= 0 ? 0 : shared / (this.to - this.from + (other.to - other.from) - shared);
  }
}

const hand = (
  login: string,
  objects: readonly [string, number, number][],
  tags: Record<string, string> = {},
): PersonAnnotation => ({
  login,
  objects: objects.map(([className, from, to]) => ({ className, outline: new Stretch(from, to) })),
  tags: new Map(Object.entries(tags)),
});

describe("matching", () => {
  it("maximizes the sum of IoU, then counts the pairs that reach the threshold", () => {
    const count = matchObjects(
      [new Stretch(0, 10), new Stretch(10, 20)],
      [new Stretch(0, 8), new Stretch(18, 28)],
      0.5,
    );
    expect(count).toEqual({ objects: [2, 2], matches: 1, iou: 0.8 });
    expect(f1Of(count)).toBe(0.5);
    expect(meanIouOf(count)).toBe(0.8);
  });

  it("a match at exactly the threshold counts", () => {
    expect(matchObjects([new Stretch(0, 10)], [new Stretch(0, 5)], 0.5)).toMatchObject({ matches: 1 });
    expect(matchObjects([new Stretch(0, 10)], [new Stretch(0, 4.9)], 0.5)).toMatchObject({ matches: 0 });
  });

  it("gives the same result for very many objects", () => {
    const row = (count: number, by: number) =>
      Array.from({ length: count }, (_none, at) => new Stretch(at * 10 + by, at * 10 + 9 + by));
    const few = matchObjects(row(400, 0), row(390, 3), 0.4);
    const many = matchObjects(row(2100, 0), row(2090, 3), 0.4);
    expect(few).toMatchObject({ objects: [400, 390], matches: 390 });
    expect(many).toMatchObject({ objects: [2100, 2090], matches: 2090 });
    expect(meanIouOf(many)).toBeCloseTo(meanIouOf(few)!, 9);
  });

  it("has no F1 without objects and no mean IoU without matches", () => {
    const count = matchObjects([], [], 0.5);
    expect([f1Of(count), meanIouOf(count)]).toEqual([null, null]);
    expect(f1Of(matchObjects([], [new Stretch(0, 1)], 0.5))).toBe(0);
  });
});

describe("the tally", () => {
  it("matches within a class only, and pools over images", () => {
    const tally = new AgreementTally(0.5);
    tally.add([hand("ben", [["car", 0, 10]]), hand("ana", [["sign", 0, 10]])]);
    tally.add([hand("ana", [["car", 0, 10]]), hand("ben", [["car", 0, 9]])]);
    const [pair] = tally.pairs();
    expect(pair!.logins).toEqual(["ana", "ben"]);
    expect(pair!.images).toBe(2);
    expect(f1Of(pair!.classes.get("car")!)).toBe(2 / 3);
    expect(f1Of(pair!.classes.get("sign")!)).toBe(0);
  });

  it("scores an image by objects and tags together, and an empty image as full agreement", () => {
    const tally = new AgreementTally(0.5);
    expect(tally.add([hand("ana", []), hand("ben", [])]).agreement).toBe(1);
    const tagged = tally.add([
      hand("ana", [["car", 0, 10]], { weather: '"sun"' }),
      hand("ben", [["car", 0, 10]], { weather: '"rain"' }),
    ]);
    expect(tagged.agreement).toBe(0.5);
  });

  it("counts images without a class or tag in kappa and alpha", () => {
    const tally = new AgreementTally(0.5);
    for (let at = 0; at < 4; at++) tally.add([hand("ana", []), hand("ben", [])]);
    tally.add([hand("ana", [["car", 0, 1]], { night: "null" }), hand("ben", [["car", 0, 1]], { night: "null" })]);
    tally.add([hand("ana", [["car", 0, 1]]), hand("ben", [])]);
    const [pair] = tally.pairs();
    // Observed 5 of 6; by chance (2 · 1 + 4 · 5) / 36.
    expect(tally.presenceKappa(pair!, "car")).toBeCloseTo(1 - 1 / 6 / (1 - 22 / 36), 12);
    expect(tally.presenceKappa(pair!)).toBe(tally.presenceKappa(pair!, "car"));
    expect(tally.tagKappa(pair!, "night")).toBe(1);
    expect(tally.tagAlpha("night")).toBe(1);
    expect(tally.presenceAlpha("car")).toBeCloseTo(1 - (11 * 2) / (144 - 81 - 9), 12);
  });
});
