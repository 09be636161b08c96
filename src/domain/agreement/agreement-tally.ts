/** Accumulates agreement statistics image by image, in memory that does not grow with the number of images. */
import { addCounts, type ComparableShape, emptyMatchCount, type MatchCount, matchObjects } from "./matching.js";
import { Coincidences, Confusion } from "./ratings.js";

/** The objects and tags of one person on one image. */
export interface PersonAnnotation {
  readonly login: string;
  readonly objects: readonly { readonly className: string; readonly outline: ComparableShape }[];
  /** Tag → its value as text; missing tags are absent. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Agreement on one image. */
export interface ImageScore {
  /** Objects, over all pairs of people. */
  readonly count: MatchCount;
  /** 2 · matches / (items of both), counting objects and tags with equal values, over all pairs; 1 for an empty image. */
  readonly agreement: number;
}

/** Accumulated counts of two people. */
export interface PairTally {
  readonly logins: readonly [string, string];
  images: number;
  readonly classes: Map<string, MatchCount>;
  readonly presence: Map<string, Confusion>;
  readonly tags: Map<string, Confusion>;
}

/** The category of a class or tag that a person did not use on an image. */
export const notUsed = "absent";
const used = "present";

/** Accumulates the agreement of people over images. */
export class AgreementTally {
  readonly #threshold: number;
  readonly #pairs = new Map<string, PairTally>();
  readonly #imagesOf = new Map<string, number>();
  readonly #presence = new Map<string, Coincidences>();
  readonly #tags = new Map<string, Coincidences>();
  readonly #unitsOfSize = new Map<number, number>();
  #images = 0;

  /** @param threshold - minimum IoU of two matching objects */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** Number of added images. */
  get images(): number {
    return this.#images;
  }

