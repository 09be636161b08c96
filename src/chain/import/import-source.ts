/** Reads folders of pictures and annotations in the Supervisely or COCO format. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { z } from "zod";
import { ArgumentError } from "../../domain/errors.js";
import { type FileAnnotation, InvalidFormatError, parseJson } from "../../domain/formats/file-annotation.js";
import { cocoShape, cocoSize, readCoco, readCocoObject } from "../../domain/formats/read-coco.js";
import { readSuperviselyAnnotation } from "../../domain/formats/read-supervisely.js";
import type { PictureSize } from "../../domain/geometry/mask.js";
import { nameKey } from "../../domain/names.js";
import { type ProjectMeta, projectMetaSchema } from "../../domain/records/project.js";
import { parseArguments, settingsSchema } from "../core/arguments.js";
import { compareNames } from "../job/split.js";
import type { PlacedFile } from "../upload/placing.js";
import { isPicture } from "../upload/source.js";

/** Settings of an import. */
export interface ImportSettings {
  /** Format of the folder. */
  readonly as: "supervisely" | "coco";
  /**
   * What to do with an image that exists with other content or other labels: `'report'` lists it as a conflict and does
   * not change it, `'replace'` replaces content and labels. Default `'report'`.
   */
  readonly onConflict?: "report" | "replace" | undefined;
}

/** Checked arguments. */
export interface CheckedImport {
  readonly folder: string;
  readonly as: "supervisely" | "coco";
  readonly onConflict: "report" | "replace";
}

/** A picture of the folder and its annotation. */
export interface ImportPicture extends PlacedFile {
  /** Reads the annotation. `size`: the size of the picture. @throws {InvalidFormatError} the file is invalid */
  annotation(size: PictureSize): Promise<FileAnnotation>;
}

/** Contents of the folder. */
export interface ImportSource {
  readonly pictures: readonly ImportPicture[];
  /** Classes and tags of the folder. */
  readonly meta: Pick<ProjectMeta, "classes" | "tags">;
  /** Paths of the folder's datasets. */
  readonly datasets: readonly (readonly string[])[];
}

const schema = z.object({
  folder: z.string("expected a path").min(1, "expected a path that is not empty"),
  settings: settingsSchema({
    as: z.enum(["supervisely", "coco"]),
    onConflict: z.enum(["report", "replace"]).default("report"),
  }),
});

/** Checks the arguments of `import`. @throws {ArgumentError} the folder is missing or has another format */
export function checkImport(folder: string, settings: ImportSettings): CheckedImport {
  const { folder: given, settings: checked } = parseArguments("import", schema, { folder, settings });
  const stats = statSync(given, { throwIfNoEntry: false });
  if (stats === undefined)
    throw wrong(`no folder '${given}'`, `use a path relative to ${process.cwd()}, or an absolute one`);
  if (checked.as === "supervisely") {
    if (!stats.isDirectory()) throw wrong(`'${given}' is not a folder`, "choose the folder that contains meta.json");
    if (!isFile(join(given, "meta.json"))) {
      const hint = "choose the folder that contains meta.json, or import with { as: 'coco' }";
      throw wrong(`no meta.json in '${given}'`, hint);
    }
    if (superviselyDatasets(given).length === 0) {
      throw wrong(`no dataset in '${given}'`, "choose a folder whose subfolders contain img and ann");
    }
  } else if (cocoFiles(given).length === 0) {
    const hint = "choose a .json file, or a folder with annotations/*.json, annotations.json or _annotations.coco.json";
    throw wrong(`no COCO annotations in '${given}'`, hint);
  }
  return { folder: given, ...checked };
}

/** Reads the layout of the folder, without the pictures. @throws {ArgumentError} a file is invalid */
export async function readSource({ folder, as }: CheckedImport): Promise<ImportSource> {
  const source = as === "coco" ? await cocoSource(folder) : superviselySource(folder);
  const pictures = [...source.pictures].sort(
    (a, b) => compareNames(a.datasets.join("/"), b.datasets.join("/")) || compareNames(a.name, b.name),
  );
  return { ...source, pictures };
}

function wrong(what: string, hint: string): ArgumentError {
  return new ArgumentError(`import: ${what}`, { method: "import", argument: "folder", hint });
}

/** Runs `read` and adds the file's path to its `InvalidFormatError` errors. */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidFormatError)) throw error;
    throw wrong(`'${path}' ${error.message}`, "fix the file, or remove it");
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function foldersIn(path: string): readonly string[] {
  return isFolder(path)
    ? readdirSync(path)
        .filter((name) => isFolder(join(path, name)))
        .sort(compareNames)
    : [];
}

interface SuperviselyDataset {
  readonly root: string;
  readonly path: readonly string[];
}

/** Finds the datasets in a folder. Nested datasets are in the folder `datasets` of their parent. */
function superviselyDatasets(folder: string, above: readonly string[] = []): readonly SuperviselyDataset[] {
  return foldersIn(folder).flatMap((name) => {
    const root = join(folder, name);
    const path = [...above, nameKey(name)];
    const inside = superviselyDatasets(join(root, "datasets"), path);
    return isFolder(join(root, "img")) || isFolder(join(root, "ann")) ? [{ root, path }, ...inside] : inside;
  });
}

