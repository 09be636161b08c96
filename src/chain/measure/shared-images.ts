/** Finds the images that several people have, from jobs and lists of images. */
import { noResult } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext } from "../core/node.js";
import { originOf } from "../job/lineage.js";

/** One person's work on one image, including the work of others that it continues after a restart. */
export interface PersonImageWork {
  /** Login of the person who last worked on it. */
  readonly owner: string;
  /** Logins whose objects on the image belong to this work. */
  readonly logins: ReadonlySet<string>;
  readonly imageId: number;
  readonly datasetId: number;
  /** Whether the image is marked done, accepted or rejected. */
  readonly isMarked: boolean;
}

/** A picture that two or more people worked on. */
export interface SharedImage {
  /** Id in the first layer that has it. */
  readonly id: number;
  readonly name: string;
  readonly datasetId: number;
  readonly works: readonly PersonImageWork[];
}

interface LabeledImage {
  readonly name: string;
  readonly datasetId: number;
  readonly jobs: { readonly job: JobInfo; readonly isMarked: boolean }[];
}

/**
 * Finds the images that two or more people have: in jobs of one dataset, or with the same content in layers of a dataset. Cost:
 * with layers one list of images per layer.
 *
 * @throws {NoResultError} no image is assigned to two people
 */
export async function sharedImages(jobs: readonly JobInfo[], context: ReadContext): Promise<readonly SharedImage[]> {
  const images = new Map<number, LabeledImage>();
  for (const job of [...jobs].sort((one, other) => one.id - other.id)) {
    for (const { id, name, reviewStatus } of job.entities ?? []) {
      const image = images.get(id) ?? { name, datasetId: job.datasetId ?? 0, jobs: [] };
      image.jobs.push({ job, isMarked: reviewStatus !== "none" });
      images.set(id, image);
    }
  }
  const keyOf = await contentKeys(jobs, context);
  const shared = new Map<string, SharedImage>();
  for (const [id, image] of [...images].sort(([one], [other]) => one - other)) {
    const key = keyOf.get(id) ?? `image ${id}`;
    const earlier = shared.get(key);
    const works = [...(earlier?.works ?? []), ...worksOf(id, image)];
    shared.set(key, { id, name: image.name, datasetId: image.datasetId, ...earlier, works: onePerPerson(works) });
  }
  const found = [...shared.values()].filter(({ works }) => works.length > 1);
  if (found.length > 0) return found;
  const people = new Set(jobs.map(({ assignedToLogin }) => assignedToLogin));
  const what =
    jobs.length === 0
      ? "there are no jobs"
      : people.size < 2
        ? "one person has all of them"
        : "no image is in two jobs";
  const hint = "create the jobs with split({ overlap: 2, … }), and select all jobs of that name";
  throw noResult(`no image is assigned to two people: ${what}`, "images that several people label", hint);
}

// A person who has a picture twice is not compared with themselves.
function onePerPerson(works: readonly PersonImageWork[]): readonly PersonImageWork[] {
  const byOwner = new Map<string, PersonImageWork>();
  for (const work of works) {
    const kept = byOwner.get(work.owner);
    if (kept === undefined || (!kept.isMarked && work.isMarked)) byOwner.set(work.owner, work);
  }
  return [...byOwner.values()];
}

/** Groups the work on one image: jobs that continue other jobs are one piece of work. */
function worksOf(imageId: number, { datasetId, jobs }: LabeledImage): readonly PersonImageWork[] {
  const rootOf = new Map<number, number>();
  const groups = new Map<number, { owner: string; logins: Set<string>; isMarked: boolean }>();
  for (const { job, isMarked } of jobs) {
    const origin = originOf(job);
    const isContinued = (origin?.by === "restart" || origin?.by === "handOver") && origin.from !== undefined;
    const root = (isContinued ? rootOf.get(origin.from) : undefined) ?? job.id;
    rootOf.set(job.id, root);
    const group = groups.get(root);
    const login = job.assignedToLogin;
    if (group === undefined) groups.set(root, { owner: login, logins: new Set([login]), isMarked });
    else {
      group.logins.add(login);
      if (isMarked) group.owner = login;
      group.isMarked ||= isMarked;
    }
  }
  return [...groups.values()].filter(({ owner }) => owner !== "").map((group) => ({ ...group, imageId, datasetId }));
}

const layerPattern = /^(.*) \(layer \d+\)$/;

/** Maps images of layers to keys that equal pictures share. */
async function contentKeys(jobs: readonly JobInfo[], context: ReadContext): Promise<ReadonlyMap<number, string>> {
  const keys = new Map<number, string>();
  const families = new Map<string, number[]>();
  const names = new Map(jobs.flatMap((job) => (job.datasetId === null ? [] : [[job.datasetId, job] as const])));
  if (![...names.values()].some(({ datasetName }) => layerPattern.test(datasetName))) return keys;
  const api = await context.api();
  for (const datasetId of names.keys()) {
    const { name, projectId, parentId } = await api.dataset.getInfoById(datasetId, context);
    const key = JSON.stringify([projectId, parentId, layerPattern.exec(name)?.[1] ?? name]);
    families.set(key, [...(families.get(key) ?? []), datasetId]);
  }
  for (const [family, datasetIds] of families) {
    if (datasetIds.length < 2) continue;
    for (const datasetId of datasetIds) {
      // A dataset may have a picture twice: the first corresponds to the first in the other layer.
      const times = new Map<string, number>();
      for await (const { id, name, hash } of api.image.getList(datasetId, {}, context)) {
        const content = hash ?? name;
        const time = (times.get(content) ?? 0) + 1;
        times.set(content, time);
        keys.set(id, JSON.stringify([family, content, time]));
      }
    }
  }
  return keys;
}
