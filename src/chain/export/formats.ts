/** Writers of the export formats. */
import { type CsvCell, csvLine } from "../../base/text/csv.js";
import { cocoCategories, cocoObject, cocoShapes } from "../../domain/formats/coco.js";
import { annotationJson, metaJson } from "../../domain/formats/supervisely.js";
import { yoloLine, yoloShapes, yoloTask, yoloYaml } from "../../domain/formats/yolo.js";
import type { Annotation } from "../../domain/records/image.js";
import type { ExportContents, ExportDataset, ExportImage } from "./contents.js";
import type { ExportFolder } from "./folder.js";
import { hasFields } from "./losses.js";
import type { ExportFormat } from "./settings.js";
import { TextFile } from "./text-file.js";

/** An image and its annotation. */
export interface ExportItem {
  readonly dataset: ExportDataset;
  readonly image: ExportImage;
  readonly annotation: Annotation;
}

/** Writes one format. */
export interface FormatWriter {
  /** Returns the path of a picture relative to the folder, with `/`. */
  picturePath(dataset: ExportDataset, image: ExportImage): string;
  /** Writes the files of one image. Several calls run concurrently. */
  writeItem?(item: ExportItem): Promise<void>;
  /** Appends an image to the files that all images share. Called in order. */
  append?(item: ExportItem): Promise<void>;
  /** Writes the end of the shared files. */
  end(): Promise<void>;
  /** Closes open files, also after a failure. */
  close(): Promise<void>;
}

/** Input of a writer. */
export interface WriterInput {
  readonly folder: ExportFolder;
  readonly gathered: ExportContents;
  /** Shapes of the exported objects. */
  readonly shapes: ReadonlySet<string>;
}

/** Shapes that a format supports; undefined: all. */
export const supportedShapes: Readonly<Record<ExportFormat, ReadonlySet<string> | undefined>> = {
  coco: cocoShapes,
  yolo: yoloShapes,
  supervisely: undefined,
  csv: undefined,
};

/** Opens the writer of a format. */
export function openWriter(as: ExportFormat, input: WriterInput): Promise<FormatWriter> {
  return writers[as](input);
}

const writers: Readonly<Record<ExportFormat, (input: WriterInput) => Promise<FormatWriter>>> = {
  coco: cocoWriter,
  supervisely: superviselyWriter,
  yolo: yoloWriter,
  csv: csvWriter,
};

/** The subfolders of a dataset; none if only one dataset is exported. */
function below({ datasets }: ExportContents, { path }: ExportDataset): readonly string[] {
  return datasets.length > 1 ? path : [];
}

async function cocoWriter({ folder, gathered }: WriterInput): Promise<FormatWriter> {
  const name = "annotations/instances.json";
  const numbers = new Map(gathered.meta.classes.map((objectClass, at) => [objectClass.name, at + 1]));
  const instancesFile = await TextFile.open(await folder.path(name));
  const objects = await TextFile.open(await folder.path(`${name}.part`));
  const head = { info: { description: "", version: "1.0", contributor: "slylab" }, licenses: [] };
  const start = JSON.stringify({ ...head, categories: cocoCategories(gathered.meta.classes) }).slice(0, -1);
  await instancesFile.write(`${start},"images":[`);
  let [imageId, objectId] = [0, 0];
  return {
    picturePath: (dataset, { fileName }) => ["images", ...below(gathered, dataset), fileName].join("/"),
    async append({ dataset, image, annotation }) {
      const { width, height } = annotation.size;
      imageId += 1;
      const file_name = [...below(gathered, dataset), image.fileName].join("/");
      await instancesFile.write(
        `${imageId > 1 ? "," : ""}\n${JSON.stringify({ id: imageId, file_name, width, height })}`,
      );
      for (const { classTitle, geometry } of annotation.objects) {
        objectId += 1;
        const ids = { id: objectId, image_id: imageId, category_id: numbers.get(classTitle) };
        const object = JSON.stringify({ ...ids, ...cocoObject(geometry, annotation.size) });
        await objects.write(`${objectId > 1 ? "," : ""}\n${object}`);
      }
    },
    async end() {
      await instancesFile.write('\n],"annotations":[');
      await objects.close();
      await instancesFile.appendFile(objects.path);
      await instancesFile.write("\n]}\n");
      await instancesFile.close();
      await folder.remove(`${name}.part`);
    },
    async close() {
      await Promise.all([instancesFile.close(), objects.close()]);
    },
  };
}

