import { z } from "zod";
import type { Call } from "../http/method.js";
import { invalid } from "../http/problem.js";
import type { FullImageWire } from "../images/image-store.js";
import { allowedValue } from "../projects/tag-rules.js";
import type { Stores } from "../stores.js";
import type { NewFigure } from "./figure-store.js";
import { areaOf, geometrySchema, isWithin } from "./geometry.js";
import type { Markable, Marking } from "./marking.js";

/** A tag as annotations carry it: by name, or by the id of the project's tag. */
export const tagInput = z.looseObject({
  name: z.string().optional(),
  tagId: z.int().positive().nullish(),
  value: z.unknown().optional(),
});

/** An object as annotations carry it: what it is beside its geometry, which lies among these fields. */
export const objectInput = z.looseObject({
  classId: z.int().positive().nullish(),
  classTitle: z.string().nullish(),
  geometryType: z.string().nullish(),
  shape: z.string().nullish(),
  tags: z.array(tagInput).nullish(),
});
type ObjectInput = z.output<typeof objectInput>;

// Kept as they came, beside the geometry.
const extraFields = [
  "description",
  "customData",
  "priority",
  "nnCreated",
  "nnUpdated",
  "instance",
  "smartToolInput",
  "meta",
];
// What the server says itself, or that is kept in columns.
const ownFields = [
  "id",
  "classId",
  "classTitle",
  "geometryType",
  "shape",
  "tags",
  "labelerLogin",
  "createdAt",
  "updatedAt",
];
const otherFields = new Set([
  ...ownFields,
  ...extraFields,
  "entityId",
  "imageId",
  "datasetId",
  "projectId",
  "trackId",
  "objectId",
]);

/** Turns what clients send into tags and figures of an image, by the project's meta and the limits of the job. */
export class Annotating {
  readonly #stores: Stores;
  readonly #marking: Marking;

  constructor(stores: Stores, marking: Marking) {
    this.#stores = stores;
    this.#marking = marking;
  }

  /** Replaces what is on an image: its tags and its objects. */
  replace(
    call: Call,
    target: Markable,
    annotation: { description?: string | undefined; tags: unknown[]; objects: ObjectInput[] },
    options: { path: string; checksBounds: boolean },
  ): void {
    const { figures, images, imageTags } = this.#stores;
    const image = images.find(target.id);
    if (image === undefined) return;
    this.#marking.refuseMore(target, annotation.objects.length, `${options.path}.objects`);
    const tags = this.#tags(target, annotation.tags, { kind: "image" }, `${options.path}.tags`);
    const drawn = annotation.objects.map((object, index) =>
      this.figure(call, target, image, object, { ...options, path: `${options.path}.objects.${index}` }),
    );
    imageTags.removeOfImage(target.id);
    for (const { tagId, value } of tags) imageTags.put(target.id, tagId, value, call.account.id, call.now());
    figures.removeOfImage(target.id);
    for (const figure of drawn) this.#add(call, target, figure);
    figures.recount(target.id, call.now());
    if (annotation.description !== undefined) images.describe(target.id, annotation.description, call.now());
  }

  /** Adds one figure to an image; the count of its labels is the caller's to bring up to date. */
  add(call: Call, target: Markable, object: ObjectInput, options: { path: string; checksBounds: boolean }): number {
    const image = this.#stores.images.find(target.id);
    if (image === undefined) throw invalid(options.path, `image ${target.id} is gone`, "any.only");
    this.#marking.refuseMore(target, (image.labelsCount ?? 0) + 1, options.path);
    return this.#add(call, target, this.figure(call, target, image, object, options));
  }

  /** The figure that an object comes to. @throws {Problem} it does not fit the project's meta, the job or the image */
  figure(
    call: Call,
    target: Markable,
    image: FullImageWire,
    object: ObjectInput,
    options: { path: string; checksBounds: boolean },
  ): NewFigure {
    const { path, checksBounds } = options;
    const objectClass = this.#class(target.projectId, object, path);
    this.#marking.refuseClass(target, objectClass.name, at(path, "classTitle"));
    const geometryType = object.geometryType ?? object.shape ?? objectClass.shape;
    if (objectClass.shape !== "any" && geometryType !== objectClass.shape) {
      const message = `class "${objectClass.name}" is drawn as ${objectClass.shape}, not as ${geometryType}`;
      throw invalid(at(path, "geometryType"), message, "any.only");
    }
    const given =
      object.geometry ?? Object.fromEntries(Object.entries(object).filter(([name]) => !otherFields.has(name)));
    const parsed = geometrySchema(geometryType).safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const place = at(path, ...(object.geometry == null ? [] : ["geometry"]), ...(issue?.path ?? []));
      throw invalid(place, issue?.message ?? "is no geometry", "any.invalid");
    }
    const geometry = parsed.data;
    const hasSize = image.width != null && image.height != null;
    if (checksBounds && hasSize && !isWithin(geometry, image.width ?? 0, image.height ?? 0)) {
      throw invalid(
        path === "" ? "geometry" : path,
        `lies outside of the image of ${image.width} × ${image.height} pixels`,
        "number.max",
      );
    }
    return {
      imageId: target.id,
      classId: objectClass.id,
      labelerId: call.account.id,
      geometryType,
      geometry,
      extra: Object.fromEntries(
        extraFields.flatMap((name) => (object[name] === undefined ? [] : [[name, object[name]]])),
      ),
      area: areaOf(geometryType, geometry),
      tags: this.#tags(target, object.tags ?? [], { kind: "object", className: objectClass.name }, at(path, "tags")),
    };
  }

  /** The tags of an object of a class, checked. */
  #tags(target: Markable, tags: readonly unknown[], on: Parameters<typeof allowedValue>[2], path: string) {
    const metas = this.#stores.metas.tags(target.projectId);
    return tags.map((given, index) => {
      const tag = tagInput.parse(given);
      const meta = metas.find(({ id, name }) => (tag.tagId == null ? name === tag.name : id === tag.tagId));
      if (meta === undefined) {
        throw invalid(`${path}.${index}`, `there is no tag "${tag.name ?? tag.tagId}" in the project`, "any.only");
      }
      return { tagId: meta.id, value: allowedValue(meta, tag.value, on, `${path}.${index}.value`) };
    });
  }

  #class(projectId: number, { classId, classTitle }: ObjectInput, path: string) {
    const ids = this.#stores.metas.classIds(projectId);
    // A title is what people wrote; an id may be a leftover of another project.
    const id = classTitle == null ? (classId ?? undefined) : ids.get(classTitle);
    const objectClass = id === undefined ? undefined : this.#stores.metas.class(id);
    if (objectClass === undefined || objectClass.projectId !== projectId) {
      const field = classTitle == null ? "classId" : "classTitle";
      throw invalid(at(path, field), `there is no class "${classTitle ?? classId}" in the project`, "any.only");
    }
    return objectClass;
  }

  #add(call: Call, target: Markable, figure: NewFigure): number {
    const { id: userId } = call.account;
    const figureId = this.#stores.figures.add(figure, call.now());
    const { teamId, projectId, datasetId, id: imageId } = target;
    const about = { teamId, projectId, datasetId, imageId, classId: figure.classId, figureId };
    this.#stores.activity.record({ ...about, userId, action: "create_figure" }, call.now());
    return figureId;
  }
}

/** The path of a field below `path`, which is empty for the request itself. */
function at(path: string, ...fields: readonly PropertyKey[]): string {
  return [path, ...fields.map(String)].filter((part) => part !== "").join(".");
}
