/** Reads COCO files and folders. */
import { basename, dirname, join, relative, resolve } from "node:path";
import { countText } from "../../base/text/count-text.js";
import type { FileAnnotation } from "../../domain/formats/file-annotation.js";
import { type CocoImage, cocoShape, cocoSize, readCoco, readCocoObject } from "../../domain/formats/read-coco.js";
import { nameKey } from "../../domain/names.js";
import { refusedRow } from "../upload/placing.js";
import {
  folderError,
  foldersIn,
  type ImportPicture,
  type ImportSource,
  inFile,
  isFile,
  namesIn,
  readText,
} from "./import-files.js";

const cocoNames = ["annotations.json", "_annotations.coco.json"];

/** The JSON files of a COCO folder. */
interface CocoFiles {
  readonly files: readonly string[];
  /** Files of the official download with captions, keypoints or stuff annotations of the same images. */
  readonly others: readonly string[];
}

/** Finds the JSON files of a COCO folder; a path of a file gives that file. */
export function cocoFiles(path: string): CocoFiles {
  const only = (files: readonly string[]): CocoFiles => ({ files, others: [] });
  if (isFile(path)) return only(path.endsWith(".json") ? [path] : []);
  const folder = join(path, "annotations");
  const inFolder = namesIn(folder).filter((name) => name.endsWith(".json") && !name.startsWith("."));
  if (inFolder.length > 0) {
    const instances = inFolder.filter((name) => name.startsWith("instances_"));
    const files = instances.length === 0 ? inFolder : instances;
    const paths = (names: readonly string[]) => names.map((name) => join(folder, name));
    return { files: paths(files), others: paths(inFolder.filter((name) => !files.includes(name))) };
  }
  const annotationFiles = cocoNames.map((name) => join(path, name)).filter(isFile);
  if (annotationFiles.length > 0) return only(annotationFiles);
  // Roboflow layout: one folder per part, each with its own file.
  const parts = foldersIn(path).flatMap((name) => cocoNames.map((file) => join(path, name, file)).filter(isFile));
  if (parts.length > 0) return only(parts);
  const jsonNames = namesIn(path).filter((name) => name.endsWith(".json"));
  return only(jsonNames.length === 1 ? jsonNames.map((name) => join(path, name)) : []);
}

/** Gets the part from a file name: `instances_train2017.json` → `train2017`; undefined for a generic name. */
function cocoPart(file: string): string | undefined {
  const stem = basename(file, ".json");
  const part = /^(?:instances|annotations)_(.+)$/.exec(stem)?.[1];
  if (part !== undefined) return part;
  return ["instances", "annotations", "_annotations.coco"].includes(stem) ? undefined : stem;
}

/**
 * Splits a file name into folders and name. For a URL or an absolute path, which belongs to another computer, only the
 * name is used.
 */
function partsOf(file: string, fileName: string): readonly string[] {
  const parts = fileName
    .replaceAll("\\", "/")
    .split("/")
    .filter((each) => each !== "" && each !== ".");
  // A file name must not point outside the folder.
  if (parts.includes("..")) {
    throw folderError(`'${file}' names a picture outside the folder: ${fileName}`, "fix the file_name");
  }
  return /^([\\/]|[a-z]+:)/i.test(fileName) ? parts.slice(-1) : parts;
}

/** Images of one picture: files that were merged list a picture several times. */
interface OnePicture {
  readonly picture: Omit<ImportPicture, "annotation">;
  readonly images: { readonly file: string; readonly image: CocoImage; readonly categories: Categories }[];
}

type Categories = ReadonlyMap<string, string>;

/** Reads the files of a folder, without the pictures. @throws {ArgumentError} a file is invalid */
export async function cocoSource(path: string): Promise<ImportSource> {
  const { files, others } = cocoFiles(path);
  const root = isFile(path) ? dirname(path) : path;
  const pictures = new Map<string, OnePicture>();
  const shapes = new Map<string, Set<string>>();
  const datasets = new Map<string, readonly string[]>();
  const lost = { crowd: 0, keypoints: 0 };
  for (const file of files) {
    const text = readText(file);
    const { images, categories } = inFile(file, () => readCoco(text));
    const part = cocoPart(file);
    const folder = dirname(file);
    const isApart = resolve(folder) !== resolve(root) && basename(folder) !== "annotations";
    const name = isApart ? basename(folder) : (part ?? basename(resolve(root)));
    const pictureFolders = [
      ...(part === undefined ? [] : [join(root, part), join(root, "images", part)]),
      ...[join(root, "images"), root, join(folder, "images"), folder],
    ];
    for (const category of categories.values()) shapes.set(category, shapes.get(category) ?? new Set());
    for (const image of images) {
      for (const object of image.objects) {
        shapes.get(categories.get(object.category_id) ?? "")?.add(cocoShape(object));
        if (object.iscrowd === 1) lost.crowd += 1;
        if (Array.isArray(object.keypoints) && object.keypoints.length > 0) lost.keypoints += 1;
      }
      const parts = partsOf(file, image.fileName);
      const candidates = pictureFolders.map((each) => join(each, ...parts));
      const path = candidates.find(isFile) ?? join(pictureFolders[0] ?? root, ...parts);
      const folders = parts.slice(0, -1).map(nameKey);
      const below = folders.length > 0 && files.length === 1 ? folders : [nameKey(name), ...folders];
      datasets.set(below.join("/"), below);
      const picture = { path, datasets: below, name: nameKey(parts.at(-1) ?? image.fileName) };
      const key = [...below, picture.name].join("/");
      const entry: OnePicture = pictures.get(key) ?? { picture, images: [] };
      entry.images.push({ file, image, categories });
      pictures.set(key, entry);
    }
  }
  if (pictures.size === 0) {
    throw folderError(`'${relative(".", files[0] ?? path)}' has no images`, "choose another file");
  }
  const why = "skipped, because the folder has instances_*.json";
  return {
    pictures: [...pictures.values()].map(pictureOf),
    meta: { classes: classesOf(shapes), tags: [] },
    datasets: [...datasets.values()],
    refused: others.map((path) => refusedRow(path, why)),
    omitted: [
      ...(lost.crowd === 0 ? [] : [`iscrowd of ${countText(lost.crowd, "object")}`]),
      ...(lost.keypoints === 0 ? [] : [`keypoints of ${countText(lost.keypoints, "object")}`]),
    ],
  };
}

function pictureOf({ picture, images }: OnePicture): ImportPicture {
  return {
    ...picture,
    async annotation(real): Promise<FileAnnotation> {
      const all = images.map(({ file, image: { size, objects }, categories }) => {
        const stated = size ?? cocoSize(objects);
        const read = (object: (typeof objects)[number]) => readCocoObject(object, categories, stated ?? real);
        return { stated, objects: inFile(file, () => objects.map(read)) };
      });
      const objects = all.flatMap((one) => one.objects);
      const found = objects.flatMap((object) => object ?? []);
      const size = all.find(({ stated }) => stated !== undefined)?.stated;
      return { description: "", tags: [], objects: found, size, omitted: objects.length - found.length };
    },
  };
}

function classesOf(shapes: ReadonlyMap<string, ReadonlySet<string>>): ImportSource["meta"]["classes"] {
  return [...shapes].map(([name, jsonNames]) => {
    const [first = "any"] = jsonNames;
    const shape = jsonNames.size === 1 ? first : "any";
    return { id: null, name, description: "", shape, color: "", hotkey: "", geometryConfig: undefined };
  });
}
