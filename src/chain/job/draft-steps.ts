/** What a draft of jobs does: find what it names, make the jobs, or say what it would make. */

import type { JobCreateOptions } from "../../client/job/job-settings.js";
import { type ApiError, InvalidError, isSlylabError, NoResultError, NotFoundError } from "../../domain/errors.js";
import { findNamed } from "../../domain/names.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { DatasetInfo, ProjectMeta } from "../../domain/records/project.js";
import { suggest } from "../core/nearest.js";
import type { PlanEntry, ReadContext, Step } from "../core/node.js";
import { Plan } from "../core/plan.js";
import { findMembers } from "../people/people.js";
import { findDataset, nowhereYet, type Reference, type Scope } from "../project/scope.js";
import { type JobSet, jobsText } from "./job-set.js";
import type { CheckedSpec } from "./job-spec.js";
import { shareOut } from "./split.js";

/** A draft whose settings are whole: it has a name, a dataset and somebody to work. */
export interface WholeDraft {
  readonly spec: CheckedSpec & { readonly name: string };
  readonly assignees: readonly Reference[];
  readonly reviewer: Reference | undefined;
  /** Whether the images are shared out, and not all given to each. */
  readonly isSplit: boolean;
}

/** Makes the jobs. Cost: one request; one more for each thing that is named and not given by id. Split: one list of images, one request for each who gets a share. */
export function createStep(draft: WholeDraft): Step<Scope, JobSet> {
  const label = labelOf(draft);
  return {
    label,
    writes: true,
    async run(scope, context) {
      const api = await context.api();
      const { signal } = context;
      const place = await placeOf(draft, scope, context);
      const orders = await ordersOf(draft, place, context);
      const ids: number[] = [];
      try {
        for (const [index, order] of orders.entries()) {
          ids.push(...(await context.once(index, () => api.labelingJob.add(order, { signal }))));
          if (orders.length > 1) context.progress(index + 1, orders.length);
        }
      } catch (fault) {
        if (fault instanceof InvalidError || fault instanceof NotFoundError)
          await explain(draft, scope, context, fault);
        throw fault;
      }
      return ids.map((id) => ({ id, teamId: place.teamId }));
    },
    outcome: jobsText,
    async foresee(scope = nowhereYet, context) {
      const { entries } = await survey(draft, scope, context);
      return { entries };
    },
  };
}

/** Says what the draft would make. `whole` checks it when it runs, since links may still be missing before. */
export function previewStep(label: string, whole: () => WholeDraft): Step<Scope, Plan> {
  return {
    label,
    async run(scope, context) {
      const draft = whole();
      const { entries } = await survey(draft, scope, context);
      return new Plan(entries.map((entry) => ({ step: labelOf(draft), ...entry })));
    },
    outcome: (plan) => `${plan.count("create")} jobs to create`,
  };
}

/** As `create job 'lemons' for labeler_1`. */
function labelOf({ spec, assignees, isSplit }: WholeDraft): string {
  const what = isSplit ? "shared jobs" : assignees.length === 1 ? "job" : `${assignees.length} jobs`;
  return `create ${what} '${spec.name}' for ${assignees.length <= 3 ? assignees.join(", ") : `${assignees.length} annotators`}`;
}

interface Place {
  readonly datasetId: number;
  readonly teamId: number;
  readonly assignees: readonly number[];
  readonly reviewerId: number | undefined;
}

async function placeOf({ spec, assignees, reviewer }: WholeDraft, scope: Scope, context: ReadContext): Promise<Place> {
  const api = await context.api();
  const wanted = spec.dataset ?? scope.datasetId ?? 0;
  const isKnown = typeof wanted === "number" && scope.teamId !== undefined;
  const dataset = isKnown ? { id: wanted, teamId: scope.teamId } : await findDataset(wanted, scope, context);
  const teamId =
    scope.teamId ?? dataset.teamId ?? (await api.labelingJob.teamOfDataset(dataset.id, { signal: context.signal }));
  const people = [...assignees, ...(reviewer === undefined ? [] : [reviewer])];
  const strangers = people.filter((person) => scope.people.get(String(person)) === undefined);
  const members = await findMembers(teamId, strangers, context);
  const idOf = (person: Reference) => scope.people.get(String(person)) ?? members.get(person) ?? 0;
  return {
    datasetId: dataset.id,
    teamId,
    assignees: assignees.map(idOf),
    reviewerId: reviewer === undefined ? undefined : idOf(reviewer),
  };
}

