/** Matches the objects that two people drew on the same image. */
import { bestAssignment } from "./assignment.js";

/** A shape that can be compared with another. */
export interface ComparableShape {
  /** Returns the intersection over union, 0 to 1. */
  iou(other: ComparableShape): number;
}

/** Counts of objects and matches of two people. Counts of several images or classes can be added. */
export interface MatchCount {
  /** Number of objects of each person. */
  readonly objects: readonly [number, number];
  readonly matches: number;
  /** Sum of the IoU of the matches. */
  readonly iou: number;
}

/** The count of an image without objects. */
export const emptyMatchCount: MatchCount = Object.freeze({ objects: [0, 0] as const, matches: 0, iou: 0 });

/**
 * Matches the objects of two people on one image, one to one, so that the sum of their IoU is maximal. Pairs below
 * `threshold` do not count as matches.
 */
export function matchObjects(
  one: readonly ComparableShape[],
  other: readonly ComparableShape[],
  threshold: number,
): MatchCount {
  const [rows, columns] = [one.length, other.length];
  const objects = [rows, columns] as const;
  if (rows === 0 || columns === 0) return { objects, matches: 0, iou: 0 };
  let matches = 0;
  let iou = 0;
  const parts = rows * columns <= maxCells ? [{ rows: one, columns: other }] : overlapping(one, other);
  for (const part of parts) {
    for (const value of bestOverlaps(part)) {
      if (value < threshold) continue;
      matches += 1;
      iou += value;
    }
  }
  return { objects, matches, iou };
}

// A matrix of 32 MB. Above it, groups of objects that do not overlap are assigned separately, which gives the same sum.
const maxCells = 4_000_000;

interface Part {
  readonly rows: readonly ComparableShape[];
  readonly columns: readonly ComparableShape[];
}

/** Returns the IoU of each assigned pair. */
function bestOverlaps({ rows, columns }: Part): readonly number[] {
  const values = new Float64Array(rows.length * columns.length);
  for (const [row, mine] of rows.entries()) {
    for (const [column, theirs] of columns.entries()) values[row * columns.length + column] = mine.iou(theirs);
  }
  const assigned = bestAssignment({ rows: rows.length, columns: columns.length, values });
  return assigned.map(([row, column]) => values[row * columns.length + column]!);
}

/** Groups objects that overlap directly or through other objects. */
function overlapping(one: readonly ComparableShape[], other: readonly ComparableShape[]): readonly Part[] {
  const groupOf = new Map<ComparableShape, { rows: ComparableShape[]; columns: ComparableShape[] }>();
  for (const mine of one) {
    let group = { rows: [mine], columns: [] as ComparableShape[] };
    for (const theirs of other) {
      if (mine.iou(theirs) === 0) continue;
      const joined = groupOf.get(theirs);
      if (joined === group) continue;
      if (joined === undefined) group.columns.push(theirs);
      else group = { rows: [...joined.rows, ...group.rows], columns: [...joined.columns, ...group.columns] };
      for (const each of [...group.rows, ...group.columns]) groupOf.set(each, group);
    }
    groupOf.set(mine, group);
  }
  return [...new Set(groupOf.values())];
}

/** Adds two counts. */
export function addCounts(one: MatchCount, other: MatchCount): MatchCount {
  return {
    objects: [one.objects[0] + other.objects[0], one.objects[1] + other.objects[1]],
    matches: one.matches + other.matches,
    iou: one.iou + other.iou,
  };
}

/** Computes the F1 score, 2 · matches / (objects of both); null if there are no objects. */
export function f1Of({ objects: [one, other], matches }: MatchCount): number | null {
  return one + other === 0 ? null : (2 * matches) / (one + other);
}

/** Computes the mean IoU of the matches; null if there are none. */
export function meanIouOf({ matches, iou }: MatchCount): number | null {
  return matches === 0 ? null : iou / matches;
}
