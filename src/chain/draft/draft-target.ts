/** Resolves the dataset and the people of a draft, and the layers (further datasets) of an overlap. */
import { BulkError, badArgument, ConflictError } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import { findWorkers } from "../people/people.js";
import { findDataset, personKey, type Reference, type Scope, teamIdOf } from "../project/scope.js";
import type { CheckedSpec } from "./job-spec.js";

/** A complete draft: it has a name, a dataset and annotators. */
export interface CompleteDraft {
  readonly spec: CheckedSpec & { readonly name: string };
  readonly annotators: readonly Reference[];
  /** Reviewers, who share the jobs evenly. */
  readonly reviewers: readonly Reference[];
  /** Whether the annotators share the images; else each gets all. */
  readonly isSplit: boolean;
}

/** Completes a draft with the people whom the chain ensured. @throws {ArgumentError} name, dataset or annotator is missing */
export function completed(
  method: string,
  kind: "job" | "queue",
  spec: CheckedSpec,
  ensured: Pick<CompleteDraft, "annotators" | "reviewers">,
  hasDataset: boolean,
): Omit<CompleteDraft, "isSplit"> {
  const { name, dataset, assign: annotators = ensured.annotators, reviewer: reviewers = ensured.reviewers } = spec;
  const missing = (argument: string, what: string, hint: string) =>
    badArgument(method, argument, `the ${kind} has no ${what}`, hint);
  if (name === undefined) throw missing("name", "name", `set a name: ${kind}({ name: 'lemons', … })`);
  if (dataset === undefined && !hasDataset) {
    throw missing("dataset", "dataset", `set a dataset: ${kind}({ dataset: 10555, … })`);
  }
  if (annotators.length > 0) return { spec: { ...spec, name }, annotators, reviewers };
  const hint = `set an annotator: ensureAnnotator('labeler_1') before it, or ${kind}({ assign: 'labeler_1', … })`;
  throw missing("assign", "annotator", hint);
}

/** A draft with the ids of its dataset, team and people. */
export interface DraftTarget {
  readonly draft: CompleteDraft;
  readonly datasetId: number;
  readonly teamId: number;
  readonly annotators: readonly number[];
  readonly reviewers: readonly number[];
}

/** Resolves the names in a draft. Cost: one list per kind of record given by name; none if all are ids. */
export async function draftTarget(draft: CompleteDraft, scope: Scope, context: ReadContext): Promise<DraftTarget> {
  const { spec, annotators, reviewers } = draft;
  const wanted = spec.dataset ?? scope.datasetId ?? 0;
  // With a project as well, it is read: a dataset of another project would be a mistake.
  const isKnown = typeof wanted === "number" && scope.teamId !== undefined && scope.projectId === undefined;
  const dataset = isKnown ? { id: wanted, teamId: scope.teamId } : await findDataset(wanted, scope, context);
  const teamId = await teamOfDataset(dataset, scope, context);
  const peopleToFind = [...annotators, ...reviewers].filter(
    (person) => scope.people.get(personKey(person)) === undefined,
  );
  const workers = await findWorkers(teamId, peopleToFind, context);
  const idOf = (person: Reference) => scope.people.get(personKey(person)) ?? workers.get(person) ?? 0;
  return { draft, datasetId: dataset.id, teamId, annotators: annotators.map(idOf), reviewers: reviewers.map(idOf) };
}

/** Returns the team of a dataset. */
export async function teamOfDataset(
  dataset: { readonly id: number; readonly teamId?: number | null | undefined },
  scope: Scope,
  context: ReadContext,
): Promise<number> {
  if (scope.teamId !== undefined || scope.projectId !== undefined) return teamIdOf(scope, context);
  if (dataset.teamId != null) return dataset.teamId;
  return (await context.api()).labelingJob.teamOfDataset(dataset.id, context);
}

/** One layer of an overlap: a dataset with the same pictures. */
export interface Layer {
  /** Undefined if it does not exist yet. */
  readonly datasetId: number | undefined;
  /** Ids of images in the layer, by ids in the draft's dataset. */
  idOf(image: ImageInfo): number | undefined;
  /** Ids of images in the draft's dataset, by ids in the layer. */
  imageOf(id: number): ImageInfo | undefined;
}

