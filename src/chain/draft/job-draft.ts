import { suggest } from "../../base/text/nearest.js";
import { parseArguments } from "../../domain/arguments/parse-arguments.js";
import { badArgument } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import { Chain } from "../core/chain.js";
import type { Node } from "../core/node.js";
import type { Plan } from "../core/plan.js";
import { JobsChain } from "../job/jobs.js";
import type { Scope } from "../project/scope.js";
import { ensureStep } from "./draft-ensure.js";
import { createStep, previewStep } from "./draft-steps.js";
import { type CompleteDraft, completed } from "./draft-target.js";
import { type CheckedSpec, type JobSpec, jobSpecSchema, type SplitSpec, splitSpecSchema } from "./job-spec.js";

/** People whom the chain ensured before the draft. */
export interface Assignees {
  /** Default annotators, by id or login. */
  readonly annotators: readonly string[];
  /** Default reviewers, who share the jobs evenly. */
  readonly reviewers: readonly string[];
}

/** No people were ensured. */
export const noAssignees: Assignees = Object.freeze({ annotators: [], reviewers: [] });

/** Input of a draft. */
interface DraftStart {
  readonly scope: Node<Scope>;
  readonly assignees: Assignees;
  readonly spec: CheckedSpec;
  readonly isSplit: boolean;
  /** Whether the draft was started on a dataset. */
  readonly hasDataset: boolean;
}

