import { suggest } from "../../base/nearest.js";
import { ArgumentError } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import { parseArguments } from "../core/arguments.js";
import { Chain } from "../core/chain.js";
import type { Node } from "../core/node.js";
import type { Plan } from "../core/plan.js";
import type { Reference, Scope } from "../project/scope.js";
import { ensureStep } from "./draft-ensure.js";
import type { WholeDraft } from "./draft-place.js";
import { createStep, previewStep } from "./draft-steps.js";
import { type CheckedSpec, type JobSpec, jobSpecSchema, type SplitSpec, splitSpecSchema } from "./job-spec.js";
import { JobsChain } from "./jobs.js";

/** Whom the chain ensured before it came to a draft. */
export interface Assignees {
  /** Members who may be assigned, by id or login. */
  readonly annotators: readonly string[];
  /** They share the jobs evenly. */
  readonly reviewers: readonly string[];
}

/** Nobody was ensured. */
export const noAssignees: Assignees = Object.freeze({ annotators: [], reviewers: [] });

/** What a draft is made with. */
interface DraftStart {
  readonly scope: Node<Scope>;
  readonly assignees: Assignees;
  readonly spec: CheckedSpec;
  readonly isSplit: boolean;
  /** Whether an earlier word named the dataset. */
  readonly hasDataset: boolean;
}

/**
 * A job that is described and not made: every setting is a link, and `create()` makes it. A link that is used again replaces
 * what it said. Awaiting the draft itself makes nothing and shows what `create()` would make.
 *
 * @example
 * const jobs = await team(8).ensureAnnotator("labeler_2")
 *   .job({ name: "kiwis", dataset: 10555 }).classes("kiwi").objectsPerImage(10).excludeTagged("situated").create();
 */
export class JobDraft extends Chain<Plan> {
  readonly #start: DraftStart;

  /** @internal */
  constructor(start: DraftStart) {
    super(start.scope.append(previewStep(labelOf(start), () => wholeDraft("create", start))));
    this.#start = start;
    Object.freeze(this);
  }

  /** @internal The draft that `job({ … })` gives. */
  static ofJob(start: Omit<DraftStart, "spec" | "isSplit">, spec: JobSpec): JobDraft {
    return new JobDraft({ ...start, isSplit: false, spec: parseArguments("job", jobSpecSchema, spec) });
  }

  /** @internal The draft that `split({ … })` gives. */
  static ofSplit(start: Omit<DraftStart, "spec" | "isSplit">, spec: SplitSpec): JobDraft {
    return new JobDraft({ ...start, isSplit: true, spec: parseArguments("split", splitSpecSchema, spec) });
  }

  /** Its name, as annotators see it. */
  name(name: string): JobDraft {
    return this.#with("name", { name });
  }

  /** The dataset to label: its id, or its name in the project. */
  dataset(dataset: number | string): JobDraft {
    return this.#with("dataset", { dataset });
  }

  /**
   * The object classes to label. Default: all of the project.
   *
   * @example
   * team(8).job({ name: "fruits", dataset: 10555 }).classes("kiwi", "lemon");
   */
  classes(...classes: readonly string[]): JobDraft {
    return this.#with("classes", { classes });
  }

  /** The tags to use. Default: all of the project. */
  tags(...tags: readonly string[]): JobDraft {
    return this.#with("tags", { tags });
  }

  /** Instructions for annotators, in markdown. */
  readme(readme: string): JobDraft {
    return this.#with("readme", { readme });
  }

  /** A line about the job. */
  description(description: string): JobDraft {
    return this.#with("description", { description });
  }

  /** At most so many objects on an image. Default: no limit. */
  objectsPerImage(objectsPerImage: number): JobDraft {
    return this.#with("objectsPerImage", { objectsPerImage });
  }

  /** At most so many tags on an image. Default: no limit. */
  tagsPerImage(tagsPerImage: number): JobDraft {
    return this.#with("tagsPerImage", { tagsPerImage });
  }

  /** Only images that have all of these tags. */
  includeTagged(...includeTagged: readonly string[]): JobDraft {
    return this.#with("includeTagged", { includeTagged });
  }

  /**
   * No images that have one of these tags.
   *
   * @example
   * team(8).job({ name: "kiwis", dataset: 10555 }).excludeTagged("situated");
   */
  excludeTagged(...excludeTagged: readonly string[]): JobDraft {
    return this.#with("excludeTagged", { excludeTagged });
  }

  /** Only the images from `first` to `last`, counted from 1, both included; null is open. */
  range(first: number | null, last: number | null = null): JobDraft {
    return this.#with("range", { range: [first, last] });
  }

  /** Only these images, by id or by name. */
  images(...images: readonly number[] | readonly string[]): JobDraft {
    return this.#with("images", { images });
  }

  /** Who reviews, by login or id; several share the jobs evenly. Default: the reviewers that the chain ensured, else whoever may. */
  reviewer(...reviewer: readonly (number | string)[]): JobDraft {
    return this.#with("reviewer", { reviewer });
  }

