/** The step `create()` of a draft, and its plan. */
import { createHash } from "node:crypto";
import { countText } from "../../base/text/count-text.js";
import { type ApiError, InvalidError, isSlylabError, NoResultError, NotFoundError } from "../../domain/errors.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { Plan } from "../core/plan.js";
import { type JobSet, jobsText } from "../job/job-set.js";
import { emptyScope, type Scope } from "../project/scope.js";
import { type JobsRequest, requestsOf } from "./draft-requests.js";
import { type Survey, surveyDraft } from "./draft-survey.js";
import { type CompleteDraft, draftTarget } from "./draft-target.js";

/** Creates the step that creates the jobs. Cost: one request; one more per name to resolve. Split: one list of images, one request per share. */
export function createStep(draft: CompleteDraft): Step<Scope, JobSet> {
  return {
    label: draftLabel("create", draft),
    writes: true,
    async run(scope, context) {
      const target = await draftTarget(draft, scope, context);
      const ids = await explained(draft, scope, context, async () => {
        const requests = await requestsOf(target, context);
        return sendRequests(requests, context);
      });
      return ids.map((id) => ({ id, teamId: target.teamId }));
    },
    outcome: jobsText,
    async plan(scope = emptyScope, context) {
      return { entries: entriesOfCreate(draft, await surveyDraft(draft, scope, context)) };
    },
  };
}

/** Creates the step that awaiting a draft runs: it plans the jobs. `whole` checks the draft then, because later methods may complete it. */
export function previewStep(label: string, completeDraft: () => CompleteDraft): Step<Scope, Plan> {
  return {
    label,
    async run(scope, context) {
      const draft = completeDraft();
      const entries = entriesOfCreate(draft, await surveyDraft(draft, scope, context));
      return new Plan(
        entries.map((entry) => ({ step: draftLabel("create", draft), ...entry })),
        "draft",
      );
    },
    outcome: (plan) => `${countText(plan.count("create"), "job")} to create`,
  };
}

/** Returns the label of a draft's step, for example `create job 'lemons' for labeler_1`. */
export function draftLabel(verb: string, { spec, annotators, isSplit }: CompleteDraft): string {
  const what = isSplit ? "shared jobs" : annotators.length === 1 ? "job" : `${annotators.length} jobs`;
  return `${verb} ${what} '${spec.name}' for ${annotators.length <= 3 ? annotators.join(", ") : `${annotators.length} annotators`}`;
}

/**
 * Sends the requests, each once per step. Returns the ids in the order of the draft's annotators.
 * @param keyOf - identifies a request in a later attempt, if its index may differ there
 */
export async function sendRequests(
  requests: readonly JobsRequest[],
  context: StepContext,
  keyOf: (request: JobsRequest, index: number) => string | number = (_request, index) => index,
): Promise<readonly number[]> {
  const api = await context.api();
  const created: { readonly id: number; readonly order: number }[] = [];
  let shares = 0;
  const isWhole =
    new Set(requests.flatMap(({ people }) => people)).size === requests.flatMap(({ people }) => people).length;
  for (const [index, request] of requests.entries()) {
    const { people, body } = request;
    const ids = await context.createOnce(keyOf(request, index), () => api.labelingJob.add(body, context));
    for (const [at, id] of ids.entries()) created.push({ id, order: isWhole ? (people[at] ?? 0) : shares++ });
    if (requests.length > 1) context.progress(index + 1, requests.length);
  }
  return created.sort((a, b) => a.order - b.order).map(({ id }) => id);
}

/** Returns the same key for requests that create the same jobs. */
export function contentKey({ body: { datasetId, userIds, imagesIds } }: JobsRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([datasetId, userIds, imagesIds ?? null]))
    .digest("hex");
}

/** Explains a rejection by the server if a name in the draft does not exist. */
export async function explained<T>(
  draft: CompleteDraft,
  scope: Scope,
  context: ReadContext,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidError || error instanceof NotFoundError) await explain(draft, scope, context, error);
    throw error;
  }
}

async function explain(draft: CompleteDraft, scope: Scope, context: ReadContext, refusal: ApiError): Promise<void> {
  try {
    const { problems } = await surveyDraft(draft, scope, context);
    const [problem] = problems;
    if (problem === undefined) return;
    throw new NoResultError(problem.what, {
      query: problem.what,
      count: 0,
      cause: refusal,
      ...(problem.note === undefined ? {} : { hint: problem.note }),
    });
  } catch (error) {
    // If the check fails, the rejection itself is thrown.
    if (error instanceof NoResultError || !isSlylabError(error)) throw error;
  }
}

function entriesOfCreate(draft: CompleteDraft, survey: Survey): readonly PlanEntry[] {
  if (survey.problems.length > 0) return survey.problems;
  const { spec, annotators } = draft;
  const { shares, datasetName } = survey;
  if (shares === undefined) {
    return annotators.map((person) => planEntry("create", `job '${spec.name}' for ${person}`, survey.imagesText));
  }
  const idle = annotators.filter((_person, index) => !shares.some((share) => share.person === index));
  return [
    ...shares.map(({ person, images, layer }): PlanEntry => {
      const where = layer === 0 ? `'${datasetName}'` : `'${datasetName} (layer ${layer + 1})'`;
      const note = `${countText(images.length, "image")} of ${where}`;
      return planEntry("create", `job '${spec.name}' for ${annotators[person]}`, note);
    }),
    ...idle.map((person) => planEntry("reuse", `no images for ${person}`, "the others get all")),
  ];
}
