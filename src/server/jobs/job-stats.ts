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
  const chosen = (id: number, named: readonly { id: number }[]) =>
    named.length === 0 || named.some((each) => each.id === id);

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
      tagsStats: stores.metas
        .tags(job.projectId)
        .filter(({ id }) => chosen(id, job.meta.projectTags))
        .flatMap(({ id, name, color, settings }) => {
          const count = (value?: string) => {
            const has = (elsewhere: ReadonlySet<number>) => (tag: TagOn) =>
              tag.tagId === id &&
              tag.labelerLogin === job.labelerLogin &&
              !(tag.id != null && elsewhere.has(tag.id)) &&
              (value === undefined || tag.value === value);
            return {
              color,
              images: images.filter(({ tags }) => tags?.some(has(imageTagsElsewhere))).length,
              figures: drawnByAll.filter(({ tags }) => tags.some(has(figureTagsElsewhere))).length,
            };
          };
          // Like real servers, lists possible values after their tag, with its id.
          const values = (settings.values ?? []).map((value) => ({
            parentId: id,
            ...count(value),
            name: `${name} (${value})`,
          }));
          return [{ id, ...count(), name }, ...values];
        }),
    },
    classes: stores.metas
      .classes(job.projectId)
      .filter(({ id }) => chosen(id, job.meta.classes))
      .map(({ id, name, color, shape }) => {
        const drawn = figures.filter(({ classId }) => classId === id);
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
        labelsCount: figures.filter(({ imageId }) => imageId === id).length,
      })),
    },
  };
}

function timesByImage(durations: readonly { imageId: number; seconds: number }[]): Map<number, Time> {
  const times = new Map<number, Time>();
  for (const { imageId, seconds } of durations) {
    const time = times.get(imageId);
    times.set(imageId, time === undefined ? { first: seconds, all: seconds } : { ...time, all: time.all + seconds });
  }
  return times;
}
