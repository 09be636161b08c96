import { describe, expect, it } from "vitest";
import { isSameFigure, matchFigures } from "../../../src/server/annotations/figure-match.js";
import type { FigureRow, NewFigureRow } from "../../../src/server/annotations/figure-store.js";

function drawn(x: number, change: Partial<NewFigureRow> = {}): NewFigureRow {
  const geometry = { points: { exterior: [[x, 1]], interior: [] } };
  const look = { imageId: 1, classId: 5, className: "lemon", geometryType: "point", geometry };
  return { ...look, labelerId: 7, extra: {}, area: null, tags: [], ...change };
}

function matches(id: number, x: number, change: Partial<FigureRow> = {}): FigureRow {
  const { geometry, geometryType, classId } = drawn(x);
  const place = { id, imageId: 1, datasetId: 2, projectId: 3, classId, classTitle: "lemon", labelerLogin: "maria" };
  const times = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
  return { ...place, ...times, geometryType, geometry, extra: {}, area: null, tags: [], ...change };
}

function ids(rows: readonly (FigureRow | undefined)[]): (number | undefined)[] {
  return rows.map((row) => row?.id);
}

describe("objects of an annotation and the figures of an image", () => {
  it("are matched by id, whatever changed", () => {
    const changes = matchFigures([matches(1, 1), matches(2, 2)], [{ id: 2, figure: drawn(9) }]);
    expect(ids(changes.matches)).toEqual([2]);
    expect(ids(changes.removed)).toEqual([1]);
  });

  it("are matched by content if the id is missing or of another image, each figure once", () => {
    const sent = [
      { id: undefined, figure: drawn(2) },
      { id: 77, figure: drawn(1) },
      { id: undefined, figure: drawn(2) },
    ];
    const changes = matchFigures([matches(1, 1), matches(2, 2)], sent);
    expect(ids(changes.matches)).toEqual([2, 1, undefined]);
    expect(changes.removed).toEqual([]);
  });

  it("do not match by content a figure whose id another object has", () => {
    const sent = [
      { id: undefined, figure: drawn(1) },
      { id: 1, figure: drawn(1) },
    ];
    expect(ids(matchFigures([matches(1, 1)], sent).matches)).toEqual([undefined, 1]);
  });

  it("are equal if only defaults were added", () => {
    const extra = { description: "", nnCreated: false, customData: {}, priority: null };
    expect(isSameFigure(matches(1, 1), drawn(1, { extra }))).toBe(true);
    expect(isSameFigure(matches(1, 1), drawn(1, { extra: { description: "ripe" } }))).toBe(false);
  });

  it("differ by class, shape, position and tags", () => {
    const tag = { tagId: 3, value: "small" };
    expect(isSameFigure(matches(1, 1), drawn(1, { classId: 6 }))).toBe(false);
    expect(isSameFigure(matches(1, 1), drawn(1, { geometryType: "any" }))).toBe(false);
    expect(isSameFigure(matches(1, 1), drawn(2))).toBe(false);
    expect(isSameFigure(matches(1, 1), drawn(1, { tags: [tag] }))).toBe(false);
  });
});