  /** Who labels, by login or id: one job each. Default: the annotators that the chain ensured. */
  assign(...assign: readonly (number | string)[]): JobDraft {
    return this.#with("assign", { assign });
  }

  /**
   * Shares the images out among the annotators, by weights where they are given, and does not give all to each.
   *
   * @example
   * team(8).ensureAnnotator(["anna", "ben"]).job({ name: "lemons", dataset: 10555 }).weights({ anna: 2, ben: 1 });
   */
  weights(weights: Readonly<Record<string, number>>): JobDraft {
    return this.#shared("weights", { weights });
  }

  /**
   * Shares the images out in an order that depends only on the seed and the names of the images.
   *
   * @example
   * team(8).ensureAnnotator(["anna", "ben"]).job({ name: "lemons", dataset: 10555 }).shuffle(7);
   */
  shuffle(shuffle: number | string): JobDraft {
    return this.#shared("shuffle", { shuffle });
  }

  /** Shares the images out so that each goes to this many different people, who do not see each other's labels. */
  overlap(overlap: number): JobDraft {
    return this.#shared("overlap", { overlap });
  }

  /**
   * Makes the jobs, one for each annotator.
   *
   * Cost: one request, whatever the number of annotators; one more for each thing given by name. A split lists the images
   * and sends one request for each share.
   * @throws {ArgumentError} at the call, when name, dataset or annotator is missing
   * @example
   * const jobs = await team(8).job({ name: "lemons", dataset: 10555, assign: "labeler_1" }).create();
   */
  create(): JobsChain {
    return new JobsChain(this.#start.scope.append(createStep(wholeDraft("create", this.#start))));
  }

  /**
   * Makes the jobs that are missing, and gives all of them: run again, it makes nothing. A job is the same by team, name,
   * dataset and annotator, and is not archived. A split deals only images that are in no job of that name: after an
   * interrupted run the rest, after new pictures the new ones.
   *
   * Cost: one list of the dataset's jobs where all are there; for a split one more request for each job.
   * @throws {ArgumentError} at the call, when name, dataset or annotator is missing
   * @throws {ChainError} a job is there with other settings; nothing was made
   * @example
   * const jobs = await team(8).ensureAnnotator(["anna", "ben"]).split({ name: "lemons", dataset: 10555 }).ensure();
   */
  ensure(): JobsChain {
    return new JobsChain(this.#start.scope.append(ensureStep(wholeDraft("ensure", this.#start))));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): JobDraft {
    return new JobDraft({ ...this.#start, scope: this.#start.scope.fresh() });
  }

  #shared(method: string, change: SplitSpec): JobDraft {
    const checked = parseArguments(method, splitSpecSchema, change);
    return new JobDraft({ ...this.#start, isSplit: true, spec: { ...this.#start.spec, ...checked } });
  }

  #with(method: string, change: SplitSpec): JobDraft {
    const checked = parseArguments(method, splitSpecSchema, change);
    return new JobDraft({ ...this.#start, spec: { ...this.#start.spec, ...checked } });
  }
}

function labelOf({ spec, isSplit }: DraftStart): string {
  return `${isSplit ? "draft of shared jobs" : "draft of a job"}${spec.name === undefined ? "" : ` '${spec.name}'`}`;
}

/** The draft with what earlier words said, checked to be whole. */
function wholeDraft(method: string, { spec, assignees, isSplit, hasDataset }: DraftStart): WholeDraft {
  const { name, overlap = 1 } = spec;
  const annotators: readonly Reference[] = spec.assign ?? assignees.annotators;
  const refuse = (argument: string, message: string, hint: string) =>
    new ArgumentError(`${method}: ${message}`, { method, argument, hint });
  if (name === undefined) throw refuse("name", "the job has no name", "give it a name: job({ name: 'lemons', … })");
  if (spec.dataset === undefined && !hasDataset) {
    throw refuse("dataset", "the job has no dataset", "say which dataset: job({ dataset: 10555, … })");
  }
  if (annotators.length === 0) {
    const hint = "say who labels: ensureAnnotator('labeler_1') before it, or job({ assign: 'labeler_1', … })";
    throw refuse("assign", "the job has no annotator", hint);
  }
  const logins = annotators.map(String);
  const stranger = Object.keys(spec.weights ?? {}).find((login) => !logins.some((one) => isSameName(one, login)));
  if (stranger !== undefined) {
    throw refuse("weights", `weights name '${stranger}', who gets no job`, suggest(stranger, logins));
  }
  if (overlap > annotators.length) {
    const people = annotators.length === 1 ? "1 person who labels" : `${annotators.length} people who label`;
    const message = `overlap ${overlap} is more than the ${people}`;
    throw refuse("overlap", message, `give an overlap of at most ${annotators.length}, or name more annotators`);
  }
  return { spec: { ...spec, name }, annotators, reviewers: spec.reviewer ?? assignees.reviewers, isSplit };
}
