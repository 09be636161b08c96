/** Matches the objects of an annotation with the existing figures, so that unchanged ones keep their id and author. */
import { isDeepStrictEqual } from "node:util";
import { type FigureRow, type NewFigureRow, tagKey } from "./figure-store.js";

/** An object of a request, with its id if it has one. */
export interface SentFigure {
  readonly id: number | undefined;
  readonly figure: NewFigureRow;
}

/** The changes to the figures of an image by a new annotation. */
export interface FigureChanges {
  /** The matching figure of each object; undefined for new objects. */
  readonly matches: readonly (FigureRow | undefined)[];
  /** Figures without a matching object. */
  readonly removed: readonly FigureRow[];
}

/** Matches objects with the figures of an image: by id, then by equal content. Each figure is matched once. */
export function matchFigures(existing: readonly FigureRow[], sent: readonly SentFigure[]): FigureChanges {
  const open = new Map(existing.map((figure) => [figure.id, figure]));
  const matched = sent.map(({ id }) => {
    const figure = id === undefined ? undefined : open.get(id);
    if (figure !== undefined) open.delete(figure.id);
    return figure;
  });
  const byContent = new Map<string, FigureRow[]>();
  for (const figure of open.values()) {
    const content = roughContent(figure);
    byContent.set(content, [...(byContent.get(content) ?? []), figure]);
  }
  for (const [index, { figure }] of sent.entries()) {
    if (matched[index] !== undefined) continue;
    const equal = byContent.get(roughContent(figure))?.find((each) => open.has(each.id) && isSameFigure(each, figure));
    if (equal === undefined) continue;
    open.delete(equal.id);
    matched[index] = equal;
  }
  return { matches: matched, removed: [...open.values()] };
}

/** Whether a figure has the shape, fields and tags of an object. */
export function isSameFigure(figure: FigureRow, sent: NewFigureRow): boolean {
  return isSameShape(figure, sent) && isDeepStrictEqual(tagKeys(figure.tags), tagKeys(sent.tags));
}

/** Whether everything but the tags is equal. */
function isSameShape(figure: FigureRow, sent: NewFigureRow): boolean {
  return (
    figure.classId === sent.classId &&
    figure.geometryType === sent.geometryType &&
    isDeepStrictEqual(figure.geometry, plain(sent.geometry)) &&
    isDeepStrictEqual(withoutDefaults(figure.extra), withoutDefaults(plain(sent.extra)))
  );
}

/** Returns the sorted keys of a figure's tags. */
function tagKeys(tags: NewFigureRow["tags"]): string[] {
  return tags.map(tagKey).sort();
}

/** Removes empty values, since clients fill in defaults: an empty description, `nnCreated: false`. */
function withoutDefaults(extra: object): object {
  return Object.fromEntries(Object.entries(extra).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value == null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Converts a value to what the database will return. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}

/** A cheap key of figures that may be the same; `isSameFigure` compares them completely. */
function roughContent({ classId, geometryType, area }: Pick<FigureRow, "classId" | "geometryType" | "area">): string {
  return `${classId} ${geometryType} ${area}`;
}
