/** Shapes that `annotations.bulk.add` and `figures.bulk.add` do not accept, according to the official SDK. */
import { isUploadedSeparately } from "../../domain/formats/file-annotation.js";
import { invalid } from "../http/problem.js";
import type { ClassMeta, MetaIndex } from "../projects/meta-index.js";

interface GivenObject {
  readonly [field: string]: unknown;
  readonly classTitle?: string | null | undefined;
  readonly classId?: number | null | undefined;
}

// The SDK sends the shapes of classes of any shape inline.
function separateClassOf({ classTitle, classId }: GivenObject, meta: MetaIndex, path: string): ClassMeta | undefined {
  const found = meta.classes.find({ name: classTitle, id: classId }, path);
  return isUploadedSeparately(found.shape) ? found : undefined;
}

/** Rejects alpha masks and multi-part polygons in an annotation. @throws {Problem} */
export function rejectInlineShapes(objects: readonly GivenObject[], meta: MetaIndex, path: string): void {
  for (const [index, object] of objects.entries()) {
    const place = `${path}.${index}.${object.classTitle == null && object.classId != null ? "classId" : "classTitle"}`;
    const found = separateClassOf(object, meta, place);
    if (found === undefined) continue;
    const message = `class "${found.name}" is drawn as ${found.shape}, which annotations do not include; add the object with figures.bulk.add`;
    throw invalid(place, message, "any.only");
  }
}

/**
 * Rejects the pixels of an alpha mask in a new object. Reads do include them: the SDK's methods that read annotations
 * also download them separately, but `annotation.get_label_by_id` and `labeling_job.get_annotations` expect them in the
 * geometry.
 *
 * @throws {Problem}
 */
export function rejectInlinePixels(object: GivenObject, meta: MetaIndex, path: string): void {
  const { geometry } = object;
  const given =
    typeof geometry === "object" && geometry !== null && "bitmap" in geometry ? "geometry.bitmap" : "bitmap";
  if (given === "bitmap" && object.bitmap == null) return;
  if (separateClassOf(object, meta, `${path}.classTitle`)?.shape !== "alpha_mask") return;
  const message = "must not be sent with an alpha mask; upload it with figures.bulk.upload.geometry";
  throw invalid(`${path}.${given}`, message, "any.unknown");
}
