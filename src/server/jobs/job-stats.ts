import type { Stores } from "../stores.js";

interface Time {
  /** Seconds until the image was first marked as done. */
  readonly first: number;
  /** Total seconds, including rework. */
  readonly all: number;
}

/** A tag on an image or an object. */
interface TagOn {
  readonly id?: number | null | undefined;
  readonly tagId: number;
  readonly value?: unknown;
  readonly labelerLogin?: string | null | undefined;
}

/** Computes the response of `jobs.stats`: the annotator's objects, tags and times. */
export function jobStats(stores: Stores, jobId: number) {
  const job = stores.jobs.find(jobId);
  if (job === undefined) return undefined;
  const entities = stores.jobImages.entities(jobId);
  const imageIds = entities.map(({ id }) => id);
  const drawnByAll = stores.figures.ofImages(imageIds);
  // Excludes objects that others drew on the same images: people may be paid by these numbers.
  const elsewhere = stores.activity.drawnElsewhere(jobId, job.userId);
  const figures = drawnByAll.filter(({ id, labelerLogin }) => labelerLogin === job.labelerLogin && !elsewhere.has(id));
  const imageTagsElsewhere = stores.tagData.putElsewhere("imageTags", jobId, job.userId);
  const figureTagsElsewhere = stores.tagData.putElsewhere("figureTags", jobId, job.userId);
  const images = stores.images.all([
    { sql: "i.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(imageIds)] },
  ]);
  const times = timesByImage(stores.activity.durations(jobId, job.userId));
  const timeOf = (imageId: number): Time => times.get(imageId) ?? { first: 0, all: 0 };
  const sum = (of: (time: Time) => number) => [...times.values()].reduce((total, time) => total + of(time), 0);
  const chosen = <Item extends { id: number }>(items: readonly Item[], named: readonly { id: number }[]) => {
    const ids = new Set(named.map(({ id }) => id));
    return ids.size === 0 ? items : items.filter(({ id }) => ids.has(id));
  };
  const isOwn = (tag: TagOn, elsewhere: ReadonlySet<number>) =>
    tag.labelerLogin === job.labelerLogin && !(tag.id != null && elsewhere.has(tag.id));
  const imagesByTag = countTags(images, (tag) => isOwn(tag, imageTagsElsewhere));
  const figuresByTag = countTags(drawnByAll, (tag) => isOwn(tag, figureTagsElsewhere));
  const figuresByClass = groupBy(figures, ({ classId }) => classId);
  const figuresByImage = groupBy(figures, ({ imageId }) => imageId);

  return {
    job: {
      id: job.id,
      name: job.name,
      startedAt: job.startedAt,
      finishedAt: job.finishedAt,
      imagesCount: job.imagesCount,
      // Done by the annotator, reviewed or not.
      finishedImagesCount: job.finishedImagesCount + job.acceptedImagesCount + job.rejectedImagesCount,
      annotationDuration: sum(({ first }) => first),
      editingDuration: sum(({ first, all }) => all - first),
      tagsStats: chosen(stores.metas.tags(job.projectId), job.meta.projectTags).flatMap(
        ({ id, name, color, settings }) => {
          const count = (value?: string) => {
            const key = tagKey(id, value);
            return { color, images: imagesByTag.get(key) ?? 0, figures: figuresByTag.get(key) ?? 0 };
          };
          // Like real servers, lists possible values after their tag, with its id.
          const values = (settings.values ?? []).map((value) => ({
            parentId: id,
            ...count(value),
            name: `${name} (${value})`,
          }));
          return [{ id, ...count(), name }, ...values];
        },
      ),
    },
    classes: chosen(stores.metas.classes(job.projectId), job.meta.classes).map(({ id, name, color, shape }) => {
      const drawn = figuresByClass.get(id) ?? [];
      const drawnOn = new Set(drawn.map(({ imageId }) => imageId));
      const totalDuration = [...drawnOn].reduce((total, imageId) => total + timeOf(imageId).all, 0);
      const avgDuration = drawn.length === 0 || totalDuration === 0 ? null : totalDuration / drawn.length;
      const counts = { imagesCount: drawnOn.size, labelsCount: drawn.length };
      return { id, name, color, shape, totalDuration, avgDuration, ...counts };
    }),
    images: {
      total: entities.length,
      images: entities.map(({ id, name, reviewStatus }) => ({
        id,
        name,
        reviewStatus,
        annotationDuration: timeOf(id).first,
        totalDuration: timeOf(id).all,
        labelsCount: figuresByImage.get(id)?.length ?? 0,
      })),
    },
  };
}

function tagKey(tagId: number, value: unknown): string {
  return value === undefined ? String(tagId) : `${tagId} ${JSON.stringify(value)}`;
}

/** Counts the items by tag, and by tag and value; see {@link tagKey}. */
function countTags(
  items: readonly { readonly tags?: readonly TagOn[] | null | undefined }[],
  isCounted: (tag: TagOn) => boolean,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { tags } of items) {
    const counted = (tags ?? []).filter(isCounted);
    // An item counts once, also with several tags of one kind.
    const keys = new Set(counted.flatMap(({ tagId, value }) => [tagKey(tagId, undefined), tagKey(tagId, value)]));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => number): ReadonlyMap<number, readonly Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function timesByImage(durations: readonly { imageId: number; seconds: number }[]): Map<number, Time> {
  const times = new Map<number, Time>();
  for (const { imageId, seconds } of durations) {
    const time = times.get(imageId);
    times.set(imageId, time === undefined ? { first: seconds, all: seconds } : { ...time, all: time.all + seconds });
  }
  return times;
}
