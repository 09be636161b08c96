/** Agreement of people who labeled the same pictures. */
import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { type Chart, chartColumn } from "../../domain/display/chart.js";
import { type Cell, type Column, type DisplayModel, display, type TableModel } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { RecordList, saveText, tableCsv, tableOf } from "../../domain/display/record-display.js";
import { Chain } from "../core/chain.js";
import { type ApiSource, Node } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { ImageListChain } from "../images/image-list.js";
import type { JobSet } from "../job/job-set.js";
import { csvStep } from "../list/csv-step.js";
import type { ListSource } from "../list/list-chain.js";
import {
  ClassAgreement,
  DisputedImage,
  type ObjectAgreement,
  objectAgreement,
  PairAgreement,
  PersonAgreement,
  sumOf,
  TagAgreement,
} from "./agreement-rows.js";
import { type AgreementReading, agreementStep } from "./agreement-step.js";

/** Settings of an agreement. */
export interface AgreementSettings {
  /** Minimum IoU of matching objects, above 0 and at most 1. Default 0.5. */
  readonly iou?: number | undefined;
}

const agreementSchema = z
  .strictObject({
    iou: z.number("expected a number above 0 and at most 1").positive().max(1),
  })
  .partial();

/** Checks the argument of `agreement`; returns the threshold. */
export function checkAgreement(settings: AgreementSettings): number {
  return parseArgument("agreement", "settings", agreementSchema, settings).iou ?? 0.5;
}

function checkCount(count: number): number {
  return parseArgument("disputed", "count", kinds.aboveZero, count);
}

export interface Agreement extends ObjectAgreement {}

/**
 * The agreement on images that two or more people labeled: per pair, class, person and image tag.
 *
 * @example
 * const agreement = await team(8).jobs({ name: "nov" }).agreement();
 * agreement.pairs[0]?.f1;
 * agreement.classes.chart("Alpha");
 */
export class Agreement {
  static {
    showInHosts(Agreement);
  }

  /** Minimum IoU of matching objects. */
  readonly iou: number;
  /** Images that two or more people labeled. */
  readonly images: number;
  /** Krippendorff's alpha of the presence of classes, pooled over classes and people; null if undefined. */
  readonly alpha: number | null;
  /** Agreement of each pair of people. */
  readonly pairs: RecordList<PairAgreement>;
  /** Agreement on each object class with objects. */
  readonly classes: RecordList<ClassAgreement>;
  /** Agreement of each person with the others. */
  readonly people: RecordList<PersonAgreement>;
  /** Agreement on each used image tag. */
  readonly tags: RecordList<TagAgreement>;
  /** Number of objects that are not compared because their pixels are unknown. */
  readonly unread: number;
  readonly #disputed: readonly DisputedImage[];
  readonly #apiSource: ApiSource;

  /** @internal */
  constructor({ iou, tally, images, unread }: AgreementReading, apiSource: ApiSource) {
    const pairs = tally.pairs();
    Object.assign(this, objectAgreement(sumOf(pairs.flatMap(({ classes }) => [...classes.values()]))));
    this.iou = iou;
    this.images = tally.images;
    this.alpha = tally.presenceAlpha();
    this.pairs = RecordList.collect(
      PairAgreement,
      pairs.map((pair) => new PairAgreement(tally, pair)),
    );
    this.classes = RecordList.collect(
      ClassAgreement,
      tally.classes().map((name) => new ClassAgreement(tally, name)),
    );
    this.people = RecordList.collect(
      PersonAgreement,
      tally.people().map((person) => new PersonAgreement(tally, person)),
    );
    this.tags = RecordList.collect(
      TagAgreement,
      tally.tags().map((name) => new TagAgreement({ name, alpha: tally.tagAlpha(name) })),
    );
    this.unread = unread;
    this.#disputed = images;
    this.#apiSource = apiSource;
    Object.freeze(this);
  }

  /** @internal The images, lowest agreement first. */
  get ranked(): readonly DisputedImage[] {
    return this.#disputed;
  }

