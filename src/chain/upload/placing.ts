/** Maps files to images: their names and their datasets. */
import { resolve } from "node:path";
import { compareNames, nameKey } from "../../domain/names.js";
import type { ReadPicture } from "./picture.js";
import { filesAt, isPicture, pictureExtensions } from "./source.js";
import type { UploadRow } from "./upload-result.js";

/** A file and the name and dataset of its image. */
export interface FileToUpload {
  readonly path: string;
  /** Path of its dataset, relative to the dataset of the chain. */
  readonly datasets: readonly string[];
  readonly name: string;
  /** Reads the metadata that a new image gets; undefined where the file has none. */
  metadata?(): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Returns why the picture is refused, for example because its annotations are for another size; undefined if it is not. */
  refusal?(picture: ReadPicture): string | undefined;
}

/** The files at the given paths. */
export interface FilesToUpload {
  /** In the order of their images: by dataset, then by natural name. */
  readonly files: readonly FileToUpload[];
  readonly refused: readonly UploadRow[];
  /** Hidden files and folders that were ignored. */
  readonly hidden: number;
}

/** Finds the files at `paths` and their images. A file that is given twice is used once. */
export function listFiles(paths: readonly string[], folders: "names" | "datasets"): FilesToUpload {
  const files: FileToUpload[] = [];
  const refused: UploadRow[] = [];
  const seen = new Set<string>();
  let hidden = 0;
  for (const path of paths) {
    for (const entry of filesAt(path)) {
      const absolute = resolve(entry.path);
      if (seen.has(absolute)) continue;
      seen.add(absolute);
      if (entry.kind === "hidden") hidden += 1;
      else if (entry.kind === "refused") refused.push(refusedRow(entry.path, entry.reason));
      else if (!isPicture(entry.name)) refused.push(refusedRow(entry.path, notPicture));
      else {
        const parts = entry.folders.map(nameKey);
        const name = nameKey(entry.name);
        files.push(
          folders === "datasets"
            ? { path: entry.path, datasets: parts, name }
            : { path: entry.path, datasets: [], name: [...parts, name].join("__") },
        );
      }
    }
  }
  return { files: files.sort(inOrder), refused, hidden };
}

const notPicture = `has no supported format: ${pictureExtensions.join(", ")}`;

/** A file that is not uploaded. */
export function refusedRow(path: string, reason: string): UploadRow {
  return { outcome: "refused", path, name: null, imageId: null, datasetId: null, size: null, note: reason };
}

function inOrder(a: FileToUpload, b: FileToUpload): number {
  const depth = Math.min(a.datasets.length, b.datasets.length);
  for (let at = 0; at < depth; at++) {
    const order = compareNames(a.datasets[at] ?? "", b.datasets[at] ?? "");
    if (order !== 0) return order;
  }
  return a.datasets.length - b.datasets.length || compareNames(a.name, b.name) || compareNames(a.path, b.path);
}