const metadataSchema = z.record(z.string(), z.unknown());
const nothing: FileAnnotation = { description: "", tags: [], objects: [] };

function superviselySource(folder: string): ImportSource {
  const metaPath = join(folder, "meta.json");
  const meta = inFile(metaPath, () => parseJson(readFileSync(metaPath, "utf8"), projectMetaSchema));
  const datasets = superviselyDatasets(folder);
  const pictures = datasets.flatMap(({ root, path }): ImportPicture[] => {
    const names = isFolder(join(root, "img")) ? readdirSync(join(root, "img")).filter(isPicture) : [];
    return names.map((name) => ({
      path: join(root, "img", name),
      datasets: path,
      name: nameKey(name),
      async annotation() {
        const file = join(root, "ann", `${name}.json`);
        if (!isFile(file)) return nothing;
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
  });
  return { pictures, meta, datasets: datasets.map(({ path }) => path) };
}

const cocoNames = ["annotations.json", "_annotations.coco.json"];

/** Finds the JSON files of a COCO folder; a path of a file gives that file. */
function cocoFiles(given: string): readonly string[] {
  if (isFile(given)) return given.endsWith(".json") ? [given] : [];
  const folder = join(given, "annotations");
  const inFolder = isFolder(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  if (inFolder.length > 0) return inFolder.sort(compareNames).map((name) => join(folder, name));
  const beside = cocoNames.map((name) => join(given, name)).filter(isFile);
  if (beside.length > 0) return beside;
  // Roboflow layout: one folder per part, each with its own file.
  const parts = foldersIn(given).flatMap((name) => cocoNames.map((file) => join(given, name, file)).filter(isFile));
  if (parts.length > 0) return parts;
  const own = isFolder(given) ? readdirSync(given).filter((name) => name.endsWith(".json")) : [];
  return own.length === 1 ? own.map((name) => join(given, name)) : [];
}

/** Gets the part from a file name: `instances_train2017.json` → `train2017`; undefined for a generic name. */
function cocoPart(file: string): string | undefined {
  const stem = basename(file, ".json");
  const part = /^(?:instances|annotations)_(.+)$/.exec(stem)?.[1];
  if (part !== undefined) return part;
  return ["instances", "annotations", "_annotations.coco"].includes(stem) ? undefined : stem;
}

async function cocoSource(given: string): Promise<ImportSource> {
  const files = cocoFiles(given);
  const root = isFile(given) ? dirname(given) : given;
  const pictures: ImportPicture[] = [];
  const shapes = new Map<string, Set<string>>();
  const datasets = new Map<string, readonly string[]>();
  for (const file of files) {
    const text = await readFile(file, "utf8");
    const coco = inFile(file, () => readCoco(text));
    const part = cocoPart(file);
    const folder = dirname(file);
    const isApart = resolve(folder) !== resolve(root) && basename(folder) !== "annotations";
    const name = isApart ? basename(folder) : (part ?? basename(resolve(root)));
    const places = [
      ...(part === undefined ? [] : [join(root, part), join(root, "images", part)]),
      ...[join(root, "images"), root, join(folder, "images"), folder],
    ];
    for (const category of coco.categories.values()) shapes.set(category, shapes.get(category) ?? new Set());
    for (const { fileName, size, objects } of coco.images) {
      for (const object of objects) shapes.get(coco.categories.get(object.category_id) ?? "")?.add(cocoShape(object));
      const parts = fileName
        .replaceAll("\\", "/")
        .split("/")
        .filter((each) => each !== "" && each !== ".");
      // A file name must not point outside the folder.
      if (parts.includes(".."))
        throw wrong(`'${file}' names a picture outside the folder: ${fileName}`, "fix the file_name");
      const path = places.map((place) => join(place, ...parts)).find(isFile) ?? join(places[0] ?? root, ...parts);
      const folders = parts.slice(0, -1).map(nameKey);
      const below = folders.length > 0 && files.length === 1 ? folders : [nameKey(name), ...folders];
      datasets.set(below.join("/"), below);
      pictures.push({
        path,
        datasets: below,
        name: nameKey(parts.at(-1) ?? fileName),
        async annotation(real) {
          const whole = size ?? cocoSize(objects) ?? real;
          const read = inFile(file, () => objects.map((object) => readCocoObject(object, coco.categories, whole)));
          return { ...nothing, objects: read.flatMap((object) => object ?? []) };
        },
      });
    }
  }
  const classes = [...shapes].map(([name, own]) => {
    const [first = "any"] = own;
    const shape = own.size === 1 ? first : "any";
    return { id: null, name, description: "", shape, color: "", hotkey: "", geometryConfig: undefined };
  });
  if (pictures.length === 0) throw wrong(`'${relative(".", files[0] ?? given)}' has no images`, "choose another file");
  return { pictures, meta: { classes, tags: [] }, datasets: [...datasets.values()] };
}
