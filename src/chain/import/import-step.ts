/** The step of an import: uploads the pictures, then their annotations. */
import type { ImageFile } from "../../base/pictures/image-file.js";
import { countText } from "../../base/text/count-text.js";
import { ArgumentError, badArgument, messageWithoutMethod } from "../../domain/errors.js";
import {
  annotationKey,
  annotationWire,
  type FileAnnotation,
  isEmptyAnnotation,
  isUploadedSeparately,
} from "../../domain/formats/file-annotation.js";
import type { Geometry } from "../../domain/geometry/geometry.js";
import type { PictureSize } from "../../domain/geometry/mask.js";
import type { Annotation } from "../../domain/records/image.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { DatasetPaths } from "../project/ensure-dataset.js";
import { emptyScope, findDataset, type Scope } from "../project/scope.js";
import { DatasetIndex } from "../upload/dataset-index.js";
import { inOrder } from "../upload/ordered.js";
import { UploadResult } from "../upload/upload-result.js";
import type { Uploaded } from "../upload/upload-step.js";
import { fileEntries, outcomeText, sizesOf } from "../upload/upload-step.js";
import { type CorrectedOutcome, type DoneFile, doUpload } from "../upload/upload-work.js";
import type { ImportPicture, ImportSource } from "./import-files.js";
import { annotationError, annotationProblem, type ImportMeta, metaError, planImportMeta } from "./import-meta.js";
import { type CheckedImport, readSource } from "./import-source.js";

/** Creates the step that imports a folder into the scope's dataset, or into its project if there is no dataset. */
export function importStep(checkedImport: CheckedImport): Step<Scope, Uploaded> {
  const settings = { onConflict: checkedImport.onConflict, orient: false, folders: "datasets", tags: {} } as const;
  return {
    label: `import '${checkedImport.folder}'`,
    writes: true,
    async run(scope, context) {
      const source = inOneDataset(await readSource(checkedImport), scope.datasetId !== undefined);
      const projectId = await projectOf(scope, context);
      const api = await context.api();
      const planned = planImportMeta(source.meta, await api.project.getMeta(projectId, context));
      const { pictures, omitted } = await checked(source, planned);
      if (planned.problems.length > 0) throw metaError(planned.problems);
      const { change } = planned;
      if (change.classes.length > 0 || change.tags.length > 0) await api.project.updateMeta(projectId, change, context);
      const datasets = await DatasetPaths.read(projectId, context);
      const parentId = scope.datasetId ?? null;
      for (const path of source.datasets) await datasets.ensure(path, parentId, context);
      let latest: { readonly key: string; readonly index: DatasetIndex } | undefined;
      const { rows, bytesSent } = await doUpload(
        {
          ...settings,
          files: pictures,
          sizes: await sizesOf(pictures),
          async indexOf(path) {
            const key = path.join("/");
            if (latest?.key === key) return latest.index;
            const id = await datasets.ensure(path, parentId, context);
            const index = await DatasetIndex.read(id ?? undefined, false, context);
            latest = { key, index };
            return index;
          },
          onImages: (images, index) =>
            annotate(images, { datasetId: index.datasetId ?? 0, onConflict: settings.onConflict }, context),
        },
        context,
      );
      const firstId = datasets.find(source.datasets[0] ?? [], parentId) ?? scope.datasetId ?? 0;
      const { length } = source.datasets;
      const title = `Import into ${length === 1 ? datasets.textOf(firstId) : `${length} datasets`}`;
      const result = new UploadResult([...rows, ...source.refused], {
        ...{ title, datasetId: firstId, hidden: 0, omitted, bytesSent },
      });
      const only = source.datasets.length === 1 ? { datasetId: firstId } : {};
      return { scope: { ...scope, projectId, ...only }, result };
    },
    outcome: ({ result }) => (result === undefined ? undefined : outcomeText(result)),
    async plan(scope = emptyScope, context) {
      const source = inOneDataset(await readSource(checkedImport), scope.datasetId !== undefined);
      const isThere = scope.projectId !== undefined || scope.datasetId !== undefined;
      const projectId = isThere ? await projectOf(scope, context) : undefined;
      const api = await context.api();
      const existing =
        projectId === undefined ? { classes: [], tags: [] } : await api.project.getMeta(projectId, context);
      const planned = planImportMeta(source.meta, existing);
      // Annotations may contradict the project for the same reason.
      const isClear = planned.problems.length === 0;
      const { pictures, omitted } = isClear ? await checked(source, planned) : source;
      const isNew = ({ what, action }: PlanEntry) => action !== "create" || !isPlanned(scope, what);
      const destination = projectId === undefined ? undefined : { projectId, datasetId: scope.datasetId ?? null };
      const { refused } = source;
      const files = await fileEntries({ files: pictures, refused, hidden: 0 }, destination, settings, context);
      const omittedEntries = omitted.map((what) => planEntry("read", `not imported: ${what}`));
      return {
        entries: [...planned.entries.filter(isNew), ...files, ...omittedEntries],
        value: { scope: { ...scope, ...(projectId === undefined ? {} : { projectId }) } },
      };
    },
  };
}

function isPlanned({ plannedNames }: Scope, what: string): boolean {
  return [...(plannedNames ?? [])].some((name) => what.endsWith(` '${name}'`));
}

/** For an import into a dataset: one dataset of the folder is merged into it, several become nested datasets. */
function inOneDataset(source: ImportSource, isInDataset: boolean): ImportSource {
  if (!isInDataset || source.datasets.length !== 1) return source;
  const depth = source.datasets[0]?.length ?? 0;
  return {
    ...source,
    datasets: [[]],
    pictures: source.pictures.map((picture) => ({ ...picture, datasets: picture.datasets.slice(depth) })),
  };
}

