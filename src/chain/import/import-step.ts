/** The step of an import: uploads the pictures, then their annotations. */
import { ArgumentError } from "../../domain/errors.js";
import { annotationKey, annotationWire, isEmptyAnnotation } from "../../domain/formats/file-annotation.js";
import type { PlanEntry, ReadContext, Step, StepContext } from "../core/node.js";
import { DatasetPaths } from "../project/ensure-places.js";
import { emptyScope, type Scope } from "../project/scope.js";
import { DatasetIndex } from "../upload/dataset-index.js";
import { inOrder } from "../upload/ordered.js";
import { UploadResult } from "../upload/upload-result.js";
import type { Uploaded } from "../upload/upload-step.js";
import { fileEntries, outcomeText, sizesOf } from "../upload/upload-step.js";
import { type Amended, type DoneFile, doUpload } from "../upload/upload-work.js";
import { annotationProblem, metaError, planImportMeta } from "./import-meta.js";
import { type CheckedImport, type ImportPicture, type ImportSource, readSource } from "./import-source.js";

/** Creates the step that imports a folder into the scope's dataset, or into its project if there is no dataset. */
export function importStep(checked: CheckedImport): Step<Scope, Uploaded> {
  const settings = { onConflict: checked.onConflict, orient: false, folders: "datasets", tags: {} } as const;
  return {
    label: `import '${checked.folder}'`,
    writes: true,
    async run(scope, context) {
      const source = placed(await readSource(checked), scope.datasetId !== undefined);
      const projectId = await projectOf(scope, context);
      await checkAnnotations(source);
      await ensureImportMeta(source, projectId, context);
      const datasets = await DatasetPaths.read(projectId, context);
      const parentId = scope.datasetId ?? null;
      for (const path of source.datasets) await datasets.ensure(path, parentId, context);
      let known: { readonly key: string; readonly index: DatasetIndex } | undefined;
      const { rows, bytesSent } = await doUpload(
        {
          ...settings,
          files: source.pictures,
          sizes: await sizesOf(source.pictures),
          async indexOf(path) {
            const key = path.join("/");
            if (known?.key === key) return known.index;
            const id = await datasets.ensure(path, parentId, context);
            const index = await DatasetIndex.read(id ?? undefined, false, context);
            known = { key, index };
            return index;
          },
          onImages: (images, index) =>
            annotate(images, { source, datasetId: index.datasetId ?? 0, ...checked }, context),
        },
        context,
      );
      const firstId = datasets.find(source.datasets[0] ?? [], parentId) ?? scope.datasetId ?? 0;
      const { length } = source.datasets;
      const title = `Import into ${length === 1 ? datasets.textOf(firstId) : `${length} datasets`}`;
      const result = new UploadResult(rows, { title, datasetId: firstId, hidden: 0, bytesSent });
      const only = source.datasets.length === 1 ? { datasetId: firstId } : {};
      return { scope: { ...scope, projectId, ...only }, result };
    },
    outcome: ({ result }) => (result === undefined ? undefined : outcomeText(result)),
    async plan(scope = emptyScope, context) {
      const source = placed(await readSource(checked), scope.datasetId !== undefined);
      const isThere = scope.projectId !== undefined || scope.datasetId !== undefined;
      const projectId = isThere ? await projectOf(scope, context) : undefined;
      await checkAnnotations(source);
      const api = await context.api();
      const there =
        projectId === undefined
          ? { classes: [], tags: [] }
          : await api.project.getMeta(projectId, { signal: context.signal });
      const { entries } = planImportMeta(source.meta, there);
      const isNew = ({ what, action }: PlanEntry) => action !== "create" || !isPlanned(scope, what);
      const place = projectId === undefined ? undefined : { projectId, datasetId: scope.datasetId ?? null };
      const files = await fileEntries({ files: source.pictures, refused: [], hidden: 0 }, place, settings, context);
      return {
        entries: [...entries.filter(isNew), ...files],
        value: { scope: { ...scope, ...(projectId === undefined ? {} : { projectId }) } },
      };
    },
  };
}

function isPlanned({ plannedNames }: Scope, what: string): boolean {
  return [...(plannedNames ?? [])].some((name) => what.endsWith(` '${name}'`));
}

/** For an import into a dataset: one dataset of the folder is merged into it, several become nested datasets. */
function placed(source: ImportSource, isInDataset: boolean): ImportSource {
  if (!isInDataset || source.datasets.length !== 1) return source;
  const depth = source.datasets[0]?.length ?? 0;
  return {
    ...source,
    datasets: [[]],
    pictures: source.pictures.map((picture) => ({ ...picture, datasets: picture.datasets.slice(depth) })),
  };
}

async function projectOf({ projectId, datasetId }: Scope, { api, signal }: ReadContext): Promise<number> {
  if (projectId !== undefined) return projectId;
  if (datasetId !== undefined) return (await (await api()).dataset.getInfoById(datasetId, { signal })).projectId;
  throw new ArgumentError("import: no project or dataset", {
    method: "import",
    argument: "project",
    hint: "start with project(…) or team(…).ensureProject(…)",
  });
}

/** Checks all annotations before anything is written. The pictures' sizes are not needed for that. */
async function checkAnnotations({ pictures, meta }: ImportSource): Promise<void> {
  const bounds = { items: 16, weight: 16, weightOf: () => 1 };
  const size = { width: 2 ** 15, height: 2 ** 15 };
  const read = async (picture: ImportPicture) => {
    await picture.metadata?.();
    return { picture, annotation: await picture.annotation(size) };
  };
  for await (const { picture, annotation } of inOrder(pictures, bounds, read)) {
    const fault = annotationProblem(annotation, meta);
    if (fault !== undefined) throw metaError([`the annotation of '${picture.path}' ${fault}`]);
  }
}

async function ensureImportMeta(source: ImportSource, projectId: number, context: StepContext): Promise<void> {
  const api = await context.api();
  const there = await api.project.getMeta(projectId, { signal: context.signal });
  const { change, problems } = planImportMeta(source.meta, there);
  if (problems.length > 0) throw metaError(problems);
  if (change.classes.length === 0 && change.tags.length === 0) return;
  await api.project.updateMeta(projectId, change, { signal: context.signal });
}

interface Annotating extends Pick<CheckedImport, "onConflict"> {
  readonly source: ImportSource;
  readonly datasetId: number;
}

/** Uploads annotations to images that have none; images with other labels are conflicts unless they are to be replaced. */
async function annotate(
  images: readonly DoneFile[],
  { datasetId, onConflict }: Annotating,
  context: StepContext,
): Promise<readonly Amended[]> {
  const api = await context.api();
  const { signal } = context;
  const there = await api.annotation.downloadBatch(
    datasetId,
    images.map(({ imageId }) => imageId),
    { signal, concurrency: 1 },
  );
  const amended: Amended[] = [];
  const toSend = [];
  for (const [at, { file, imageId }] of images.entries()) {
    const { annotation: current } = there[at]!;
    const wanted = await (file as ImportPicture).annotation(current.size);
    const isEmpty = current.objects.length === 0 && current.tags.length === 0 && current.description === "";
    if (isEmptyAnnotation(wanted) && isEmpty) continue;
    if (annotationKey(current) === annotationKey(wanted)) continue;
    if (!isEmpty && onConflict === "report") {
      amended.push({ file, outcome: "conflict", note: "the image has other labels" });
      continue;
    }
    toSend.push({ imageId, annotation: annotationWire(wanted, current.size) });
  }
  if (toSend.length > 0) await api.annotation.uploadBatch(datasetId, toSend, { signal, concurrency: 1 });
  return amended;
}