async function superviselyWriter({ folder, gathered }: WriterInput): Promise<FormatWriter> {
  await folder.write("meta.json", `${JSON.stringify(metaJson(gathered.meta), null, 1)}\n`);
  // Nested datasets are in the folder `datasets` of their parent.
  const root = ({ path }: ExportDataset) => path.join("/datasets/");
  for (const dataset of gathered.datasets) {
    await folder.folder(`${root(dataset)}/img`);
    await folder.folder(`${root(dataset)}/ann`);
  }
  return {
    picturePath: (dataset, { fileName }) => `${root(dataset)}/img/${fileName}`,
    async writeItem({ dataset, image, annotation }) {
      const json = `${JSON.stringify(annotationJson(annotation), null, 1)}\n`;
      await folder.write(`${root(dataset)}/ann/${image.fileName}.json`, json);
      const { meta } = image.info;
      if (Object.keys(meta).length === 0) return;
      await folder.write(`${root(dataset)}/meta/${image.fileName}.json`, `${JSON.stringify(meta, null, 1)}\n`);
    },
    async end() {},
    async close() {},
  };
}

async function yoloWriter({ folder, gathered, shapes }: WriterInput): Promise<FormatWriter> {
  const names = gathered.meta.classes.map(({ name }) => name);
  const numbers = new Map(names.map((name, at) => [name, at]));
  const task = yoloTask(shapes);
  const labels = labelNames(gathered);
  await folder.write("data.yaml", yoloYaml(names, task));
  await folder.folder("images");
  return {
    picturePath: (_dataset, image) => `images/${labels.get(image)}`,
    async writeItem({ image, annotation }) {
      const lines = annotation.objects.flatMap(({ classTitle, geometry }) => {
        const line = yoloLine(numbers.get(classTitle) ?? 0, geometry, { task, size: annotation.size });
        return line === undefined ? [] : [`${line}\n`];
      });
      const file = (labels.get(image) ?? image.fileName).replace(/\.[^./]+$/, "");
      await folder.write(`labels/${file}.txt`, lines.join(""));
    },
    async end() {},
    async close() {},
  };
}

/** Makes file names unique without their extension: YOLO would use one label file for `a.jpg` and `a.png`. */
function labelNames(gathered: ExportContents): ReadonlyMap<ExportImage, string> {
  const names = new Map<ExportImage, string>();
  const taken = new Set<string>();
  for (const dataset of gathered.datasets) {
    for (const image of dataset.images) {
      const [, stem = image.fileName, ending = ""] = /^(.*?)(\.[^.]+)?$/.exec(image.fileName) ?? [];
      const path = [...below(gathered, dataset), stem].join("/");
      let free = path;
      for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${path}_${number}`;
      taken.add(free.toLowerCase());
      names.set(image, `${free}${ending}`);
    }
  }
  return names;
}

const csvColumns = [
  ...["dataset", "image", "image_width", "image_height", "image_tags", "class", "shape"],
  ...["left", "top", "right", "bottom", "area", "tags", "geometry"],
  ...["image_description", "image_metadata", "description", "custom_data"],
];

async function csvWriter({ folder, gathered }: WriterInput): Promise<FormatWriter> {
  const file = await TextFile.open(await folder.path("objects.csv"));
  await file.write(`${csvLine(csvColumns)}\r\n`);
  return {
    picturePath: (dataset, { fileName }) => ["images", ...below(gathered, dataset), fileName].join("/"),
    async append({ dataset, image, annotation }) {
      const { width, height } = annotation.size;
      const of = [dataset.path.join("/"), image.info.name, width, height, tagsText(annotation.tags)];
      const about = [annotation.description, fieldsText(image.info.meta)];
      const line = (object: readonly CsvCell[], further: readonly CsvCell[]) =>
        file.write(`${csvLine([...of, ...object, ...about, ...further])}\r\n`);
      if (annotation.objects.length === 0) await line(Array(9).fill(null), [null, null]);
      for (const { classTitle, geometry, tags, description, customData } of annotation.objects) {
        const { left, top, right, bottom } = geometry.bbox ?? {};
        const box = [left, top, right, bottom, geometry.bbox === null ? null : geometry.area];
        const object = [classTitle, geometry.type, ...box, tagsText(tags), JSON.stringify(geometry.toJSON())];
        await line(object, [typeof description === "string" ? description : null, fieldsText(customData)]);
      }
    },
    end: () => file.close(),
    close: () => file.close(),
  };
}

function tagsText(tags: Annotation["tags"]): string {
  return tags.map(({ name, value }) => (value == null ? name : `${name}=${value}`)).join("; ");
}

function fieldsText(fields: unknown): string | null {
  return hasFields(fields) ? JSON.stringify(fields) : null;
}