  /** Adds the annotations of one image by two or more different people. */
  add(annotations: readonly PersonAnnotation[]): ImageScore {
    const people = [...annotations].sort((one, other) => (one.login < other.login ? -1 : 1));
    this.#images += 1;
    this.#unitsOfSize.set(people.length, (this.#unitsOfSize.get(people.length) ?? 0) + 1);
    for (const { login } of people) this.#imagesOf.set(login, (this.#imagesOf.get(login) ?? 0) + 1);
    const byClass = people.map(({ objects }) => groupByClass(objects));
    const classes = new Set(byClass.flatMap((one) => [...one.keys()]));
    const tags = new Set(people.flatMap((person) => [...person.tags.keys()]));
    for (const name of classes) {
      coincidencesOf(this.#presence, name).add(byClass.map((one) => (one.has(name) ? used : notUsed)));
    }
    for (const name of tags) coincidencesOf(this.#tags, name).add(people.map((person) => tagOf(person, name)));
    let count = emptyMatchCount;
    let tagCount = { all: 0, equal: 0 };
    for (let first = 0; first < people.length; first++) {
      for (let second = first + 1; second < people.length; second++) {
        const [one, other] = [people[first]!, people[second]!];
        const pair = this.#pair(one.login, other.login);
        pair.images += 1;
        count = addCounts(count, this.#compare(pair, byClass[first]!, byClass[second]!, classes));
        const compared = compareTags(pair, one, other, tags);
        tagCount = { all: tagCount.all + compared.all, equal: tagCount.equal + compared.equal };
      }
    }
    const all = count.objects[0] + count.objects[1] + tagCount.all;
    return { count, agreement: all === 0 ? 1 : (2 * (count.matches + tagCount.equal)) / all };
  }

  #compare(
    pair: PairTally,
    one: ReadonlyMap<string, readonly ComparableShape[]>,
    other: ReadonlyMap<string, readonly ComparableShape[]>,
    classes: ReadonlySet<string>,
  ): MatchCount {
    let count = emptyMatchCount;
    for (const name of classes) {
      const [mine, theirs] = [one.get(name) ?? [], other.get(name) ?? []];
      if (mine.length + theirs.length === 0) continue;
      const matched = matchObjects(mine, theirs, this.#threshold);
      pair.classes.set(name, addCounts(pair.classes.get(name) ?? emptyMatchCount, matched));
      confusionOf(pair.presence, name).add(mine.length > 0 ? used : notUsed, theirs.length > 0 ? used : notUsed);
      count = addCounts(count, matched);
    }
    return count;
  }

  /** Returns the pairs, sorted by login. */
  pairs(): readonly PairTally[] {
    return [...this.#pairs.values()].sort((one, other) => (one.logins.join("\n") < other.logins.join("\n") ? -1 : 1));
  }

  /** Returns the people, sorted by login, with the number of images compared for each. */
  people(): readonly { readonly login: string; readonly images: number }[] {
    return [...this.#imagesOf]
      .map(([login, images]) => ({ login, images }))
      .sort((one, other) => (one.login < other.login ? -1 : 1));
  }

  /** Returns the names of all used classes, sorted. */
  classes(): readonly string[] {
    return [...this.#presence.keys()].sort();
  }

  /** Returns the names of all used tags, sorted. */
  tags(): readonly string[] {
    return [...this.#tags.keys()].sort();
  }

  /** Computes Krippendorff's alpha on the presence of a class; without a name, of all classes pooled. */
  presenceAlpha(name?: string): number | null {
    const wanted = name === undefined ? this.classes() : [name];
    const pooled = new Coincidences();
    for (const one of wanted) pooled.addAll(this.#filled(this.#presence, one));
    return pooled.alpha();
  }

  /** Computes Krippendorff's alpha on the values of a tag; a missing tag counts as a value. */
  tagAlpha(name: string): number | null {
    return this.#filled(this.#tags, name).alpha();
  }

  /** Computes Cohen's kappa of a pair on the presence of a class; without a name, of all used classes pooled. */
  presenceKappa(pair: PairTally, name?: string): number | null {
    const wanted = name === undefined ? this.classes() : [name];
    const pooled = new Confusion();
    for (const one of wanted) pooled.addAll((pair.presence.get(one) ?? new Confusion()).filledTo(pair.images, notUsed));
    return pooled.kappa();
  }

  /** Computes Cohen's kappa of a pair on the values of a tag. */
  tagKappa(pair: PairTally, name: string): number | null {
    return (pair.tags.get(name) ?? new Confusion()).filledTo(pair.images, notUsed).kappa();
  }

  #filled(of: ReadonlyMap<string, Coincidences>, name: string): Coincidences {
    return (of.get(name) ?? new Coincidences()).filledTo(this.#unitsOfSize, notUsed);
  }

  #pair(one: string, other: string): PairTally {
    const key = JSON.stringify([one, other]);
    const existing = this.#pairs.get(key);
    if (existing !== undefined) return existing;
    const pair: PairTally = {
      logins: [one, other],
      images: 0,
      classes: new Map(),
      presence: new Map(),
      tags: new Map(),
    };
    this.#pairs.set(key, pair);
    return pair;
  }
}

function groupByClass(objects: PersonAnnotation["objects"]): ReadonlyMap<string, readonly ComparableShape[]> {
  const groups = new Map<string, ComparableShape[]>();
  for (const { className, outline } of objects) {
    const group = groups.get(className);
    if (group === undefined) groups.set(className, [outline]);
    else group.push(outline);
  }
  return groups;
}

// The prefix keeps a tag with the value "absent" apart from a missing tag.
function tagOf({ tags }: PersonAnnotation, name: string): string {
  const value = tags.get(name);
  return value === undefined ? notUsed : `=${value}`;
}

function compareTags(pair: PairTally, one: PersonAnnotation, other: PersonAnnotation, names: ReadonlySet<string>) {
  let all = 0;
  let equal = 0;
  for (const name of names) {
    const [mine, theirs] = [tagOf(one, name), tagOf(other, name)];
    if (mine === notUsed && theirs === notUsed) continue;
    confusionOf(pair.tags, name).add(mine, theirs);
    all += Number(mine !== notUsed) + Number(theirs !== notUsed);
    if (mine === theirs) equal += 1;
  }
  return { all, equal };
}

function confusionOf(map: Map<string, Confusion>, name: string): Confusion {
  const confusion = map.get(name) ?? new Confusion();
  map.set(name, confusion);
  return confusion;
}

function coincidencesOf(map: Map<string, Coincidences>, name: string): Coincidences {
  const coincidences = map.get(name) ?? new Coincidences();
  map.set(name, coincidences);
  return coincidences;
}