/** One request for each distinct set of images: all get the same, or each a share. */
async function ordersOf(draft: WholeDraft, place: Place, context: ReadContext): Promise<readonly JobCreateOptions[]> {
  const { spec, isSplit } = draft;
  const { images, range } = spec;
  const isNamed = images?.some((image) => typeof image === "string") ?? false;
  if (!isSplit) {
    const imagesIds = isNamed ? (await selected(spec, place.datasetId, context)).map(({ id }) => id) : images;
    return [orderOf(draft, place, place.assignees, imagesIds?.map(Number), range)];
  }
  const shares = await sharesOf(draft, place.datasetId, context);
  return shares.flatMap((share, index) =>
    share.length === 0
      ? []
      : [
          orderOf(
            draft,
            place,
            [place.assignees[index]!],
            share.map(({ id }) => id),
            undefined,
          ),
        ],
  );
}

function orderOf(
  { spec }: WholeDraft,
  { datasetId, teamId, reviewerId }: Place,
  userIds: readonly number[],
  imagesIds: readonly number[] | undefined,
  imagesRange: CheckedSpec["range"],
): JobCreateOptions {
  const { name, readme, description, classes, tags, objectsPerImage, tagsPerImage, includeTagged, excludeTagged } =
    spec;
  return {
    name,
    datasetId,
    userIds,
    teamId,
    ...(readme === undefined ? {} : { readme }),
    ...(description === undefined ? {} : { description }),
    ...(classes === undefined ? {} : { classesToLabel: classes }),
    ...(tags === undefined ? {} : { tagsToLabel: tags }),
    ...(objectsPerImage === undefined ? {} : { objectsLimitPerImage: objectsPerImage }),
    ...(tagsPerImage === undefined ? {} : { tagsLimitPerImage: tagsPerImage }),
    ...(includeTagged === undefined ? {} : { includeImagesWithTags: includeTagged }),
    ...(excludeTagged === undefined ? {} : { excludeImagesWithTags: excludeTagged }),
    ...(imagesRange === undefined ? {} : { imagesRange }),
    ...(imagesIds === undefined ? {} : { imagesIds }),
    ...(reviewerId === undefined ? {} : { reviewerId }),
  };
}

/** The images of a split, one share for each assignee. */
async function sharesOf(
  { spec, assignees }: WholeDraft,
  datasetId: number,
  context: ReadContext,
): Promise<readonly (readonly ImageInfo[])[]> {
  const { weights = {} } = spec;
  const images = await selected(spec, datasetId, context);
  if (images.length === 0) {
    throw new NoResultError(`no image of dataset ${datasetId} is left to share out`, {
      query: `images of dataset ${datasetId}`,
      count: 0,
      hint: "loosen includeTagged, excludeTagged, images or range",
    });
  }
  return shareOut(
    images,
    assignees.map((person) => weights[person] ?? 1),
  );
}

/** The images of a dataset that the settings leave, in the order of their ids, as the server selects them. */
async function selected(
  spec: CheckedSpec,
  datasetId: number,
  { api, signal }: ReadContext,
): Promise<readonly ImageInfo[]> {
  const all = await (await api()).image.getList(datasetId, {}, { signal });
  const { images, includeTagged = [], excludeTagged = [], range = [null, null] } = spec;
  const named = images === undefined ? [...all] : images.map((image) => imageOf(image, all, datasetId));
  const left = named.filter(({ tags }) => {
    const names = new Set(tags.map(({ name }) => name));
    return includeTagged.every((tag) => names.has(tag)) && !excludeTagged.some((tag) => names.has(tag));
  });
  return left.slice((range[0] ?? 1) - 1, range[1] ?? undefined);
}