/**
 * A draft of a job. Each setting has a method; calling a method again replaces its setting. `create()` or `ensure()` creates
 * the job. Awaiting the draft itself creates nothing and returns the plan of `create()`.
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

  /** @internal Creates the draft of `job({ … })`. */
  static ofJob(start: Omit<DraftStart, "spec" | "isSplit">, spec: JobSpec): JobDraft {
    return new JobDraft({ ...start, isSplit: false, spec: parseArguments("job", jobSpecSchema, spec) });
  }

  /** @internal Creates the draft of `split({ … })`. */
  static ofSplit(start: Omit<DraftStart, "spec" | "isSplit">, spec: SplitSpec): JobDraft {
    return new JobDraft({ ...start, isSplit: true, spec: parseArguments("split", splitSpecSchema, spec) });
  }

  /** Sets the name. */
  name(name: string): JobDraft {
    return this.#with("name", { name });
  }

  /** Sets the dataset, by id or by name in the project. */
  dataset(dataset: number | string): JobDraft {
    return this.#with("dataset", { dataset });
  }

  /**
   * Sets the object classes to label. Default: all classes of the project.
   *
   * @example
   * team(8).job({ name: "fruits", dataset: 10555 }).classes("kiwi", "lemon");
   */
  classes(...classes: readonly (string | readonly string[])[]): JobDraft {
    return this.#with("classes", { classes: classes.flat() });
  }

  /** Sets the tags to use. Default: all tags of the project. */
  tags(...tags: readonly (string | readonly string[])[]): JobDraft {
    return this.#with("tags", { tags: tags.flat() });
  }

  /** Sets the instructions for annotators, in Markdown. */
  readme(readme: string): JobDraft {
    return this.#with("readme", { readme });
  }

  /** Sets the description. */
  description(description: string): JobDraft {
    return this.#with("description", { description });
  }

  /** Limits the number of objects per image. Default: no limit. */
  objectsPerImage(objectsPerImage: number): JobDraft {
    return this.#with("objectsPerImage", { objectsPerImage });
  }

  /** Limits the number of tags per image. Default: no limit. */
  tagsPerImage(tagsPerImage: number): JobDraft {
    return this.#with("tagsPerImage", { tagsPerImage });
  }

  /** Selects only images that have all of these tags. */
  includeTagged(...includeTagged: readonly (string | readonly string[])[]): JobDraft {
    return this.#with("includeTagged", { includeTagged: includeTagged.flat() });
  }

  /**
   * Excludes images that have any of these tags.
   *
   * @example
   * team(8).job({ name: "kiwis", dataset: 10555 }).excludeTagged("situated");
   */
  excludeTagged(...excludeTagged: readonly (string | readonly string[])[]): JobDraft {
    return this.#with("excludeTagged", { excludeTagged: excludeTagged.flat() });
  }

  /** Selects the images from `first` to `last`, 1-based and inclusive; null: no bound. */
  range(first: number | null, last: number | null = null): JobDraft {
    return this.#with("range", { range: [first, last] });
  }

  /** Selects images by id or name. */
  images(...images: readonly (number | string | readonly (number | string)[])[]): JobDraft {
    return this.#with("images", { images: images.flat() });
  }

  /** Sets the reviewers, by login or id; several share the jobs evenly. Default: the reviewers that the chain ensured, else anyone with the right. */
  reviewer(...reviewer: readonly (number | string)[]): JobDraft {
    return this.#with("reviewer", { reviewer });
  }

  /** Sets the annotators, by login or id, with one job each. Default: the annotators that the chain ensured. */
  assign(...assign: readonly (number | string)[]): JobDraft {
    return this.#with("assign", { assign });
  }

  /**
   * Splits the images among the annotators by weight, instead of giving all images to each.
   *
   * @example
   * team(8).ensureAnnotator(["anna", "ben"]).job({ name: "lemons", dataset: 10555 }).weights({ anna: 2, ben: 1 });
   */
  weights(weights: Readonly<Record<string, number>>): JobDraft {
    return this.#shared("weights", { weights });
  }

  /**
   * Splits the images in a random order that depends only on the seed and the names of the images.
   *
   * @example
   * team(8).ensureAnnotator(["anna", "ben"]).job({ name: "lemons", dataset: 10555 }).shuffle(7);
   */
  shuffle(shuffle: number | string): JobDraft {
    return this.#shared("shuffle", { shuffle });
  }

  /** Splits the images so that each goes to this many annotators, who do not see each other's labels. */
  overlap(overlap: number): JobDraft {
    return this.#shared("overlap", { overlap });
  }

  /**
   * Creates the jobs, one per annotator.
   *
   * Cost: one request for all annotators; one more per name to resolve. A split lists the images and sends one request per
   * share.
   * @throws {ArgumentError} at the call: name, dataset or annotator is missing
   * @example
   * const jobs = await team(8).job({ name: "lemons", dataset: 10555, assign: "labeler_1" }).create();
   */
  create(): JobsChain {
    return new JobsChain(this.#start.scope.append(createStep(wholeDraft("create", this.#start))));
  }

  /**
   * Creates missing jobs and returns all of them. Running it again creates nothing. A job exists if one that is not archived
   * has the same team, name, dataset and annotator. A split distributes only images that are in no job of that name: the rest
   * after an interruption, or new images.
   *
   * Cost: one list of the dataset's jobs if all exist; for a split one more request per job.
   * @throws {ArgumentError} at the call: name, dataset or annotator is missing
   * @throws {ChainError} a job exists with other settings; nothing was created
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

/** Completes a draft with its defaults and checks it. */
function wholeDraft(method: string, { spec, assignees, isSplit, hasDataset }: DraftStart): CompleteDraft {
  const { overlap = 1 } = spec;
  const draft = completed(method, "job", spec, assignees, hasDataset);
  const { annotators } = draft;
  const error = (argument: string, message: string, hint: string) => badArgument(method, argument, message, hint);
  const logins = annotators.map(String);
  const unknown = Object.keys(spec.weights ?? {}).find((login) => !logins.some((one) => isSameName(one, login)));
  if (unknown !== undefined) {
    const message = `weights contain '${unknown}', who is not an annotator of the job`;
    throw error("weights", message, suggest(unknown, logins));
  }
  if (overlap > annotators.length) {
    const message = `overlap ${overlap} exceeds the number of annotators, ${annotators.length}`;
    throw error("overlap", message, `use an overlap of at most ${annotators.length}, or more annotators`);
  }
  return { ...draft, isSplit };
}
