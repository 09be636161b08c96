/** Rows of the agreement tables. */
import type { AgreementTally, PairTally } from "../../domain/agreement/agreement-tally.js";
import { addCounts, emptyMatchCount, f1Of, type MatchCount, meanIouOf } from "../../domain/agreement/matching.js";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { type RecordColumn, recordOf } from "../../domain/display/record-display.js";
import { ApiRecord } from "../../domain/records/api-record.js";

/** Agreement of objects. */
export interface ObjectAgreement {
  /** Objects of both people. */
  readonly objects: number;
  /** Pairs of matching objects. */
  readonly matches: number;
  /** 2 · matches / objects; null if there are no objects. */
  readonly f1: number | null;
  /** Mean IoU of the matches; null if there are none. */
  readonly meanIou: number | null;
}

/** The numbers of a count. */
export function objectAgreement(count: MatchCount): ObjectAgreement {
  const objects = count.objects[0] + count.objects[1];
  return { objects, matches: count.matches, f1: f1Of(count), meanIou: meanIouOf(count) };
}

/** All counts together. */
export function sumOf(counts: Iterable<MatchCount>): MatchCount {
  let sum = emptyMatchCount;
  for (const count of counts) sum = addCounts(sum, count);
  return sum;
}

const objectColumns: readonly RecordColumn<ObjectAgreement>[] = [
  { title: "Objects", kind: "count", value: ({ objects }) => objects },
  { title: "Matches", kind: "count", hidePriority: 1, value: ({ matches }) => matches },
  { title: "F1", kind: "number", value: ({ f1 }) => f1 },
  { title: "Mean IoU", kind: "number", value: ({ meanIou }) => meanIou },
];

export interface PairAgreement extends ObjectAgreement {
  /** Logins of the two people. */
  readonly people: readonly [string, string];
  /** Images that both labeled. */
  readonly images: number;
  /** Cohen's kappa of the presence of classes, pooled over classes; null if undefined. */
  readonly kappa: number | null;
  /** Cohen's kappa of the presence of each class. */
  readonly kappaByClass: Readonly<Record<string, number | null>>;
  /** Cohen's kappa of the value of each image tag; a missing tag counts as a value. */
  readonly kappaByTag: Readonly<Record<string, number | null>>;
  /** Agreement of objects, by class. */
  readonly byClass: Readonly<Record<string, ObjectAgreement>>;
}

/** Agreement of two people. */
export class PairAgreement extends ApiRecord<PairAgreement> {
  /** @internal */
  static readonly plural = "pairs";
  /** @internal */
  static readonly columns: readonly RecordColumn<PairAgreement>[] = [
    { title: "Pair", kind: "text", value: (pair) => pair.people.join(" – ") },
    { title: "Images", kind: "count", value: ({ images }) => images },
    ...objectColumns,
    { title: "Kappa", kind: "number", value: ({ kappa }) => kappa },
  ];

  /** @internal */
  constructor(tally: AgreementTally, pair: PairTally) {
    const each = <T>(names: readonly string[], of: (name: string) => T) =>
      Object.freeze(Object.fromEntries(names.map((name) => [name, of(name)])));
    super({
      people: pair.logins,
      images: pair.images,
      kappa: tally.presenceKappa(pair),
      kappaByClass: each(tally.classes(), (name) => tally.presenceKappa(pair, name)),
      kappaByTag: each(tally.tags(), (name) => tally.tagKappa(pair, name)),
      byClass: each([...pair.classes.keys()].sort(), (name) => objectAgreement(pair.classes.get(name)!)),
      ...objectAgreement(sumOf(pair.classes.values())),
    });
  }

  override [display](): DisplayModel {
    const { people, kappaByClass: _classes, kappaByTag: _tags, byClass: _byClass, ...rest } = this;
    return recordOf("Agreement of two people", { people: [...people], ...rest });
  }
}

export interface ClassAgreement extends ObjectAgreement {
  /** Name of the class; `all`: pooled over classes. */
  readonly name: string;
  /** Krippendorff's alpha of the presence of the class, over all people; null if undefined. */
  readonly alpha: number | null;
}

