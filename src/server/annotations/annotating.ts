import { safeParse } from "../../base/safe-parse.js";
import type { Call } from "../http/method.js";
import { invalid } from "../http/problem.js";
import type { FullImageWire } from "../images/image-store.js";
import type { StoredTagValue } from "../images/image-tag-store.js";
import type { MetaIndex } from "../projects/meta-index.js";
import { allowedValue, typedValue } from "../projects/tag-rules.js";
import type { Stores } from "../stores.js";
import {
  annotationFields,
  at,
  extraFields,
  fieldsWithoutGeometry,
  figureId,
  type ObjectInput,
  objectFields,
  rejectMisspelled,
  tagFields,
  tagInput,
} from "./annotation-input.js";
import { isSameFigure, matchFigures } from "./figure-match.js";
import { type FigureRow, type NewFigureRow, tagKey } from "./figure-store.js";
import { areaOf, geometryProblem, geometrySchema, isWithin } from "./geometry.js";
import { type NamedTag, showsClass, showsTag } from "./job-limits.js";
import { authorOf, type Markable, type Marking } from "./marking.js";
import { type TagEvent, tagChanges } from "./tag-changes.js";

/** Options for the checks of objects. */
interface Checks {
  /** The path of the object or annotation; empty for the request itself. */
  readonly path: string;
  readonly checksBounds: boolean;
}

/** Saves tags and figures of images, checking the project's meta and the limits of the job. */
export class Annotating {
  readonly #stores: Stores;
  readonly #marking: Marking;

  constructor(stores: Stores, marking: Marking) {
    this.#stores = stores;
    this.#marking = marking;
  }

  /**
   * Replaces the tags and objects of an image. Objects with the same id or equal content keep their id and author; missing
   * ones are removed, except those that the caller's job does not show.
   */
  replace(
    call: Call,
    target: Markable,
    annotation: { description?: string | undefined; tags: unknown[]; objects: ObjectInput[] },
    meta: MetaIndex,
    options: Checks,
  ): void {
    const { figures, images } = this.#stores;
    const image = images.find(target.id);
    if (image === undefined) return;
    const { path } = options;
    rejectMisspelled(annotation, annotationFields, path);
    const sentTags = this.#tags(annotation.tags, meta, { kind: "image" }, `${path}.tags`);
    const before = figures.ofImages([target.id]);
    const byId = new Map(before.map((figure) => [figure.id, figure]));
    const sent = annotation.objects.map((object, index) => {
      const id = figureId.safeParse(object.id).data;
      const figure = this.#read(call, target, object, meta, `${path}.objects.${index}`);
      return { id, figure: this.#withHiddenTags(target, id === undefined ? undefined : byId.get(id), figure) };
    });
    const { matches, removed: missed } = matchFigures(before, sent);
    const removed = missed.filter(({ classTitle }) => showsClass(target.job, classTitle));
    const shownBefore = before.filter(({ classTitle }) => showsClass(target.job, classTitle)).length;
    const shownAfter = shownBefore - removed.length + matches.filter((old) => old === undefined).length;
    if (shownAfter > shownBefore) this.#marking.rejectMoreFigures(target, shownAfter, `${path}.objects`);
    const changed = sent.flatMap(({ figure }, index) => {
      const old = matches[index];
      if (old !== undefined && isSameFigure(old, figure)) return [];
      this.#check(target, image, old, figure, { ...options, path: `${path}.objects.${index}` });
      return [{ old, figure }];
    });
    this.#replaceTags(call, target, image, sentTags, `${path}.tags`);
    for (const figure of removed) this.#remove(call, target, figure);
    for (const { old, figure } of changed) {
      if (old === undefined) this.#add(call, target, figure);
      else this.#change(call, target, old, figure);
    }
    if (removed.length + changed.length > 0) figures.recount(target.id, call.now());
    if (annotation.description !== undefined && annotation.description !== image.description) {
      images.describe(target.id, annotation.description, call.now());
    }
  }

  /** Adds one figure to an image; returns its id. @throws {Problem} it conflicts with the meta, the job or the image */
  add(call: Call, target: Markable, object: ObjectInput, meta: MetaIndex, options: Checks): number {
    const image = this.#image(target, options.path);
    this.#marking.rejectMoreFigures(target, this.#shownFigures(target, image) + 1, options.path);
    const figure = this.#read(call, target, object, meta, options.path);
    this.#check(target, image, undefined, figure, options);
    const added = this.#add(call, target, figure);
    this.#stores.figures.recount(target.id, call.now());
    return added;
  }

  /**
   * Changes one figure; omitted fields are unchanged. @throws {Problem} it conflicts with the meta, the job or the
   * image
   */
  change(call: Call, target: Markable, old: FigureRow, object: ObjectInput, options: Checks): void {
    const image = this.#image(target, options.path);
    const meta = this.#stores.metas.index(target.projectId);
    const isAnotherClass = object.classTitle != null || object.classId != null;
    const hasGeometry = Object.keys(object).some((name) => !fieldsWithoutGeometry.has(name) && name !== "geometry");
    const merged = {
      ...(hasGeometry ? {} : { geometry: old.geometry }),
      geometryType: old.geometryType,
      tags: old.tags,
      ...old.extra,
      ...object,
      ...(isAnotherClass ? {} : { classId: old.classId }),
    };
    const figure = this.#withHiddenTags(target, old, this.#read(call, target, merged, meta, options.path));
    if (isSameFigure(old, figure)) return;
    this.#check(target, image, old, figure, options);
    this.#change(call, target, old, figure);
    this.#stores.figures.recount(target.id, call.now());
  }

  /** Removes one figure. @throws {Problem} the job does not show it */
  remove(call: Call, target: Markable, figure: Pick<FigureRow, "id" | "classId">, path = "ids"): void {
    this.#marking.rejectClass(target, this.#stores.metas.class(figure.classId)?.name ?? "", path);
    this.#remove(call, target, figure);
    this.#stores.figures.recount(target.id, call.now());
  }

  #image(target: Markable, path: string): FullImageWire {
    const image = this.#stores.images.find(target.id);
    if (image === undefined) throw invalid(path, `image ${target.id} no longer exists`, "any.only");
    return image;
  }

