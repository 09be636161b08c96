/** Drafts of labeling queues, in which annotators get image by image instead of a job with a fixed share. */
import { defined } from "../../base/defined.js";
import { countText } from "../../base/text/count-text.js";
import type { QueueCreateOptions } from "../../client/job/labeling-queue.js";
import { parseArguments } from "../../domain/arguments/parse-arguments.js";
import { badArgument } from "../../domain/errors.js";
import type { QueueInfo } from "../../domain/records/queue.js";
import { Chain } from "../core/chain.js";
import { type Node, type PlanEntry, planEntry, type ReadContext, type Step } from "../core/node.js";
import { Plan } from "../core/plan.js";
import { ValueChain } from "../core/value-chain.js";
import { emptyScope, type Scope } from "../project/scope.js";
import { apiSettings, imagesOf } from "./draft-requests.js";
import { explained } from "./draft-steps.js";
import { surveyDraft } from "./draft-survey.js";
import { type CompleteDraft, completed, type DraftTarget, draftTarget } from "./draft-target.js";
import type { Assignees } from "./job-draft.js";
import { type CheckedSpec, type JobSpec, jobSpecSchema } from "./job-spec.js";
import { findQueue, keepQueueOrigin, queueDifferences, settleQueue, stopQueue } from "./queue-ensure.js";

/** Settings of a labeling queue, like those of a job: `assign` are the annotators, `reviewer` the reviewers. */
export interface QueueSpec extends JobSpec {}

interface QueueStart {
  readonly scope: Node<Scope>;
  readonly assignees: Assignees;
  readonly spec: CheckedSpec;
}

/**
 * A draft of a labeling queue. `create()` creates it, `ensure()` only if it is missing. Awaiting the draft itself creates
 * nothing and returns the plan of `create()`.
 *
 * @example
 * const queue = await team(8).ensureAnnotator(["anna", "ben"]).queue({ name: "lemons", dataset: 10555 }).ensure();
 */
export class QueueDraft extends Chain<Plan> {
  readonly #start: QueueStart;

  /** @internal */
  constructor(start: QueueStart) {
    const label = `draft of a queue${start.spec.name === undefined ? "" : ` '${start.spec.name}'`}`;
    super(
      start.scope.append<Plan>({
        label,
        async run(scope, context) {
          const entries = await entriesOf(wholeQueue("create", start), scope, false, context);
          return new Plan(
            entries.map((entry) => ({ step: label, ...entry })),
            "draft",
          );
        },
      }),
    );
    this.#start = start;
    Object.freeze(this);
  }

  /** @internal Creates the draft of `queue({ … })`. */
  static of(start: Omit<QueueStart, "spec">, spec: QueueSpec): QueueDraft {
    return new QueueDraft({ ...start, spec: parseArguments("queue", jobSpecSchema, spec) });
  }

  /**
   * Creates the queue.
   *
   * Cost: three requests; one more per name to resolve.
   * @throws {ArgumentError} at the call: name, dataset or annotator is missing
   */
  create(): ValueChain<QueueInfo> {
    return new ValueChain(this.#start.scope.append(queueStep(wholeQueue("create", this.#start), false)));
  }

  /**
   * Creates the queue unless the dataset has one with this name, and returns it.
   *
   * Cost: two lists if it exists; else four requests.
   * @throws {ChainError} it exists with other settings; nothing was created
   */
  ensure(): ValueChain<QueueInfo> {
    return new ValueChain(this.#start.scope.append(queueStep(wholeQueue("ensure", this.#start), true)));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): QueueDraft {
    return new QueueDraft({ ...this.#start, scope: this.#start.scope.fresh() });
  }
}

function wholeQueue(method: string, { spec, assignees }: QueueStart): CompleteDraft {
  return { ...completed(method, "queue", spec, assignees, false), isSplit: false };
}

function queueStep(draft: CompleteDraft, createOnce: boolean): Step<Scope, QueueInfo> {
  const verb = createOnce ? "ensure" : "create";
  return {
    label: `${verb} queue '${draft.spec.name}'`,
    writes: true,
    async run(scope, context) {
      const api = await context.api();
      const target = await draftTarget(draft, scope, context);
      const found = createOnce ? await findQueue(target, context) : undefined;
      if (found?.existing !== undefined) {
        const [different] = await queueDifferences(target, found, context);
        if (different === undefined) {
          for (const queue of found.duplicates) await stopQueue(queue, context);
          return found.existing;
        }
        const hint = "use the existing settings, or choose another name";
        throw badArgument("ensure", "settings", `exists with other settings: ${different}`, hint);
      }
      const [id = 0] = await explained(draft, scope, context, async () => {
        const options = await optionsOf(target, context);
        return context.createOnce("queue", async () => [await api.labelingQueue.create(options, context)]);
      });
      const created = await api.labelingQueue.getInfoById(id, context);
      await keepQueueOrigin(created, { by: createOnce ? "ensure" : "create", name: draft.spec.name }, context);
      return createOnce ? settleQueue(target, created, context) : created;
    },
    outcome: (queue) => `queue ${queue.id}, ${countText(queue.entitiesCount, "image")}`,
    plan: async (scope = emptyScope, context) => ({ entries: await entriesOf(draft, scope, createOnce, context) }),
  };
}

async function entriesOf(
  draft: CompleteDraft,
  scope: Scope,
  createOnce: boolean,
  context: ReadContext,
): Promise<readonly PlanEntry[]> {
  const survey = await surveyDraft(draft, scope, context);
  if (survey.problems.length > 0) return survey.problems;
  const people = countText(draft.annotators.length, "annotator");
  const create: PlanEntry = planEntry("create", `queue '${draft.spec.name}' for ${people}`, survey.imagesText);
  const { dataset, teamId } = survey;
  const isKnown = draft.annotators.every((one) => !scope.people.has(String(one)) || scope.people.get(String(one)));
  if (!createOnce || dataset === undefined || teamId === undefined || !isKnown) return [create];
  const target = { ...(await draftTarget(draft, { ...scope, teamId }, context)), datasetId: dataset.id };
  const found = await findQueue(target, context);
  const { existing, duplicates } = found;
  if (existing === undefined) return [create];
  const [different] = await queueDifferences(target, found, context);
  if (different !== undefined) return [planEntry("problem", different, "choose another name")];
  return [
    planEntry("reuse", `queue ${existing.id} '${existing.name}'`, countText(existing.entitiesCount, "image")),
    ...duplicates.map((queue) => planEntry("change", `queue ${queue.id} '${queue.name}'`, "stopped: created twice")),
  ];
}

async function optionsOf(target: DraftTarget, context: ReadContext): Promise<QueueCreateOptions> {
  const { draft } = target;
  const { images, range } = await imagesOf(draft.spec, target.datasetId, context);
  return {
    name: draft.spec.name,
    datasetId: target.datasetId,
    teamId: target.teamId,
    userIds: target.annotators,
    reviewerIds: target.reviewers,
    ...apiSettings(draft.spec),
    ...defined({ imagesRange: range, imagesIds: images }),
  };
}