/** Finds the existing layers. The first is the dataset itself. Cost: two lists, one more per further layer. */
export async function findLayers(
  datasetId: number,
  images: readonly ImageInfo[],
  overlap: number,
  context: ReadContext,
): Promise<readonly Layer[]> {
  const layers = [baseLayer(datasetId, images)];
  if (overlap === 1) return layers;
  const api = await context.api();
  const base = await api.dataset.getInfoById(datasetId, context);
  const siblings = await siblingsOf(base, context);
  for (let number = 2; number <= overlap; number++) {
    const dataset = siblings.find(({ name }) => isSameName(name, layerName(base, number)));
    const existing = dataset === undefined ? [] : await api.image.getList(dataset.id, {}, context);
    layers.push(namedLayer(dataset?.id, images, existing));
  }
  return layers;
}

/** Creates missing layers and adds missing images by hash. */
export async function makeLayers(
  datasetId: number,
  images: readonly ImageInfo[],
  overlap: number,
  context: ReadContext,
): Promise<readonly Layer[]> {
  const found = await findLayers(datasetId, images, overlap, context);
  if (overlap === 1) return found;
  const api = await context.api();
  const base = await api.dataset.getInfoById(datasetId, context);
  const layers: Layer[] = [];
  for (const [index, layer] of found.entries()) {
    const id = layer.datasetId ?? (await makeLayer(base, index + 1, context));
    const missing = images.filter((image) => layer.idOf(image) === undefined);
    if (missing.length === 0) {
      layers.push(layer);
      continue;
    }
    try {
      await api.image.upload(id, missing.map(sameContent), context);
    } catch (error) {
      // Another run may have added some of them in the meantime; missing ones are reported below.
      if (!(error instanceof BulkError)) throw error;
      const existing = namedLayer(id, images, await api.image.getList(id, {}, context));
      if (images.some((image) => existing.idOf(image) === undefined)) throw error;
    }
    layers.push(namedLayer(id, images, await api.image.getList(id, {}, context)));
  }
  return layers;
}

/** Returns the name of a layer, for example `photos (layer 2)`. */
function layerName({ name }: Pick<DatasetInfo, "name">, number: number): string {
  return `${name} (layer ${number})`;
}

async function makeLayer(base: DatasetInfo, number: number, context: ReadContext): Promise<number> {
  const api = await context.api();
  const { projectId, parentId } = base;
  const name = layerName(base, number);
  try {
    const details = {
      description: `Pictures of '${base.name}' for further annotators`,
      ...(parentId === null ? {} : { parentId }),
    };
    return (await api.dataset.create(projectId, name, details, context)).id;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const created = (await siblingsOf(base, context)).find((sibling) => isSameName(sibling.name, name));
    if (created === undefined) throw error;
    return created.id;
  }
}

/** Lists the siblings of dataset `base`, by id. */
async function siblingsOf({ projectId, parentId }: DatasetInfo, context: ReadContext): Promise<DatasetInfo[]> {
  const datasets = await (await context.api()).dataset.getList(projectId, { recursive: true }, context);
  return datasets.filter((dataset) => dataset.parentId === parentId).sort((a, b) => a.id - b.id);
}

function sameContent({ name, hash, link, meta }: ImageInfo) {
  return { name, meta, ...(hash === null ? { link: link ?? "" } : { hash }) };
}

function baseLayer(datasetId: number, images: readonly ImageInfo[]): Layer {
  const byId = new Map(images.map((image) => [image.id, image]));
  return { datasetId, idOf: ({ id }) => id, imageOf: (id) => byId.get(id) };
}

function namedLayer(
  datasetId: number | undefined,
  images: readonly ImageInfo[],
  existing: readonly ImageInfo[],
): Layer {
  const ids = new Map(existing.map(({ name, id }) => [name, id]));
  const byName = new Map(images.map((image) => [image.name, image]));
  const byId = new Map(existing.map(({ name, id }) => [id, byName.get(name)]));
  return { datasetId, idOf: ({ name }) => ids.get(name), imageOf: (id) => byId.get(id) };
}
