import type { RecordClass, RecordColumn } from "../../domain/display/record-display.js";
import { ApiRecord } from "../../domain/records/api-record.js";

/** Price of active time. */
export interface Price {
  /** Cost of an hour of active time. */
  readonly rate: number;
  /** ISO 4217 code, for example `EUR`. */
  readonly currency?: string | undefined;
}

/**
 * Source of the active time: `activity` the person's actions in the jobs, with long pauses shortened; `statistics` the server's
 * statistics of the jobs, if no actions are visible; `none` unknown.
 */
export type TimeSource = "activity" | "statistics" | "none";

/** The fields of {@link PersonWork}. */
export interface PersonFields {
  /** Login of the person. */
  readonly login: string;
  /** Id of the person. */
  readonly userId: number | null;
  /** Number of jobs. */
  readonly jobsCount: number;
  /** Number of images in those jobs. */
  readonly imagesCount: number;
  /** Images that are done, reviewed or not. */
  readonly imagesDone: number;
  /** Images that a reviewer accepted. */
  readonly accepted: number;
  /** Images that a reviewer rejected. */
  readonly rejected: number;
  /** Images that were accepted at the first review. */
  readonly firstPassAccepted: number;
  /** Images that were reviewed at least once. */
  readonly firstPassJudged: number;
  /** Images that had to be done again. */
  readonly rework: number;
  /** Objects that this person drew in these jobs. */
  readonly labels: number;
  /** Active time in milliseconds. */
  readonly activeMs: number;
  /** The source of the active time. */
  readonly measuredBy: TimeSource;
  /** Time of the person's last action; null if unknown. */
  readonly lastActionAt: Date | null;
}

export interface PersonWork extends PersonFields {
  /** Share of reviewed images whose first verdict was `accepted`, 0 to 1; null if none is reviewed. */
  readonly firstPassAcceptance: number | null;
  /** Images done per hour of active time; null if the time is unknown. */
  readonly imagesPerHour: number | null;
  /** Cost of the active time; null without a rate. */
  readonly cost: number | null;
  /** Currency of the cost. */
  readonly currency: string | null;
}

/** The work of one annotator: amount, quality and time. */
export class PersonWork extends ApiRecord<PersonWork> {
  /** @internal */
  static readonly plural: string = "people";

  /** Login of the annotator. */
  declare readonly login: string;
  /** Images of the person's jobs; an image in several jobs counts once, here and below. */
  declare readonly imagesCount: number;
  /** Images that the person marked done, reviewed or not. */
  declare readonly imagesDone: number;
  /** Images whose last mark is `accepted`. */
  declare readonly accepted: number;
  /** Images whose last mark is `rejected`. */
  declare readonly rejected: number;
  /** Images whose first verdict was `accepted`. */
  declare readonly firstPassAccepted: number;
  /** Images with a verdict. */
  declare readonly firstPassJudged: number;
  /** Number of times that the person redid a rejected image. */
  declare readonly rework: number;
  /** Objects that this person drew on the images of the jobs. */
  declare readonly labels: number;
  /** Active time in milliseconds. */
  declare readonly activeMs: number;
  /** The source of the active time. */
  declare readonly measuredBy: TimeSource;

  /** @internal */
  constructor(fields: PersonFields, price?: Price) {
    const { firstPassAccepted, firstPassJudged, imagesDone, activeMs } = fields;
    const hours = activeMs / 3_600_000;
    super({
      firstPassAcceptance: firstPassJudged === 0 ? null : firstPassAccepted / firstPassJudged,
      imagesPerHour: hours === 0 ? null : imagesDone / hours,
      cost: price === undefined ? null : price.rate * hours,
      currency: price?.currency ?? null,
      ...fields,
    });
  }

  /** @internal */
  static readonly columns: readonly RecordColumn<PersonWork>[] = [
    { title: "Person", kind: "text", value: ({ login }) => login },
    { title: "Jobs", kind: "count", hidePriority: 4, value: ({ jobsCount }) => jobsCount },
    { title: "Images", kind: "progress", value: (person) => ({ done: person.imagesDone, total: person.imagesCount }) },
    { title: "Accepted", kind: "count", value: ({ accepted }) => accepted },
    { title: "Rejected", kind: "count", value: ({ rejected }) => rejected },
    { title: "First pass", kind: "percent", value: ({ firstPassAcceptance }) => firstPassAcceptance },
    { title: "Rework", kind: "count", hidePriority: 2, value: ({ rework }) => rework },
    { title: "Labels", kind: "count", hidePriority: 1, value: ({ labels }) => labels },
    { title: "Active", kind: "duration", value: (person) => (person.measuredBy === "none" ? null : person.activeMs) },
    { title: "Images/h", kind: "number", value: ({ imagesPerHour }) => imagesPerHour },
    { title: "Last action", kind: "time", hidePriority: 3, value: ({ lastActionAt }) => lastActionAt },
  ];
}

/** Builds the table of people, with a cost column if there is a price. */
export function peopleTable(price: Price | undefined, idleText: string): RecordClass<PersonWork> {
  const title = price?.currency === undefined ? "Cost" : `Cost (${price.currency})`;
  const cost: RecordColumn<PersonWork> = { title, kind: "money", value: (person) => person.cost };
  return {
    plural: PersonWork.plural,
    columns: price === undefined ? PersonWork.columns : [...PersonWork.columns, cost],

    note: (people) => noteOf(people, price, idleText),
  };
}

function noteOf(people: readonly PersonWork[], price: Price | undefined, idleText: string): string | undefined {
  if (people.length === 0) return undefined;
  const parts = [`active: from the first to the last action, each pause counted as at most ${idleText}`];
  const byStatistics = people.filter(({ measuredBy }) => measuredBy === "statistics").map(({ login }) => login);
  if (byStatistics.length > 0) parts.push(`by the statistics of the jobs for ${byStatistics.join(", ")}`);
  if (price !== undefined) {
    const total = people.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
    parts.push(`cost of all: ${total.toFixed(2)}${price.currency === undefined ? "" : ` ${price.currency}`}`);
  }
  return parts.join("; ");
}
