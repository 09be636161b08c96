/** Counts what a format omits, and what it writes in another form, for the plan and the result. */
import { countText } from "../../base/text/count-text.js";
import { yoloTask } from "../../domain/formats/yolo.js";
import { Polygon } from "../../domain/geometry/vector-shapes.js";
import type { Annotation, Figure } from "../../domain/records/image.js";
import type { ExportContents, ExportImage } from "./contents.js";
import type { ExportFormat } from "./settings.js";

/** Parts of annotations other than shapes, in the order of messages: singular and plural. */
const details = {
  imageTags: ["image tag", "image tags"],
  objectTags: ["object tag", "object tags"],
  imageDescriptions: ["image description", "image descriptions"],
  objectDescriptions: ["object description", "object descriptions"],
  imageMetadata: ["image with metadata", "images with metadata"],
  customData: ["object with custom data", "objects with custom data"],
  outside: ["object outside of its picture", "objects outside of their pictures"],
} as const;
type Detail = keyof typeof details;

const besideShapes: readonly Detail[] = [
  ...(["imageTags", "objectTags", "imageDescriptions", "objectDescriptions", "imageMetadata", "customData"] as const),
];

/** The parts that each format omits. */
const omittedBy: Readonly<Record<ExportFormat, readonly Detail[]>> = {
  coco: besideShapes,
  yolo: [...besideShapes, "outside"],
  supervisely: [],
  csv: [],
};

/** The items that an export omits or writes in another form. */
export interface Losses {
  /** For example `12 image tags`. */
  readonly omitted: readonly string[];
  /** For example `3 objects of shape bitmap as boxes`. */
  readonly converted: readonly string[];
}

/** Counts the objects of images by class and shape, and their tags, descriptions and other data. */
export class Counter {
  /** Objects by class. */
  readonly classes = new Map<string, number>();
  /** Objects by shape. */
  readonly shapes = new Map<string, number>();
  readonly #as: ExportFormat;
  readonly #details = new Map<Detail, number>();
  /** Like `shapes`, but polygons with holes are counted separately. */
  readonly #forms = new Map<string, number>();

  constructor(as: ExportFormat) {
    this.#as = as;
  }

  /** Adds an image. */
  add({ info }: ExportImage, annotation: Annotation): void {
    const { objects, tags, description } = annotation;
    this.#record("imageTags", tags.length);
    this.#record("imageDescriptions", Number(description !== ""));
    // Metadata that an upload adds to a rotated photo is no loss.
    const { slylab: _own, ...metadata } = info.meta;
    this.#record("imageMetadata", Number(hasFields(metadata)));
    for (const object of objects) {
      more(this.classes, object.classTitle, 1);
      more(this.shapes, object.geometryType, 1);
      more(this.#forms, formOf(object), 1);
      this.#record("objectTags", object.tags.length);
      this.#record("objectDescriptions", Number(hasText(object.description)));
      this.#record("customData", Number(hasFields(object.customData)));
      if (this.#as === "yolo") this.#record("outside", Number(isOutside(object, annotation)));
    }
  }

  /** Returns what the format omits or converts. `shapes` are the shapes in the export. */
  losses({ datasets }: ExportContents, shapes: Iterable<string>): Losses {
    const omitted = omittedBy[this.#as].flatMap((detail) => {
      const count = this.#details.get(detail) ?? 0;
      const [one, many] = details[detail];
      return count === 0 ? [] : [countText(count, one, many)];
    });
    const [only] = datasets;
    const hasFolders = this.#as === "supervisely" || this.#as === "csv" || datasets.length > 1;
    if (!hasFolders && only !== undefined && only.path.length > 1)
      omitted.push(`dataset path '${only.path.join("/")}'`);
    const { kept, into } = conversion(this.#as, shapes) ?? { kept: [...this.#forms.keys()], into: ["", ""] };
    const converted = [...this.#forms]
      .filter(([form]) => !kept.includes(form))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([form, count]) => `${objectsText(form, count)} as ${into[count === 1 ? 0 : 1]}`);
    return { omitted, converted };
  }

  #record(detail: Detail, count: number): void {
    if (count > 0) more(this.#details, detail, count);
  }
}

/** `3 objects of shape point`. */
export function objectsText(shape: string, count: number): string {
  return `${countText(count, "object")} of shape ${shape}`;
}

function more<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

const withHoles = "polygon with holes";

function formOf({ geometryType, geometry }: Figure): string {
  return geometry instanceof Polygon && geometry.interior.length > 0 ? withHoles : geometryType;
}

interface Conversion {
  /** Shapes that are written unchanged. */
  readonly kept: readonly string[];
  /** The form of all other shapes: singular and plural. */
  readonly into: readonly [one: string, many: string];
}

function conversion(as: ExportFormat, shapes: Iterable<string>): Conversion | undefined {
  if (as === "coco") return { kept: ["polygon", "bitmap"], into: ["a mask", "masks"] };
  if (as !== "yolo") return undefined;
  return yoloTask(shapes) === "detect"
    ? { kept: ["rectangle"], into: ["a box", "boxes"] }
    : { kept: ["polygon", "rectangle", "oriented_bbox"], into: ["one outline", "one outline each"] };
}

function hasText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Whether it is an object with fields. */
export function hasFields(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** Whether the object lies entirely outside the picture. */
function isOutside({ geometry }: Figure, { size }: Annotation): boolean {
  const { bbox } = geometry;
  return bbox === null || bbox.right < 0 || bbox.bottom < 0 || bbox.left >= size.width || bbox.top >= size.height;
}
