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
export const emptyMatchCount: MatchCount = Object.freeze({ objects: [0, 0] as const, matches: 0, iou: 0 });

/**
 * Matches the objects of two people on one image, one to one, so that the sum of IoU is largest; a match counts at an IoU of
 * `threshold` or more.
 */
export function matchObjects(one: readonly Outline[], other: readonly Outline[], threshold: number): MatchCount {
  const [rows, columns] = [one.length, other.length];
  const objects = [rows, columns] as const;
  if (rows === 0 || columns === 0) return { objects, matches: 0, iou: 0 };
  let matches = 0;
  let iou = 0;
  const parts = rows * columns <= wholeAtMost ? [{ rows: one, columns: other }] : overlapping(one, other);
  for (const part of parts) {
    for (const value of bestOverlaps(part)) {
      if (value < threshold) continue;
      matches += 1;
      iou += value;
    }
  }
  return { objects, matches, iou };
}

// 32 MB of numbers; beyond it objects that overlap nothing in common are assigned apart, which gives the same sum.
const wholeAtMost = 4_000_000;

interface Part {
  readonly rows: readonly Outline[];
  readonly columns: readonly Outline[];
}

/** The IoU of the assigned pairs. */
function bestOverlaps({ rows, columns }: Part): readonly number[] {
  const values = new Float64Array(rows.length * columns.length);
  for (const [row, mine] of rows.entries()) {
    for (const [column, theirs] of columns.entries()) values[row * columns.length + column] = mine.iou(theirs);
  }
  const assigned = bestAssignment({ rows: rows.length, columns: columns.length, values });
  return assigned.map(([row, column]) => values[row * columns.length + column]!);
}

/** Groups of objects that overlap, directly or by way of others. */
function overlapping(one: readonly Outline[], other: readonly Outline[]): readonly Part[] {
  const groupOf = new Map<Outline, { rows: Outline[]; columns: Outline[] }>();
  for (const mine of one) {
    let group = { rows: [mine], columns: [] as Outline[] };
    for (const theirs of other) {
      if (mine.iou(theirs) === 0) continue;
      const known = groupOf.get(theirs);
      if (known === group) continue;
      if (known === undefined) group.columns.push(theirs);
      else group = { rows: [...known.rows, ...group.rows], columns: [...known.columns, ...group.columns] };
      for (const each of [...group.rows, ...group.columns]) groupOf.set(each, group);
    }
    groupOf.set(mine, group);
  }
  return [...new Set(groupOf.values())];
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