/** Agreement on one object class, pooled over pairs. */
export class ClassAgreement extends ApiRecord<ClassAgreement> {
  /** @internal */
  static readonly singular = "agreement on a class";
  /** @internal */
  static readonly plural = "object classes";
  /** @internal */
  static readonly columns: readonly RecordColumn<ClassAgreement>[] = [
    { title: "Class", kind: "text", value: ({ name }) => name },
    ...objectColumns,
    { title: "Alpha", kind: "number", value: ({ alpha }) => alpha },
  ];

  /** @internal */
  constructor(tally: AgreementTally, name: string) {
    const counts = tally.pairs().map(({ classes }) => classes.get(name) ?? emptyMatchCount);
    super({ name, alpha: tally.presenceAlpha(name), ...objectAgreement(sumOf(counts)) });
  }
}

export interface PersonAgreement extends ObjectAgreement {
  /** Login of the person. */
  readonly login: string;
  /** Images that this person and another one labeled. */
  readonly images: number;
}

/** Agreement of one person with the others, pooled over the person's pairs. */
export class PersonAgreement extends ApiRecord<PersonAgreement> {
  /** @internal */
  static readonly singular = "agreement of a person with the others";
  /** @internal */
  static readonly plural = "people";
  /** @internal */
  static readonly columns: readonly RecordColumn<PersonAgreement>[] = [
    { title: "Person", kind: "text", value: ({ login }) => login },
    { title: "Images", kind: "count", value: ({ images }) => images },
    ...objectColumns,
  ];

  /** @internal */
  constructor(tally: AgreementTally, { login, images }: { readonly login: string; readonly images: number }) {
    const pairsOfPerson = tally.pairs().filter(({ logins }) => logins.includes(login));
    super({ login, images, ...objectAgreement(sumOf(pairsOfPerson.flatMap(({ classes }) => [...classes.values()]))) });
  }
}

export interface TagAgreement {
  /** Name of the tag. */
  readonly name: string;
  /** Krippendorff's alpha of the tag's value, over all people; a missing tag counts as a value. Null if undefined. */
  readonly alpha: number | null;
}

/** Agreement on one image tag. */
export class TagAgreement extends ApiRecord<TagAgreement> {
  /** @internal */
  static readonly singular = "agreement on a tag";
  /** @internal */
  static readonly plural = "image tags";
  /** @internal */
  static readonly columns: readonly RecordColumn<TagAgreement>[] = [
    { title: "Tag", kind: "text", value: ({ name }) => name },
    { title: "Alpha", kind: "number", value: ({ alpha }) => alpha },
  ];
}

export interface DisputedImage {
  /** Id of the image; for a picture in several layers, its id in the first. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Id of its dataset. */
  readonly datasetId: number;
  /**
   * 2 · matches / total over all pairs of people, for objects and for image tags with equal values: 0 to 1; 1 if there are
   * neither objects nor tags.
   */
  readonly agreement: number;
  /** Number of objects, over all pairs of people. */
  readonly objects: number;
  /** Number of matching objects. */
  readonly matches: number;
  /** Mean IoU of the matches; null if there are none. */
  readonly meanIou: number | null;
  /** Logins of the people who labeled it. */
  readonly people: readonly string[];
}

/** An image and the agreement on it. */
export class DisputedImage extends ApiRecord<DisputedImage> {
  /** @internal */
  static readonly plural = "images";
  /** @internal */
  static readonly columns: readonly RecordColumn<DisputedImage>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Agreement", kind: "percent", value: ({ agreement }) => agreement },
    { title: "Objects", kind: "count", value: ({ objects }) => objects },
    { title: "Matches", kind: "count", hidePriority: 1, value: ({ matches }) => matches },
    { title: "Mean IoU", kind: "number", value: ({ meanIou }) => meanIou },
    { title: "People", kind: "text", hidePriority: 2, value: ({ people }) => people },
  ];

  /** @internal */
  constructor(
    { id, name, datasetId }: { readonly id: number; readonly name: string; readonly datasetId: number },
    people: readonly string[],
    { count, agreement }: { readonly count: MatchCount; readonly agreement: number },
  ) {
    const { objects, matches, meanIou } = objectAgreement(count);
    super({ id, name, datasetId, agreement, objects, matches, meanIou, people: Object.freeze([...people]) });
  }
}