  /** Converts an object to a figure, using the project's meta. */
  #read(call: Call, target: Markable, object: ObjectInput, meta: MetaIndex, path: string): NewFigureRow {
    const { classTitle, classId } = object;
    rejectMisspelled(object, objectFields, path);
    const classPath = at(path, classTitle == null && classId != null ? "classId" : "classTitle");
    const objectClass = meta.classes.find({ name: classTitle, id: classId }, classPath);
    const geometryType = object.geometryType ?? object.shape ?? objectClass.shape;
    if (objectClass.shape !== "any" && geometryType !== objectClass.shape) {
      const message = `class "${objectClass.name}" is drawn as ${objectClass.shape}, not as ${geometryType}`;
      throw invalid(at(path, "geometryType"), message, "any.only");
    }
    const given =
      object.geometry ??
      Object.fromEntries(Object.entries(object).filter(([name]) => !fieldsWithoutGeometry.has(name)));
    const parsed = safeParse(geometrySchema(geometryType), given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const issuePath = at(path, ...(object.geometry == null ? [] : ["geometry"]), ...(issue?.path ?? []));
      throw invalid(issuePath, geometryProblem(geometryType, parsed.error), "any.invalid");
    }
    const geometry = parsed.data;
    return {
      imageId: target.id,
      classId: objectClass.id,
      className: objectClass.name,
      labelerId: call.account.id,
      geometryType,
      geometry,
      extra: Object.fromEntries(
        extraFields.flatMap((name) => (object[name] === undefined ? [] : [[name, object[name]]])),
      ),
      area: areaOf(geometryType, geometry),
      tags: this.#tags(object.tags ?? [], meta, { kind: "object", className: objectClass.name }, at(path, "tags")),
    };
  }

  /** Checks a new or changed figure; unchanged figures are not checked. */
  #check(
    target: Markable,
    image: FullImageWire,
    old: FigureRow | undefined,
    figure: NewFigureRow,
    { path, checksBounds }: Checks,
  ): void {
    if (old !== undefined) this.#marking.rejectClass(target, old.classTitle, at(path, "classTitle"));
    this.#marking.rejectClass(target, figure.className, at(path, "classTitle"));
    const oldTagKeys = new Set((old?.tags ?? []).map(tagKey));
    for (const [index, tag] of figure.tags.entries()) {
      if (!oldTagKeys.has(tagKey(tag)))
        this.#marking.rejectTag(target, this.#named(tag.tagId), at(path, `tags.${index}`));
    }
    const hasSize = image.width != null && image.height != null;
    if (!checksBounds || !hasSize || isWithin(figure.geometry, image.width ?? 0, image.height ?? 0)) return;
    throw invalid(
      path === "" ? "geometry" : path,
      `lies outside of the image of ${image.width} × ${image.height} pixels`,
      "number.max",
    );
  }

  /** Adds the existing tags of a figure that the job does not show, since its annotator can neither see nor remove them. */
  #withHiddenTags(target: Markable, old: FigureRow | undefined, figure: NewFigureRow): NewFigureRow {
    if (target.job === undefined || old === undefined) return figure;
    const sent = new Set(figure.tags.map(({ tagId }) => tagId));
    const hidden = old.tags.filter((tag) => !sent.has(tag.tagId) && !showsTag(target.job, { ...tag, id: tag.tagId }));
    return hidden.length === 0 ? figure : { ...figure, tags: [...figure.tags, ...hidden] };
  }

  /** Counts the figures of an image that the job shows. */
  #shownFigures(target: Markable, image: FullImageWire): number {
    const { job } = target;
    const isAll = job?.imageFiguresLimit == null || job.classes.length === 0 || job.dynamicClasses === true;
    if (isAll) return image.labelsCount ?? 0;
    return this.#stores.figures.ofImages([target.id]).filter(({ classTitle }) => showsClass(job, classTitle)).length;
  }

  /** Replaces the tags of an image, except those that the job does not show. */
  #replaceTags(
    call: Call,
    target: Markable,
    image: FullImageWire,
    sent: readonly { tagId: number; value: StoredTagValue }[],
    path: string,
  ): void {
    const { imageTags } = this.#stores;
    const before = image.tags ?? [];
    const shows = (tagId: number) => target.job === undefined || showsTag(target.job, this.#named(tagId));
    const isThere = ({ tagId, value }: (typeof sent)[number]) =>
      before.some((tag) => tag.tagId === tagId && (tag.value ?? null) === value);
    const added = sent.flatMap((tag, index) => (isThere(tag) ? [] : [{ ...tag, index }]));
    for (const { tagId, index } of added) this.#marking.rejectTag(target, this.#named(tagId), `${path}.${index}`);
    if (added.length > 0) {
      this.#marking.rejectMoreTags(target, sent.filter(({ tagId }) => shows(tagId)).length, path);
    }
    const hidden = before.filter(({ tagId }) => !shows(tagId) && !sent.some((tag) => tag.tagId === tagId));
    this.#recordTags(call, target, before, [...sent, ...hidden]);
    for (const { tagId } of before) {
      if (shows(tagId) && !sent.some((tag) => tag.tagId === tagId)) imageTags.remove(target.id, tagId, call.now());
    }
    for (const { tagId, value } of added) imageTags.put(target.id, tagId, value, authorOf(call, target), call.now());
  }

  #named(tagId: number): NamedTag {
    return this.#stores.metas.tag(tagId) ?? { id: tagId, name: "" };
  }

  /** Parses and checks the tags of an image or an object. */
  #tags(tags: readonly unknown[], meta: MetaIndex, on: Parameters<typeof allowedValue>[2], path: string) {
    return tags.map((input, index) => {
      const tag = tagInput.parse(input);
      rejectMisspelled(tag, tagFields, `${path}.${index}`);
      const { name, tagId, value } = tag;
      const found = meta.tags.find({ name, id: tagId }, `${path}.${index}`);
      const at = `${path}.${index}.value`;
      // Images may have tags for objects only, since `image-tags.*` allows them.
      const allowed = on.kind === "image" ? typedValue(found, value ?? null, at) : allowedValue(found, value, on, at);
      return { tagId: found.id, value: allowed };
    });
  }

  #add(call: Call, target: Markable, figure: NewFigureRow): number {
    const figureId = this.#stores.figures.add(figure, target.jobId, call.now());
    this.#record(call, target, "create_figure", { id: figureId, classId: figure.classId });
    this.#recordTags(call, target, [], figure.tags, figureId);
    return figureId;
  }

  #change(call: Call, target: Markable, old: FigureRow, figure: NewFigureRow): void {
    this.#stores.figures.update(old, figure, authorOf(call, target), call.now());
    this.#record(call, target, "update_figure", { id: old.id, classId: figure.classId });
    this.#recordTags(call, target, old.tags, figure.tags, old.id);
  }

  #remove(call: Call, target: Markable, figure: Pick<FigureRow, "id" | "classId">): void {
    this.#stores.figures.remove(figure.id);
    this.#record(call, target, "disable_figure", figure);
  }

  #record(call: Call, target: Markable, action: string, { id: figureId, classId }: { id: number; classId: number }) {
    const { teamId, projectId, datasetId, id: imageId, jobId } = target;
    const about = { teamId, projectId, datasetId, imageId, classId, figureId, jobId };
    this.#stores.activity.log(call, { ...about, action });
  }

  #recordTags(
    call: Call,
    target: Markable,
    before: Parameters<typeof tagChanges>[0],
    after: Parameters<typeof tagChanges>[1],
    figureId?: number,
  ) {
    for (const { action, tagId } of tagChanges(before, after)) this.recordTag(call, target, action, tagId, figureId);
  }

  /** Records a change of a tag of an image, or of an object on it, in the team's activity. */
  recordTag(call: Call, target: Markable, action: TagEvent["action"], tagId: number, figureId?: number): void {
    const { teamId, projectId, datasetId, id: imageId, jobId } = target;
    const about = {
      teamId,
      projectId,
      datasetId,
      imageId,
      jobId,
      tagId,
      ...(figureId === undefined ? {} : { figureId }),
    };
    this.#stores.activity.log(call, { ...about, action });
  }
}
