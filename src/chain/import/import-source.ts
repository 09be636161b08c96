/** What a folder of pictures and annotations has: which pictures, where, and what is on each. */
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

/** How a folder is imported. */
export interface ImportSettings {
  /** The format of the folder. */
  readonly as: "supervisely" | "coco";
  /**
   * What becomes of a picture whose image has other content or other labels: `'report'` lists it and leaves it alone,
   * `'replace'` puts what the folder has in its place. Default `'report'`.
   */
  readonly onConflict?: "report" | "replace" | undefined;
}

/** Checked settings with the folder. */
export interface CheckedImport {
  readonly folder: string;
  readonly as: "supervisely" | "coco";
  readonly onConflict: "report" | "replace";
}

/** A picture of the folder with what is on it. */
export interface ImportPicture extends PlacedFile {
  /** Reads what is on it; `size` is that of the picture. @throws {InvalidFormatError} */
  annotation(size: PictureSize): Promise<FileAnnotation>;
}

/** What the folder has. */
export interface ImportSource {
  readonly pictures: readonly ImportPicture[];
  /** The classes and tags that the folder has. */
  readonly meta: Pick<ProjectMeta, "classes" | "tags">;
  /** The datasets of the folder, by their paths. */
  readonly datasets: readonly (readonly string[])[];
}

const schema = z.object({
  folder: z.string("expected a path").min(1, "expected a path that is not empty"),
  settings: settingsSchema({
    as: z.enum(["supervisely", "coco"]),
    onConflict: z.enum(["report", "replace"]).default("report"),
  }),
});

/** Checks what `import` is given. @throws {ArgumentError} the folder is missing, or not of the format */
export function checkImport(folder: string, settings: ImportSettings): CheckedImport {
  const { folder: given, settings: checked } = parseArguments("import", schema, { folder, settings });
  const stats = statSync(given, { throwIfNoEntry: false });
  if (stats === undefined) throw wrong(`there is no folder '${given}'`, `Paths are relative to ${process.cwd()}.`);
  if (checked.as === "supervisely") {
    if (!stats.isDirectory()) throw wrong(`'${given}' is not a folder`, "Name the folder that has meta.json.");
    if (!isFile(join(given, "meta.json"))) {
      const hint = "Name the folder that has meta.json, or import it { as: 'coco' }.";
      throw wrong(`there is no meta.json in '${given}'`, hint);
    }
    if (superviselyDatasets(given).length === 0) {
      throw wrong(`there is no dataset in '${given}'`, "A dataset is a folder with the folders img and ann.");
    }
  } else if (cocoFiles(given).length === 0) {
    const hint = "Expected: a .json file, annotations/*.json, annotations.json or _annotations.coco.json.";
    throw wrong(`there are no COCO annotations in '${given}'`, hint);
  }
  return { folder: given, ...checked };
}

/** Reads the layout of the folder, not yet the pictures. @throws {ArgumentError} a file is not of the format */
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

/** Says of which file a fault is. */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidFormatError)) throw error;
    throw wrong(`'${path}' ${error.message}`, "Correct the file, or leave it out.");
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

/** The datasets below a folder; those in a dataset lie in its folder `datasets`. */
function superviselyDatasets(folder: string, above: readonly string[] = []): readonly SuperviselyDataset[] {
  return foldersIn(folder).flatMap((name) => {
    const root = join(folder, name);
    const path = [...above, nameKey(name)];
    const inside = superviselyDatasets(join(root, "datasets"), path);
    return isFolder(join(root, "img")) || isFolder(join(root, "ann")) ? [{ root, path }, ...inside] : inside;
  });
}

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
    }));
  });
  return { pictures, meta, datasets: datasets.map(({ path }) => path) };
}

const cocoNames = ["annotations.json", "_annotations.coco.json"];

/** The JSON files of a COCO folder, or the file itself. */
function cocoFiles(given: string): readonly string[] {
  if (isFile(given)) return given.endsWith(".json") ? [given] : [];
  const folder = join(given, "annotations");
  const inFolder = isFolder(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  if (inFolder.length > 0) return inFolder.sort(compareNames).map((name) => join(folder, name));
  const beside = cocoNames.map((name) => join(given, name)).filter(isFile);
  if (beside.length > 0) return beside;
  // As one tool lays it out: a folder for each part, each with its own file.
  const parts = foldersIn(given).flatMap((name) => cocoNames.map((file) => join(given, name, file)).filter(isFile));
  if (parts.length > 0) return parts;
  const own = isFolder(given) ? readdirSync(given).filter((name) => name.endsWith(".json")) : [];
  return own.length === 1 ? own.map((name) => join(given, name)) : [];
}

/** `instances_train2017.json` → `train2017`; the folder's own name for a file that says nothing. */
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
      // A name from a file must not lead out of the folder.
      if (parts.includes(".."))
        throw wrong(`'${file}' names a picture outside of the folder: ${fileName}`, "Correct it.");
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
  if (pictures.length === 0) throw wrong(`'${relative(".", files[0] ?? given)}' has no images`, "Name another file.");
  return { pictures, meta: { classes, tags: [] }, datasets: [...datasets.values()] };
}
