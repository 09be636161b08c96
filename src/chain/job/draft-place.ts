/** Where the jobs of a draft are made: its dataset, its people, and the further datasets of an overlap. */
import { BulkError, ConflictError } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import { findWorkers } from "../people/people.js";
import { findDataset, personKey, type Reference, type Scope, teamIdOf } from "../project/scope.js";
import type { CheckedSpec } from "./job-spec.js";

/** A draft whose settings are whole: it has a name, a dataset and somebody to work. */
export interface WholeDraft {
  readonly spec: CheckedSpec & { readonly name: string };
  readonly annotators: readonly Reference[];
  /** They share the jobs evenly. */
  readonly reviewers: readonly Reference[];
  /** Whether the images are shared out, and not all given to each. */
  readonly isSplit: boolean;
}

/** The ids of what a draft names. */
export interface Place {
  readonly datasetId: number;
  readonly teamId: number;
  readonly annotators: readonly number[];
  readonly reviewers: readonly number[];
}

/** Finds what the draft names. Cost: none where all is given by id; one list for each kind of thing given by name. */
export async function placeOf(
  { spec, annotators, reviewers }: WholeDraft,
  scope: Scope,
  context: ReadContext,
): Promise<Place> {
  const wanted = spec.dataset ?? scope.datasetId ?? 0;
  const isKnown = typeof wanted === "number" && scope.teamId !== undefined;
  const dataset = isKnown ? { id: wanted, teamId: scope.teamId } : await findDataset(wanted, scope, context);
  const teamId = await teamOfDataset(dataset, scope, context);
  const strangers = [...annotators, ...reviewers].filter((person) => scope.people.get(personKey(person)) === undefined);
  const workers = await findWorkers(teamId, strangers, context);
  const idOf = (person: Reference) => scope.people.get(personKey(person)) ?? workers.get(person) ?? 0;
  return { datasetId: dataset.id, teamId, annotators: annotators.map(idOf), reviewers: reviewers.map(idOf) };
}

/** The team that a dataset belongs to. */
export async function teamOfDataset(
  dataset: { readonly id: number; readonly teamId?: number | null | undefined },
  scope: Scope,
  context: ReadContext,
): Promise<number> {
  if (scope.teamId !== undefined || scope.projectId !== undefined) return teamIdOf(scope, context);
  if (dataset.teamId != null) return dataset.teamId;
  return (await context.api()).labelingJob.teamOfDataset(dataset.id, { signal: context.signal });
}

/** One layer of an overlap: a dataset with the same pictures. */
export interface Layer {
  /** Undefined where it is not made yet. */
  readonly datasetId: number | undefined;
  /** The id in the layer of an image of the draft's dataset. */
  idOf(image: ImageInfo): number | undefined;
  /** The image of the draft's dataset behind an id in the layer. */
  imageOf(id: number): ImageInfo | undefined;
}

/** The layers as they are. The first is the dataset itself. Cost: two lists, one more for each further layer. */
export async function findLayers(
  datasetId: number,
  images: readonly ImageInfo[],
  overlap: number,
  context: ReadContext,
): Promise<readonly Layer[]> {
  const layers = [baseLayer(datasetId, images)];
  if (overlap === 1) return layers;
  const api = await context.api();
  const { signal } = context;
  const base = await api.dataset.getInfoById(datasetId, { signal });
  const siblings = await siblingsOf(base, context);
  for (let number = 2; number <= overlap; number++) {
    const dataset = siblings.find(({ name }) => isSameName(name, layerName(base, number)));
    const there = dataset === undefined ? [] : await api.image.getList(dataset.id, {}, { signal });
    layers.push(namedLayer(dataset?.id, images, there));
  }
  return layers;
}

/** The layers, made where they are missing, with the images that they lack. Pictures are added by their hash. */
export async function makeLayers(
  datasetId: number,
  images: readonly ImageInfo[],
  overlap: number,
  context: ReadContext,
): Promise<readonly Layer[]> {
  const found = await findLayers(datasetId, images, overlap, context);
  if (overlap === 1) return found;
  const api = await context.api();
  const { signal } = context;
  const base = await api.dataset.getInfoById(datasetId, { signal });
  const layers: Layer[] = [];
  for (const [index, layer] of found.entries()) {
    const id = layer.datasetId ?? (await makeLayer(base, index + 1, context));
    const missing = images.filter((image) => layer.idOf(image) === undefined);
    if (missing.length === 0) {
      layers.push(layer);
      continue;
    }
    try {
      await api.image.upload(id, missing.map(sameContent), { signal });
    } catch (fault) {
      // Another run may have added some of them meanwhile; what is missing then is told below.
      if (!(fault instanceof BulkError)) throw fault;
      const there = namedLayer(id, images, await api.image.getList(id, {}, { signal }));
      if (images.some((image) => there.idOf(image) === undefined)) throw fault;
    }
    layers.push(namedLayer(id, images, await api.image.getList(id, {}, { signal })));
  }
  return layers;
}

/** As `photos (layer 2)`. */
export function layerName({ name }: Pick<DatasetInfo, "name">, number: number): string {
  return `${name} (layer ${number})`;
}

async function makeLayer(base: DatasetInfo, number: number, context: ReadContext): Promise<number> {
  const api = await context.api();
  const { projectId, parentId } = base;
  const name = layerName(base, number);
  try {
    const details = {
      description: `Pictures of '${base.name}', for other people`,
      ...(parentId === null ? {} : { parentId }),
    };
    return (await api.dataset.create(projectId, name, details, { signal: context.signal })).id;
  } catch (fault) {
    if (!(fault instanceof ConflictError)) throw fault;
    const made = (await siblingsOf(base, context)).find((sibling) => isSameName(sibling.name, name));
    if (made === undefined) throw fault;
    return made.id;
  }
}

/** The datasets beside `base`, by id. */
async function siblingsOf({ projectId, parentId }: DatasetInfo, { api, signal }: ReadContext): Promise<DatasetInfo[]> {
  const datasets = await (await api()).dataset.getList(projectId, { recursive: true }, { signal });
  return datasets.filter((dataset) => dataset.parentId === parentId).sort((a, b) => a.id - b.id);
}

function sameContent({ name, hash, link, meta }: ImageInfo) {
  return { name, meta, ...(hash === null ? { link: link ?? "" } : { hash }) };
}

function baseLayer(datasetId: number, images: readonly ImageInfo[]): Layer {
  const byId = new Map(images.map((image) => [image.id, image]));
  return { datasetId, idOf: ({ id }) => id, imageOf: (id) => byId.get(id) };
}

function namedLayer(datasetId: number | undefined, images: readonly ImageInfo[], there: readonly ImageInfo[]): Layer {
  const ids = new Map(there.map(({ name, id }) => [name, id]));
  const byName = new Map(images.map((image) => [image.name, image]));
  const byId = new Map(there.map(({ name, id }) => [id, byName.get(name)]));
  return { datasetId, idOf: ({ name }) => ids.get(name), imageOf: (id) => byId.get(id) };
}
