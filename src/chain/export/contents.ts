/** Collects the images to export and chooses the names of their files. */
import { badArgument, NoResultError } from "../../domain/errors.js";
import { safeName, splitName, UniqueNames } from "../../domain/formats/file-names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import { ImageInfo } from "../../domain/records/image.js";
import type { ProjectMeta } from "../../domain/records/project-meta.js";
import type { ReadContext } from "../core/node.js";

/** An image of a dataset or of a job. */
export interface ExportableImage {
  readonly id: number;
  readonly name: string;
  readonly datasetId?: number | null | undefined;
}

/** An image and the name of its file. */
export interface ExportImage {
  readonly info: ImageInfo;
  /** Unique in its dataset, with an extension. */
  readonly fileName: string;
}

/** A dataset with its images, sorted by name. */
export interface ExportDataset {
  readonly id: number;
  /** Sanitized folder names, from the root of the project. */
  readonly path: readonly string[];
  readonly images: readonly ExportImage[];
}

/** The contents of an export. */
export interface ExportContents {
  readonly meta: ProjectMeta;
  readonly datasets: readonly ExportDataset[];
  readonly imageCount: number;
}

// Extensions that the official SDK accepts as images.
const imageExtensions = new Set([
  ".jpg",
  ".jpeg",
  ".mpo",
  ".jfif",
  ".bmp",
  ".png",
  ".webp",
  ".tif",
  ".tiff",
  ".nrrd",
  ".avif",
  ".heic",
]);
const idsAtOnce = 500;

/** Collects the contents of an export. @throws {NoResultError} no images @throws {ArgumentError} images of several projects */
export async function collectContents(
  images: readonly ExportableImage[],
  context: ReadContext,
): Promise<ExportContents> {
  if (images.length === 0) {
    const hint = "check the filter: mark (accepted by default for jobs) or where() may exclude all images";
    throw new NoResultError("export: there are no images", { query: "images", count: 0, hint });
  }
  const api = await context.api();
  const infos = await readInfos(images, context);
  const byDataset = new Map<number, ImageInfo[]>();
  for (const info of infos) {
    const siblings = byDataset.get(info.datasetId);
    if (siblings === undefined) byDataset.set(info.datasetId, [info]);
    else siblings.push(info);
  }
  const [firstId = 0] = byDataset.keys();
  const { projectId } = await api.dataset.getInfoById(firstId, context);
  const all = new Map<number, DatasetInfo>();
  for await (const dataset of api.dataset.getList(projectId, { recursive: true }, context))
    all.set(dataset.id, dataset);
  const foreign = [...byDataset.keys()].find((id) => !all.has(id));
  if (foreign !== undefined) {
    const hint = "export each project separately: their classes differ";
    throw badArgument("export", "images", `datasets ${firstId} and ${foreign} are in different projects`, hint);
  }
  const paths = folderPaths(all);
  const datasets = [...byDataset]
    .map(([id, folderNames]) => ({ id, path: paths.get(id) ?? [], images: named(folderNames) }))
    .sort((one, other) => compare(one.path.join("/"), other.path.join("/")));
  return { meta: await api.project.getMeta(projectId, context), datasets, imageCount: infos.length };
}

/** Reads the full records, each image once. */
async function readInfos(images: readonly ExportableImage[], context: ReadContext): Promise<readonly ImageInfo[]> {
  const found = new Map<number, ImageInfo>();
  const missing = new Map<number, Set<number>>();
  for (const image of images) {
    if (image instanceof ImageInfo) found.set(image.id, image);
    else {
      const datasetId = image.datasetId ?? (await (await context.api()).image.getInfoById(image.id, context)).datasetId;
      missing.set(datasetId, (missing.get(datasetId) ?? new Set()).add(image.id));
    }
  }
  const api = await context.api();
  for (const [datasetId, ids] of missing) {
    const list = [...ids];
    for (let at = 0; at < list.length; at += idsAtOnce) {
      const query = { ids: list.slice(at, at + idsAtOnce) };
      for await (const info of api.image.getList(datasetId, query, context)) found.set(info.id, info);
    }
  }
  return [...found.values()];
}

/** Compares by code units, which does not depend on the locale. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function named(infos: readonly ImageInfo[]): readonly ExportImage[] {
  const names = new UniqueNames();
  return [...infos]
    .sort((one, other) => compare(one.name, other.name) || one.id - other.id)
    .map((info) => ({ info, fileName: names.take(withExtension(info)) }));
}

function withExtension({ name, ext, mime }: ImageInfo): string {
  if (imageExtensions.has(splitName(safeName(name)).ext.toLowerCase())) return name;
  return `${name}.${ext ?? mime?.split("/")[1] ?? "png"}`;
}

/** Computes the folders of each dataset, from the root; siblings with the same name get numbers. */
function folderPaths(datasets: ReadonlyMap<number, DatasetInfo>): ReadonlyMap<number, readonly string[]> {
  const names = new Map<number | null, UniqueNames>();
  const folderNames = new Map<number, string>();
  for (const { id, name, parentId } of [...datasets.values()].sort((one, other) => one.id - other.id)) {
    const siblings = names.get(parentId) ?? new UniqueNames();
    names.set(parentId, siblings);
    folderNames.set(id, siblings.take(name));
  }
  const pathOf = (id: number): readonly string[] => {
    const parentId = datasets.get(id)?.parentId ?? null;
    const above = parentId === null || !datasets.has(parentId) ? [] : pathOf(parentId);
    return [...above, folderNames.get(id) ?? String(id)];
  };
  return new Map([...datasets.keys()].map((id) => [id, pathOf(id)]));
}
