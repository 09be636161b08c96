/** Plans a draft with reads: unknown names, and how many images each annotator would get. */
import { countText } from "../../base/text/count-text.js";
import { suggest } from "../../base/text/nearest.js";
import { NoResultError } from "../../domain/errors.js";
import { isSameName, nameKey } from "../../domain/names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import type { ProjectMeta } from "../../domain/records/project-meta.js";
import type { UserInfo } from "../../domain/records/team.js";
import { type PlanEntry, planEntry, type ReadContext } from "../core/node.js";
import { membersOf, workerId } from "../people/people.js";
import { findDataset, personKey, type Reference, type Scope } from "../project/scope.js";
import { isForAll } from "./draft-images.js";
import { type ImageShare, imageShares, imagesToSplit, noImage } from "./draft-requests.js";
import { type CompleteDraft, teamOfDataset } from "./draft-target.js";
import type { CheckedSpec } from "./job-spec.js";

/** The plan of a draft. */
export interface Survey {
  readonly problems: readonly PlanEntry[];
  /** Undefined if an earlier step of the chain would create the dataset. */
  readonly dataset: DatasetInfo | undefined;
  readonly datasetName: string;
  readonly teamId: number | undefined;
  /** For example `6 images of 'photos'`. */
  readonly imagesText: string;
  /** Shares of a split whose dataset exists. */
  readonly shares: readonly ImageShare[] | undefined;
}

/**
 * Checks the names in a draft. Cost: one request each for dataset, meta and members; the list of images for a split and for
 * some of the images.
 */
export async function surveyDraft(draft: CompleteDraft, scope: Scope, context: ReadContext): Promise<Survey> {
  const { spec, isSplit } = draft;
  const wanted = spec.dataset ?? scope.datasetId ?? 0;
  if (scope.isPlanned === true && !(await isThere(wanted, scope, context))) return notYet(draft, scope);
  const dataset = await findDataset(wanted, scope, context);
  const meta = await (await context.api()).project.getMeta(dataset.projectId, context);
  const teamId = await teamOfDataset(dataset, scope, context);
  const members = await membersToCheck(draft, scope, teamId, context);
  const problems = [
    ...unknownNames(spec, meta, dataset.projectId, scope.plannedNames ?? new Set()),
    ...unknownPeople(draft, scope, teamId, members),
  ];
  const found = { dataset, datasetName: dataset.name, teamId };
  const countOf = (count: number | null) =>
    `${count === null ? "images" : countText(count, "image")} of '${dataset.name}'${reviewersText(draft, members)}`;
  if (problems.length === 0 && isForAll(spec) && dataset.imagesCount === 0) throw noImage(dataset.id, spec);
  if (problems.length > 0 || (!isSplit && isForAll(spec))) {
    return { ...found, problems, imagesText: countOf(dataset.imagesCount), shares: undefined };
  }
  const images = await imagesToSplit(draft, dataset.id, context);
  const shares = isSplit ? imageShares(draft, images) : undefined;
  return { ...found, problems, imagesText: countOf(images.length), shares };
}

async function isThere(wanted: number | string, scope: Scope, context: ReadContext): Promise<boolean> {
  if (wanted === 0 || (scope.teamId === undefined && scope.projectId === undefined)) return false;
  // A project that an earlier step would create has no datasets yet.
  if (scope.projectId === undefined && scope.isPlanned === true) return false;
  try {
    await findDataset(wanted, scope, context);
    return true;
  } catch (error) {
    if (error instanceof NoResultError) return false;
    throw error;
  }
}

function notYet({ spec, isSplit }: CompleteDraft, scope: Scope): Survey {
  const name = typeof spec.dataset === "string" ? spec.dataset : "the new dataset";
  const text = `images of '${name}', which is not created yet`;
  return {
    problems: [],
    dataset: undefined,
    datasetName: name,
    teamId: scope.teamId,
    imagesText: isSplit ? `a share of the ${text}` : `the ${text}`,
    shares: undefined,
  };
}

/** Lists the members of the team if the draft names people whom the chain did not ensure, or reviewers, whose role counts. */
async function membersToCheck(draft: CompleteDraft, scope: Scope, teamId: number, context: ReadContext) {
  const isNeeded = draft.spec.reviewer !== undefined || peopleNotEnsured(draft, scope).length > 0;
  return isNeeded ? membersOf(teamId, context) : [];
}

function peopleNotEnsured({ annotators, reviewers }: CompleteDraft, scope: Scope): readonly Reference[] {
  return [...annotators, ...reviewers].filter((person) => !scope.people.has(personKey(person)));
}

/** Reports reviewers whose role is not meant for reviews: the job's own reviewer may review it all the same. */
function reviewersText({ reviewers }: CompleteDraft, members: readonly UserInfo[]): string {
  return reviewers
    .flatMap((person) => {
      const member = members.find(({ id, login }) =>
        typeof person === "number" ? id === person : isSameName(login, person),
      );
      return member?.role === "annotator" || member?.role === "viewer"
        ? [`; reviewer ${member.login} has the role ${member.role}`]
        : [];
    })
    .join("");
}

function unknownPeople(
  draft: CompleteDraft,
  scope: Scope,
  teamId: number,
  members: readonly UserInfo[],
): readonly PlanEntry[] {
  return peopleNotEnsured(draft, scope).flatMap((person): PlanEntry[] => {
    try {
      const id = workerId(person, members, teamId);
      if (typeof person === "string" || members.some((member) => member.id === id)) return [];
      return [planEntry("problem", `no member ${person} in team ${teamId}`, "choose a member of the team")];
    } catch (error) {
      if (!(error instanceof NoResultError)) throw error;
      return [planEntry("problem", error.message, error.hint)];
    }
  });
}

function* unknownNames(
  spec: CheckedSpec,
  meta: ProjectMeta,
  projectId: number,
  planned: ReadonlySet<string>,
): Generator<PlanEntry> {
  const classes = meta.classes.map(({ name }) => name);
  const tags = meta.tags.map(({ name }) => name);
  const namesToCheck = [
    ...(spec.classes ?? []).map((name) => ({ kind: "class", name, candidates: classes })),
    ...[spec.tags, spec.includeTagged, spec.excludeTagged]
      .flatMap((names) => names ?? [])
      .map((name) => ({ kind: "tag", name, candidates: tags })),
  ];
  for (const { kind, name, candidates } of namesToCheck) {
    if (candidates.some((one) => isSameName(one, name)) || planned.has(nameKey(name))) continue;
    yield planEntry("problem", `no ${kind} '${name}' in project ${projectId}`, suggest(name, candidates));
  }
}
