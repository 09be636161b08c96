/** Adds up agreement image by image; what is held does not grow with the images. */
import { addCounts, emptyMatchCount, type MatchCount, matchObjects, type Outline } from "./matching.js";
import { Coincidences, Confusion } from "./ratings.js";

/** What one person put on one image. */
export interface PersonAnnotation {
  readonly login: string;
  readonly objects: readonly { readonly className: string; readonly outline: Outline }[];
  /** Tag → its value as text; a tag that is not here is absent. */
  readonly tags: ReadonlyMap<string, string>;
}

/** How far people agree on one image. */
export interface ImageScore {
  /** Objects, over all pairs of people. */
  readonly count: MatchCount;
  /** 2 · matches / all of both, of objects and tags with equal values together, over all pairs; 1 where nobody put anything. */
  readonly agreement: number;
}

/** What two people have in common. */
export interface PairTally {
  readonly logins: readonly [string, string];
  images: number;
  readonly classes: Map<string, MatchCount>;
  readonly presence: Map<string, Confusion>;
  readonly tags: Map<string, Confusion>;
}

/** The category of a class or tag that somebody did not put on an image. */
export const absent = "absent";
const present = "present";

/** Agreement of people over images. */
export class AgreementTally {
  readonly #threshold: number;
  readonly #pairs = new Map<string, PairTally>();
  readonly #imagesOf = new Map<string, number>();
  readonly #presence = new Map<string, Coincidences>();
  readonly #tags = new Map<string, Coincidences>();
  readonly #unitsOfSize = new Map<number, number>();
  #images = 0;

  /** @param threshold - the IoU from which two objects match */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** How many images were added. */
  get images(): number {
    return this.#images;
  }

  /** Adds what two or more different people put on an image. */
  add(given: readonly PersonAnnotation[]): ImageScore {
    const hands = [...given].sort((one, other) => (one.login < other.login ? -1 : 1));
    this.#images += 1;
    this.#unitsOfSize.set(hands.length, (this.#unitsOfSize.get(hands.length) ?? 0) + 1);
    for (const { login } of hands) this.#imagesOf.set(login, (this.#imagesOf.get(login) ?? 0) + 1);
    const byClass = hands.map(({ objects }) => groupByClass(objects));
    const classes = new Set(byClass.flatMap((one) => [...one.keys()]));
    const tags = new Set(hands.flatMap((hand) => [...hand.tags.keys()]));
    for (const name of classes) {
      coincidencesOf(this.#presence, name).add(byClass.map((one) => (one.has(name) ? present : absent)));
    }
    for (const name of tags) coincidencesOf(this.#tags, name).add(hands.map((hand) => tagOf(hand, name)));
    let count = emptyMatchCount;
    let tagCount = { all: 0, equal: 0 };
    for (let first = 0; first < hands.length; first++) {
      for (let second = first + 1; second < hands.length; second++) {
        const [one, other] = [hands[first]!, hands[second]!];
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
    one: ReadonlyMap<string, readonly Outline[]>,
    other: ReadonlyMap<string, readonly Outline[]>,
    classes: ReadonlySet<string>,
  ): MatchCount {
    let count = emptyMatchCount;
    for (const name of classes) {
      const [mine, theirs] = [one.get(name) ?? [], other.get(name) ?? []];
      if (mine.length + theirs.length === 0) continue;
      const matched = matchObjects(mine, theirs, this.#threshold);
      pair.classes.set(name, addCounts(pair.classes.get(name) ?? emptyMatchCount, matched));
      confusionOf(pair.presence, name).add(mine.length > 0 ? present : absent, theirs.length > 0 ? present : absent);
      count = addCounts(count, matched);
    }
    return count;
  }

  /** The pairs, by login. */
  pairs(): readonly PairTally[] {
    return [...this.#pairs.values()].sort((one, other) => (one.logins.join("\n") < other.logins.join("\n") ? -1 : 1));
  }

  /** The people by login, with how many images of each were compared. */
  people(): readonly { readonly login: string; readonly images: number }[] {
    return [...this.#imagesOf]
      .map(([login, images]) => ({ login, images }))
      .sort((one, other) => (one.login < other.login ? -1 : 1));
  }

  /** The classes that anybody drew, by name. */
  classes(): readonly string[] {
    return [...this.#presence.keys()].sort();
  }

  /** The tags that anybody put, by name. */
  tags(): readonly string[] {
    return [...this.#tags.keys()].sort();
  }

  /** Alpha on whether a class is present; of all classes together without a name. */
  presenceAlpha(name?: string): number | null {
    const wanted = name === undefined ? this.classes() : [name];
    const pooled = new Coincidences();
    for (const one of wanted) pooled.addAll(this.#filled(this.#presence, one));
    return pooled.alpha();
  }

  /** Alpha on the values of a tag; not having it is a value. */
  tagAlpha(name: string): number | null {
    return this.#filled(this.#tags, name).alpha();
  }

  /** Kappa of a pair on whether a class is present; of all classes that anybody drew together without a name. */
  presenceKappa(pair: PairTally, name?: string): number | null {
    const wanted = name === undefined ? this.classes() : [name];
    const pooled = new Confusion();
    for (const one of wanted) pooled.addAll((pair.presence.get(one) ?? new Confusion()).filledTo(pair.images, absent));
    return pooled.kappa();
  }

  /** Kappa of a pair on the values of a tag. */
  tagKappa(pair: PairTally, name: string): number | null {
    return (pair.tags.get(name) ?? new Confusion()).filledTo(pair.images, absent).kappa();
  }

  #filled(of: ReadonlyMap<string, Coincidences>, name: string): Coincidences {
    return (of.get(name) ?? new Coincidences()).filledTo(this.#unitsOfSize, absent);
  }

  #pair(one: string, other: string): PairTally {
    const key = JSON.stringify([one, other]);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
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

function groupByClass(objects: PersonAnnotation["objects"]): ReadonlyMap<string, readonly Outline[]> {
  const groups = new Map<string, Outline[]>();
  for (const { className, outline } of objects) {
    const group = groups.get(className);
    if (group === undefined) groups.set(className, [outline]);
    else group.push(outline);
  }
  return groups;
}

// A value may be the word itself, so that both are kept apart.
function tagOf({ tags }: PersonAnnotation, name: string): string {
  const value = tags.get(name);
  return value === undefined ? absent : `=${value}`;
}

function compareTags(pair: PairTally, one: PersonAnnotation, other: PersonAnnotation, names: ReadonlySet<string>) {
  let all = 0;
  let equal = 0;
  for (const name of names) {
    const [mine, theirs] = [tagOf(one, name), tagOf(other, name)];
    if (mine === absent && theirs === absent) continue;
    confusionOf(pair.tags, name).add(mine, theirs);
    all += Number(mine !== absent) + Number(theirs !== absent);
    if (mine === theirs) equal += 1;
  }
  return { all, equal };
}

function confusionOf(map: Map<string, Confusion>, name: string): Confusion {
  const known = map.get(name) ?? new Confusion();
  map.set(name, known);
  return known;
}

function coincidencesOf(map: Map<string, Coincidences>, name: string): Coincidences {
  const known = map.get(name) ?? new Coincidences();
  map.set(name, known);
  return known;
}
