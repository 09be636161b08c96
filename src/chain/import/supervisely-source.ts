/** Reads folders in the Supervisely format. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type FileAnnotation, parseJson } from "../../domain/formats/file-annotation.js";
import { readSuperviselyAnnotation } from "../../domain/formats/read-supervisely.js";
import { nameKey } from "../../domain/names.js";
import { projectMetaSchema } from "../../domain/records/project-meta.js";
import { refusedRow } from "../upload/placing.js";
import { isPicture } from "../upload/source.js";
import type { UploadRow } from "../upload/upload-result.js";
import {
  folderError,
  foldersIn,
  type ImportPicture,
  type ImportSource,
  inFile,
  isFile,
  isFolder,
  namesIn,
  readText,
} from "./import-files.js";

interface SuperviselyDataset {
  readonly root: string;
  readonly path: readonly string[];
}

/** Finds the datasets in a folder. Nested datasets are in the folder `datasets` of their parent. */
export function superviselyDatasets(folder: string, above: readonly string[] = []): readonly SuperviselyDataset[] {
  return foldersIn(folder).flatMap((name) => {
    const root = join(folder, name);
    const path = [...above, nameKey(name)];
    const inside = superviselyDatasets(join(root, "datasets"), path);
    return isFolder(join(root, "img")) || isFolder(join(root, "ann")) ? [{ root, path }, ...inside] : inside;
  });
}

const metadataSchema = z.record(z.string(), z.unknown());

/** An annotation without objects and tags. */
const noAnnotation: FileAnnotation = { description: "", tags: [], objects: [] };

/** Reads the layout of a folder. @throws {ArgumentError} its meta.json is invalid */
export function superviselySource(folder: string): ImportSource {
  const metaPath = join(folder, "meta.json");
  const meta = inFile(metaPath, () => parseJson(readText(metaPath), projectMetaSchema));
  for (const kind of ["classes", "tags"] as const) {
    const seen = new Set<string>();
    for (const { name } of meta[kind]) {
      if (seen.has(nameKey(name))) {
        throw folderError(`'${metaPath}' ${kind}: two have the name '${name}'`, "fix the file: remove one of them");
      }
      seen.add(nameKey(name));
    }
  }
  const datasets = superviselyDatasets(folder);
  return {
    meta,
    pictures: datasets.flatMap(picturesOf),
    datasets: datasets.map(({ path }) => path),
    refused: datasets.flatMap(refusedOf),
    omitted: [],
  };
}

function picturesOf({ root, path }: SuperviselyDataset): readonly ImportPicture[] {
  const names = namesIn(join(root, "img")).filter(isPicture);
  return names.map((name) => ({
    path: join(root, "img", name),
    datasets: path,
    name: nameKey(name),
    async annotation() {
      const file = join(root, "ann", `${name}.json`);
      if (!isFile(file)) return noAnnotation;
      const text = await readFile(file, "utf8");
      return inFile(file, () => readSuperviselyAnnotation(text));
    },
    async metadata() {
      const file = join(root, "meta", `${name}.json`);
      if (!isFile(file)) return undefined;
      const text = await readFile(file, "utf8");
      return inFile(file, () => parseJson(text, metadataSchema));
    },
  }));
}

/** Lists files that are not imported. Hidden files are ignored. */
function refusedOf({ root }: SuperviselyDataset): readonly UploadRow[] {
  const visible = (folder: string) => namesIn(join(root, folder)).filter((name) => !name.startsWith("."));
  const pictures = new Set(visible("img").filter(isPicture));
  const others = visible("img").filter((name) => !pictures.has(name));
  const alone = visible("ann").filter((name) => !name.endsWith(".json") || !pictures.has(name.slice(0, -5)));
  return [
    ...others.map((name) => refusedRow(join(root, "img", name), "is not a picture")),
    ...alone.map((name) => refusedRow(join(root, "ann", name), "belongs to no picture in img")),
  ];
}