  /**
   * Lists the images with the lowest agreement, lowest first; equal ones by the overlap of their matches. Starts a new chain.
   *
   * @example
   * const worst = await agreement.disputed(10);
   * await team(8).job({ name: "again", dataset: "photos", images: worst, assign: "rita" }).ensure();
   */
  disputed(count = 20): ImageListChain<DisputedImage> {
    const root = Node.root<Agreement>(this.#apiSource, { label: "agreement", assumes: true, run: async () => this });
    return ImageListChain.ofImages(root, disputedSource(checkCount(count)));
  }

  /** Returns all rows as one CSV table: total, pairs, classes, people and tags. */
  toCSV(): string;
  /** Writes all rows as one CSV table to a file; returns its absolute path. */
  toCSV(path: string): Promise<string>;
  /** @internal */
  toCSV(path?: string): string | Promise<string> {
    const text = tableCsv(this.#summaryTable());
    return path === undefined ? text : saveText("toCSV", path, text);
  }

  /** Returns the numbers as plain data. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { iou, images, objects, matches, f1, meanIou, alpha, unread, pairs, classes, people, tags } = this;
    return { iou, images, objects, matches, f1, meanIou, alpha, unread, pairs, classes, people, tags };
  }

  /** Draws a column of the people as a bar chart, by default `F1`. `pairs`, `classes` and `tags` have their own `chart()`. */
  chart(column = "F1"): Chart {
    return this.people.chart(column);
  }

  [display](): DisplayModel {
    const { iou, images, objects, matches, f1, meanIou, alpha, unread } = this;
    const note = unread === 0 ? undefined : `${unread} objects are not compared: their pixels are unknown`;
    const tables: TableModel[] = [
      tableOf(PairAgreement, this.pairs, "Pairs"),
      tableOf(ClassAgreement, this.classes, "Object classes"),
      tableOf(PersonAgreement, this.people, "People"),
    ];
    if (this.tags.length > 0) tables.push(tableOf(TagAgreement, this.tags, "Image tags"));
    return {
      kind: "stack",
      parts: [
        {
          kind: "record",
          title: "Agreement",
          fields: [
            { label: "images", kind: "count", value: images },
            { label: "objects", kind: "count", value: objects },
            { label: "matches", kind: "text", value: `${matches} at an IoU of ${iou} or more` },
            { label: "F1", kind: "number", value: f1 },
            { label: "mean IoU", kind: "number", value: meanIou },
            { label: "alpha", kind: "number", value: alpha },
          ],
          ...(note === undefined ? {} : { note }),
        },
        ...tables,
      ],
    };
  }

  #summaryTable(): TableModel {
    const objects = (of: ObjectAgreement): readonly Cell[] => [of.objects, of.matches, of.f1, of.meanIou];
    return {
      kind: "table",
      columns: summaryColumns,
      rows: [
        ["all", null, this.images, ...objects(this), null, this.alpha],
        ...this.pairs.map((pair) => ["pair", pair.people.join(" – "), pair.images, ...objects(pair), pair.kappa, null]),
        ...this.classes.map((one) => ["class", one.name, null, ...objects(one), null, one.alpha]),
        ...this.people.map((one) => ["person", one.login, one.images, ...objects(one), null, null]),
        ...this.tags.map((one) => ["tag", one.name, null, null, null, null, null, null, one.alpha]),
      ],
    };
  }
}

const summaryColumns: readonly Column[] = [
  { title: "Of", kind: "text" },
  { title: "Name", kind: "text" },
  { title: "Images", kind: "count" },
  { title: "Objects", kind: "count" },
  { title: "Matches", kind: "count" },
  { title: "F1", kind: "number" },
  { title: "Mean IoU", kind: "number" },
  { title: "Kappa", kind: "number" },
  { title: "Alpha", kind: "number" },
];

function disputedSource(count: number): ListSource<Agreement, DisputedImage> {
  return {
    label: `the ${count} with the lowest agreement`,
    record: DisputedImage,
    async *stream(agreement) {
      yield* agreement.ranked.slice(0, count);
    },
  };
}

/**
 * A lazy agreement.
 *
 * @example
 * await team(8).jobs({ name: "nov" }).agreement().disputed(20).thumbnails();
 */
export class AgreementChain extends Chain<Agreement> {
  readonly #node: Node<Agreement>;

  private constructor(node: Node<Agreement>) {
    super(node);
    this.#node = node;
    Object.freeze(this);
  }

  /** @internal Starts the agreement in jobs at a threshold of IoU. */
  static of(jobs: Node<JobSet>, iou: number): AgreementChain {
    const reading = jobs.append(agreementStep(iou));
    return new AgreementChain(
      reading.append<Agreement>({
        label: "agreement",
        quiet: true,
        run: async (read) => new Agreement(read, jobs.apiSource),
        outcome: ({ images }) => `${images} images`,
      }),
    );
  }

  /** Lists the images with the lowest agreement, lowest first; see {@link Agreement.disputed}. */
  disputed(count = 20): ImageListChain<DisputedImage> {
    return ImageListChain.ofImages(this.#node, disputedSource(checkCount(count)));
  }

  /** Returns all rows as one CSV table. With `path`, writes the file and returns its absolute path. */
  toCSV(path?: string): ValueChain<string> {
    return new ValueChain(this.#node.append(csvStep(parseArgument("toCSV", "path", kinds.file.optional(), path))));
  }

  /** Draws a column of the people as a bar chart, by default `F1`. @throws {ArgumentError} at the call: no column of numbers has this title */
  chart(column = "F1"): ValueChain<Chart> {
    const { title } = chartColumn(PersonAgreement.columns, column);
    const run = async (agreement: Agreement) => agreement.chart(title);
    return new ValueChain(this.#node.append<Chart>({ label: `chart of ${title}`, run }));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): AgreementChain {
    return new AgreementChain(this.#node.fresh());
  }
}
