/** Reads annotations of the same pictures by several people and computes their agreement. */
import { AgreementTally, type PersonAnnotation } from "../../domain/agreement/agreement-tally.js";
import { NoResultError } from "../../domain/errors.js";
import type { Geometry } from "../../domain/geometry/geometry.js";
import type { Annotation } from "../../domain/records/image.js";
import { type Step, type StepContext, withoutProgress } from "../core/node.js";
import { readJob } from "../job/job-images.js";
import type { JobSet } from "../job/job-set.js";
import { eachItem } from "../list/items.js";
import { DisputedImage } from "./agreement-rows.js";
import { authorOf, eachAnnotation } from "./annotations.js";
import { type PersonImageWork, type SharedImage, sharedImages } from "./shared-images.js";

/** Data of an agreement. */
export interface AgreementReading {
  readonly iou: number;
  readonly tally: AgreementTally;
  /** Lowest agreement first. */
  readonly images: readonly DisputedImage[];
  /** Number of objects whose pixels are unknown. */
  readonly unread: number;
}

// Images whose annotations are in memory at once; each has annotations of several people.
const imagesAtOnce = 50;

/**
 * Creates the step that measures agreement at a threshold of IoU. Cost: one request per job and one per 50 images; with layers
 * one list of images per layer.
 */
export function agreementStep(iou: number): Step<JobSet, AgreementReading> {
  return {
    label: `agreement at IoU ${iou}`,
    async run(refs, context) {
      const ids = [...new Set(refs.map(({ id }) => id))];
      const jobs = await eachItem(ids, withoutProgress(context), (id) => readJob(id, context));
      const shared = await sharedImages(jobs, context);
      const tally = new AgreementTally(iou);
      const images: DisputedImage[] = [];
      let unread = 0;
      for (let at = 0; at < shared.length; at += imagesAtOnce) {
        const group = shared.slice(at, at + imagesAtOnce);
        const annotations = await annotationsOf(group, context);
        for (const image of group) {
          const { works, skipped } = annotatedWorks(image, annotations);
          unread += skipped;
          // Masks are decoded for the comparison: those of one image are in memory at once.
          for (const { imageId } of image.works) annotations.delete(imageId);
          if (works.length < 2) continue;
          images.push(
            new DisputedImage(
              image,
              works.map(({ login }) => login),
              tally.add(works),
            ),
          );
        }
        context.progress(at + group.length, shared.length);
      }
      if (images.length === 0) throw nothingLabeled(shared.length);
      return { iou, tally, images: images.sort(byAgreement), unread };
    },
    outcome: ({ images }) => `${images.length} images that several people labeled`,
  };
}

function byAgreement(one: DisputedImage, other: DisputedImage): number {
  return one.agreement - other.agreement || (one.meanIou ?? 1) - (other.meanIou ?? 1) || one.id - other.id;
}

function nothingLabeled(count: number): NoResultError {
  return new NoResultError(`none of the ${count} shared images is labeled by two people yet`, {
    query: "images that several people labeled",
    count: 0,
    hint: "wait for the annotators: jobs.waitFor('on_review')",
  });
}

async function annotationsOf(group: readonly SharedImage[], context: StepContext) {
  const datasets = new Map<number, Set<number>>();
  for (const { datasetId, imageId } of group.flatMap(({ works }) => works)) {
    datasets.set(datasetId, (datasets.get(datasetId) ?? new Set()).add(imageId));
  }
  const annotations = new Map<number, Annotation>();
  for (const [datasetId, imageIds] of datasets) {
    for await (const { imageId, annotation } of eachAnnotation(datasetId, [...imageIds], context)) {
      annotations.set(imageId, annotation);
    }
  }
  return annotations;
}

/** Returns each person's annotation of an image, without people who have not labeled it. */
function annotatedWorks(image: SharedImage, annotations: ReadonlyMap<number, Annotation>) {
  const works: PersonAnnotation[] = [];
  let skipped = 0;
  for (const labeled of image.works) {
    const annotation = annotations.get(labeled.imageId);
    if (annotation === undefined) continue;
    // If the server does not say who drew an object, it was the only person who has the image.
    const isAlone = image.works.filter(({ imageId }) => imageId === labeled.imageId).length === 1;
    const { work, unread, isEmpty } = workOf(labeled, annotation, isAlone);
    skipped += unread;
    if (labeled.isMarked || !isEmpty) works.push(work);
  }
  return { works, skipped };
}

function workOf(labeled: PersonImageWork, annotation: Annotation, isAlone: boolean) {
  const isOwn = (thing: Readonly<Record<string, unknown>>) => {
    const author = authorOf(thing);
    return author === "" ? isAlone : labeled.logins.has(author);
  };
  const ownObjects = annotation.objects.filter(isOwn);
  const objects = ownObjects.flatMap(({ classTitle, geometry }) =>
    hasPixels(geometry) ? [{ className: classTitle, outline: geometry }] : [],
  );
  const values = new Map<string, string[]>();
  for (const tag of annotation.tags.filter(isOwn)) {
    const name = tag.name ?? "";
    values.set(name, [...(values.get(name) ?? []), JSON.stringify(tag.value ?? null)].sort());
  }
  const tags = new Map([...values].map(([name, texts]) => [name, texts.join(", ")]));
  const isEmpty = ownObjects.length + tags.size === 0;
  return { work: { login: labeled.owner, objects, tags }, unread: ownObjects.length - objects.length, isEmpty };
}

/** Whether the pixels of a shape are known. @throws its data is damaged */
function hasPixels(geometry: Geometry): boolean {
  try {
    return geometry.bbox !== null;
  } catch {
    return false;
  }
}