async function projectOf(scope: Scope, context: ReadContext): Promise<number> {
  const { projectId, datasetId } = scope;
  if (datasetId !== undefined) return (await findDataset(datasetId, scope, context)).projectId;
  if (projectId !== undefined) return projectId;
  const hint = "start with project(…) or team(…).ensureProject(…)";
  throw badArgument("import", "project", "no project or dataset", hint);
}

interface Checked {
  /** The pictures of the folder. Files that do not fit their annotation are rejected. */
  readonly pictures: readonly ImportPicture[];
  readonly omitted: readonly string[];
}

/** Checks all annotations before anything is written. @throws {ArgumentError} one contradicts the classes and tags */
async function checked({ pictures, meta, omitted }: ImportSource, { tags }: ImportMeta): Promise<Checked> {
  const bounds = { maxItems: 16, maxWeight: 16, weightOf: () => 1 };
  // Only annotations without a size need that of the picture; bounds are checked once it is known.
  const unknown = { width: 2 ** 15, height: 2 ** 15 };
  const read = async (picture: ImportPicture) => {
    await picture.metadata?.();
    return { picture, annotation: await picture.annotation(unknown) };
  };
  const found: ImportPicture[] = [];
  let outside = 0;
  for await (const { picture, annotation } of inOrder(pictures, bounds, read)) {
    const problem = annotationProblem(annotation, meta, tags);
    if (problem !== undefined) throw annotationError(picture.path, problem);
    outside += annotation.omitted ?? 0;
    const { size } = annotation;
    const edge = size === undefined ? undefined : readShapes(picture, () => outsideText(annotation, size));
    found.push({ ...picture, refusal: ({ file }) => edge ?? sizeText(size, file) });
  }
  if (outside === 0) return { pictures: found, omitted };
  return { pictures: found, omitted: [...omitted, `${countText(outside, "object")} outside of the picture`] };
}

/** Runs `read`, which decodes masks, and names the picture in the error for a damaged one. */
function readShapes<T>({ path }: ImportPicture, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ArgumentError ? annotationError(path, `is damaged: ${messageWithoutMethod(error)}`) : error;
  }
}

/**
 * Describes what is wrong with the image size in an annotation. Valid are the sizes before and after orientation is
 * applied.
 */
function sizeText(stated: PictureSize | undefined, { width, height }: ImageFile): string | undefined {
  const isSame = stated === undefined || (stated.width === width && stated.height === height);
  if (isSame || (stated.width === height && stated.height === width)) return undefined;
  return `its annotation is for ${sizeOf(stated)} pixels, the picture has ${sizeOf({ width, height })}`;
}

function outsideText({ objects }: FileAnnotation, size: PictureSize): string | undefined {
  const outside = objects.find(({ geometry: { bbox } }) => {
    return bbox !== null && (bbox.left < 0 || bbox.top < 0 || bbox.right > size.width || bbox.bottom > size.height);
  });
  if (outside === undefined) return undefined;
  return `its annotation has a ${outside.geometry.type} of class '${outside.classTitle}' outside of ${sizeOf(size)} pixels`;
}

function sizeOf({ width, height }: PictureSize): string {
  return `${width} × ${height}`;
}

/** Whether an interrupted import left an image without some of the shapes that are uploaded last. */
function isUnfinished(current: Annotation, wanted: FileAnnotation): boolean {
  const inline = ({ geometry }: { readonly geometry: Geometry }) => !isUploadedSeparately(geometry.type);
  const isBare = ({ geometry }: { readonly geometry: Geometry }) => !inline({ geometry }) && geometry.bbox === null;
  const [existing, all] = [current.objects.filter(inline), wanted.objects.filter(inline)];
  const [apart, allApart] = [current.objects.length - existing.length, wanted.objects.length - all.length];
  return (
    (apart < allApart || (apart === allApart && current.objects.some(isBare))) &&
    annotationKey({ ...current, objects: existing }) === annotationKey({ ...wanted, objects: all })
  );
}

interface AnnotationUpload extends Pick<CheckedImport, "onConflict"> {
  readonly datasetId: number;
}

/** Uploads annotations to images that have none; images with other labels are conflicts unless they are to be replaced. */
async function annotate(
  images: readonly DoneFile[],
  { datasetId, onConflict }: AnnotationUpload,
  context: StepContext,
): Promise<readonly CorrectedOutcome[]> {
  const api = await context.api();
  const existing = await api.annotation.downloadBatch(
    datasetId,
    images.map(({ imageId }) => imageId),
    { signal: context.signal, concurrency: 1 },
  );
  const amended: CorrectedOutcome[] = [];
  const toSend = [];
  for (const [at, { file, imageId }] of images.entries()) {
    const { annotation: current } = existing[at]!;
    const wanted = await (file as ImportPicture).annotation(current.size);
    const isEmpty = current.objects.length === 0 && current.tags.length === 0 && current.description === "";
    if (isEmptyAnnotation(wanted) && isEmpty) continue;
    if (annotationKey(current) === annotationKey(wanted)) continue;
    const outside = outsideText(wanted, current.size);
    if (outside !== undefined) {
      amended.push({ file, outcome: "conflict", note: outside });
      continue;
    }
    if (!isEmpty && onConflict === "report" && !isUnfinished(current, wanted)) {
      amended.push({ file, outcome: "conflict", note: "the image has other labels" });
      continue;
    }
    toSend.push({ imageId, annotation: annotationWire(wanted, current.size) });
  }
  if (toSend.length > 0)
    await api.annotation.uploadBatch(datasetId, toSend, { signal: context.signal, concurrency: 1 });
  return amended;
}
