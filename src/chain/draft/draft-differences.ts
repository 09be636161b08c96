/** Compares existing jobs with a draft. */
import { shortened } from "../../base/text/shorten.js";
import { badArgument } from "../../domain/errors.js";
import { nameKey } from "../../domain/names.js";
import type { JobInfo } from "../../domain/records/job.js";
import { jobName } from "../job/job-set.js";
import { isOriginalOf, originOf } from "../job/lineage.js";
import type { CompleteDraft, DraftTarget } from "./draft-target.js";

/** Whether two jobs are duplicates of the draft with this name. */
export function areOriginalsOf(name: string): (job: JobInfo, other: JobInfo) => boolean {
  return (job, other) =>
    isOriginalOf(job, name) &&
    isOriginalOf(other, name) &&
    other.assignedToId === job.assignedToId &&
    (originOf(other)?.by ?? "ensure") === originOf(job)?.by;
}

const maxShown = 5;

/** Throws an error if existing jobs have other settings. Nothing is written before it. */
export function rejectDifferent(found: readonly string[]): void {
  if (found.length === 0) return;
  const more = found.length > maxShown ? `; and ${found.length - maxShown} more` : "";
  const hint = "use the existing settings, archive the old jobs, or choose another name";
  throw badArgument(
    "ensure",
    "settings",
    `exists with other settings: ${found.slice(0, maxShown).join("; ")}${more}`,
    hint,
  );
}

/** Lists differences, for example `job 37 'nov' has classes lemon, not kiwi`. */
export function differences(target: DraftTarget, job: JobInfo): readonly string[] {
  return [...settingPairs(target.draft, job), ...reviewerPair(target, job)]
    .filter(([, actual, wanted]) => actual !== wanted)
    .map(([what, actual, wanted]) => `${jobName(job)} has ${what} ${actual || "none"}, not ${wanted || "none"}`);
}

/** The settings of a job that are compared with a draft. */
type ComparedSettings = Pick<
  JobInfo,
  | "classesToLabel"
  | "tagsToLabel"
  | "objectsLimitPerImage"
  | "tagsLimitPerImage"
  | "readme"
  | "description"
  | "includeImagesWithTags"
  | "excludeImagesWithTags"
  | "imagesRange"
  | "entities"
>;

type Pair = readonly [what: string, there: string, asked: string];

/** Lists settings as `[what, value of the job, value of the draft]`. Those missing in the draft are listed only if they limit the work. */
export function settingPairs(draft: CompleteDraft, job: ComparedSettings): readonly Pair[] {
  const { spec, isSplit } = draft;
  const [start, end] = spec.range ?? [null, null];
  return [
    ["classes", listText(job.classesToLabel) || "all", listText(spec.classes ?? []) || "all"],
    ["tags", listText(job.tagsToLabel) || "all", listText(spec.tags ?? []) || "all"],
    ["objectsPerImage", limitText(job.objectsLimitPerImage), limitText(spec.objectsPerImage)],
    ["tagsPerImage", limitText(job.tagsLimitPerImage), limitText(spec.tagsPerImage)],
    ...(spec.readme === undefined ? [] : [["readme", short(job.readme), short(spec.readme)] as const]),
    ...(spec.description === undefined
      ? []
      : [["description", short(job.description), short(spec.description)] as const]),
    ...(isSplit ? [] : filterPairs(draft, job)),
    ...(isSplit || spec.images !== undefined
      ? []
      : [["range", rangeText(job.imagesRange), rangeText([start, end])] as const]),
  ];
}

function rangeText([start, end]: readonly [number | null, number | null]): string {
  return start === null && end === null ? "all" : `${start ?? 1} to ${end ?? "the last"}`;
}

function filterPairs({ spec }: CompleteDraft, job: ComparedSettings): Pair[] {
  const pairs: Pair[] = [
    ["includeTagged", listText(job.includeImagesWithTags), listText(spec.includeTagged ?? [])],
    ["excludeTagged", listText(job.excludeImagesWithTags), listText(spec.excludeTagged ?? [])],
  ];
  if (spec.images === undefined || job.entities === undefined) return pairs;
  const isMixed = new Set(spec.images.map((image) => typeof image)).size > 1;
  // An id and a name may be one image, which counts once in the range.
  if (isMixed && spec.range !== undefined) return pairs;
  const [first, last] = spec.range ?? [null, null];
  const keyed = (image: number | string) => (typeof image === "string" ? nameKey(image) : image);
  const asked = new Set<number | string>(spec.images.slice((first ?? 1) - 1, last ?? undefined).map(keyed));
  const keys = job.entities.map(({ id, name }) => [id, nameKey(name)] as const);
  const present = new Set<number | string>(keys.flat());
  const isSame =
    keys.every(([id, name]) => asked.has(id) || asked.has(name)) && [...asked].every((image) => present.has(image));
  const isById = [...asked].every((image) => typeof image === "number");
  const there = keys.map(([id, name]) => (isById ? id : name));
  return isSame ||
    pairs.some(([, one, other]) => one !== other) ||
    (spec.includeTagged ?? spec.excludeTagged) !== undefined
    ? pairs
    : [...pairs, ["images", imagesText(there), imagesText([...asked])]];
}

function reviewerPair({ draft, reviewers }: DraftTarget, job: JobInfo): Pair[] {
  if (draft.reviewers.length === 0 || reviewers.includes(job.reviewerId ?? 0)) return [];
  return [["reviewer", job.reviewerLogin ?? "", draft.reviewers.join(" or ")]];
}

function listText(names: readonly string[]): string {
  return [...new Set(names.map(nameKey))].sort().join(", ");
}

/** Formats the images of a selection, for example `a.png, b.png and 600 more`. */
function imagesText(images: readonly (number | string)[]): string {
  const sorted = [...images].sort();
  const shown = sorted.slice(0, maxShown).join(", ");
  return sorted.length <= maxShown + 1 ? sorted.join(", ") : `${shown} and ${sorted.length - maxShown} more`;
}

function limitText(limit: number | null | undefined): string {
  return limit == null ? "unlimited" : String(limit);
}

function short(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  if (line === "") return "";
  return `'${shortened(line, 40)}'`;
}
