/** Which objects of two people are the same one. */
import { bestAssignment } from "./assignment.js";

/** The pixels of an object, as far as it is compared. */
export interface Outline {
  /** Shared pixels divided by the pixels of both, 0 to 1. */
  iou(other: Outline): number;
}

/** What two people drew, counted; sums over images and classes are sums of these. */
export interface MatchCount {
  /** Objects of one and of the other. */
  readonly objects: readonly [number, number];
  readonly matches: number;
  /** The sum of the IoU of the matches. */
  readonly iou: number;
}

/** Nothing drawn by anybody. */
export const nothingDrawn: MatchCount = Object.freeze({ objects: [0, 0] as const, matches: 0, iou: 0 });

/**
 * Matches the objects of two people on one image, one to one, so that the sum of IoU is largest; a match counts at an IoU of
 * `threshold` or more.
 */
export function matchObjects(one: readonly Outline[], other: readonly Outline[], threshold: number): MatchCount {
  const [rows, columns] = [one.length, other.length];
  const objects = [rows, columns] as const;
  if (rows === 0 || columns === 0) return { objects, matches: 0, iou: 0 };
  const values = new Float64Array(rows * columns);
  for (const [row, mine] of one.entries()) {
    for (const [column, theirs] of other.entries()) values[row * columns + column] = mine.iou(theirs);
  }
  let matches = 0;
  let iou = 0;
  for (const [row, column] of bestAssignment({ rows, columns, values })) {
    const value = values[row * columns + column]!;
    if (value < threshold) continue;
    matches += 1;
    iou += value;
  }
  return { objects, matches, iou };
}

/** Both counts together. */
export function addCounts(one: MatchCount, other: MatchCount): MatchCount {
  return {
    objects: [one.objects[0] + other.objects[0], one.objects[1] + other.objects[1]],
    matches: one.matches + other.matches,
    iou: one.iou + other.iou,
  };
}

/** 2 · matches / objects of both; null where nobody drew anything. */
export function f1Of({ objects: [one, other], matches }: MatchCount): number | null {
  return one + other === 0 ? null : (2 * matches) / (one + other);
}

/** The mean IoU of the matches; null where there is none. */
export function meanIouOf({ matches, iou }: MatchCount): number | null {
  return matches === 0 ? null : iou / matches;
}