function imageOf(reference: Reference, images: readonly ImageInfo[], datasetId: number): ImageInfo {
  const found =
    typeof reference === "number" ? images.find(({ id }) => id === reference) : findNamed(images, reference);
  if (found !== undefined) return found;
  const names = images.map(({ name }) => name);
  throw new NoResultError(`no image ${reference} in dataset ${datasetId}`, {
    query: `image ${reference}`,
    count: 0,
    hint: typeof reference === "string" ? suggest(reference, names) : `the dataset has ${images.length} images`,
  });
}

/** A refusal of the server, in the words of what is there: throws where a name is not known, else returns. */
async function explain(draft: WholeDraft, scope: Scope, context: ReadContext, refusal: ApiError): Promise<void> {
  try {
    const { entries } = await survey(draft, scope, context);
    const problem = entries.find(({ action }) => action === "problem");
    if (problem === undefined) return;
    throw new NoResultError(problem.what, {
      query: problem.what,
      count: 0,
      cause: refusal,
      ...(problem.note === undefined ? {} : { hint: problem.note }),
    });
  } catch (fault) {
    // A look that fails must not hide the refusal.
    if (fault instanceof NoResultError || !isSlylabError(fault)) throw fault;
  }
}

/** What the draft would make, and what in it is not known. */
async function survey(
  draft: WholeDraft,
  scope: Scope,
  context: ReadContext,
): Promise<{ readonly entries: readonly PlanEntry[]; readonly dataset: DatasetInfo }> {
  const { spec, assignees, reviewer, isSplit } = draft;
  const api = await context.api();
  const dataset = await findDataset(spec.dataset ?? scope.datasetId ?? 0, scope, context);
  const meta = await api.project.getMeta(dataset.projectId, { signal: context.signal });
  const problems = [...unknownNames(spec, meta, dataset.projectId)];
  const teamId =
    scope.teamId ?? dataset.teamId ?? (await api.labelingJob.teamOfDataset(dataset.id, { signal: context.signal }));
  const people = [...assignees, ...(reviewer === undefined ? [] : [reviewer])];
  for (const person of people.filter((one) => !scope.people.has(String(one)))) {
    try {
      await findMembers(teamId, [person], context);
    } catch (fault) {
      if (!(fault instanceof NoResultError)) throw fault;
      problems.push({
        action: "problem",
        what: fault.message,
        ...(fault.hint === undefined ? {} : { note: fault.hint }),
      });
    }
  }
  if (problems.length > 0) return { entries: problems, dataset };
  const shares = isSplit ? await sharesOf(draft, dataset.id, context) : undefined;
  const entries = assignees.map((person, index): PlanEntry => {
    const count = shares?.[index]?.length;
    if (count === 0) return { action: "reuse", what: `nothing for ${person}`, note: "no image is left" };
    const images = count === undefined ? imagesText(spec, dataset) : `${count} images of '${dataset.name}'`;
    return { action: "create", what: `job '${spec.name}' for ${person}`, note: images };
  });
  return { entries, dataset };
}

function imagesText(
  { images, includeTagged, excludeTagged, range }: CheckedSpec,
  { name, imagesCount }: DatasetInfo,
): string {
  const isNarrowed = includeTagged !== undefined || excludeTagged !== undefined || range !== undefined;
  const most = images?.length ?? imagesCount;
  return most === null ? `images of '${name}'` : `${isNarrowed ? "at most " : ""}${most} images of '${name}'`;
}

function* unknownNames(spec: CheckedSpec, meta: ProjectMeta, projectId: number): Generator<PlanEntry> {
  const classes = meta.classes.map(({ name }) => name);
  const tags = meta.tags.map(({ name }) => name);
  const asked = [
    ...(spec.classes ?? []).map((name) => ({ kind: "class", name, known: classes })),
    ...[spec.tags, spec.includeTagged, spec.excludeTagged]
      .flatMap((names) => names ?? [])
      .map((name) => ({ kind: "tag", name, known: tags })),
  ];
  for (const { kind, name, known } of asked) {
    if (known.includes(name)) continue;
    yield { action: "problem", what: `no ${kind} '${name}' in project ${projectId}`, note: suggest(name, known) };
  }
}
