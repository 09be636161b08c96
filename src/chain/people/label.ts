/** Draws objects on one image of a job, without duplicates. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { countText } from "../../base/text/count-text.js";
import type { NewFigure } from "../../client/image/figure.js";
import { kinds } from "../../domain/arguments/kinds.js";
import type { GeometryJson } from "../../domain/geometry/coordinates.js";
import { type Geometry, isGeometry } from "../../domain/geometry/geometry.js";
import type { StepContext } from "../core/node.js";
import { readJob } from "../job/job-images.js";

/** An object to draw. */
export interface DrawnObject {
  /** Name of the class, for example `car`. */
  readonly class: string;
  /** A shape, for example `rectangle([10, 10], [59, 79])`, or its fields in the API's format. */
  readonly geometry: Geometry | GeometryJson;
  /** Tags of the object, each with its value if the tag has values. */
  readonly tags?: readonly { readonly name: string; readonly value?: string | number | undefined }[] | undefined;
}

const geometrySchema = z.custom<Geometry | GeometryJson>(
  (value) =>
    isGeometry(value) ||
    (typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0),
  "expected a shape, for example rectangle([10, 10], [59, 79])",
);

const objectSchema = z.strictObject({
  class: z.string("expected the name of a class").min(1),
  geometry: geometrySchema,
  tags: z
    .array(
      z.object({
        name: z.string("expected the name of a tag").min(1),
        value: z.union([z.string(), z.number()]).optional(),
      }),
      "expected a list such as [{ name: 'lens', value: 35 }]",
    )
    .optional(),
});

/** Checks the arguments of `label`. */
export const labelSchema = z.object({
  job: kinds.record,
  image: kinds.reference,
  objects: z
    .union(
      [z.array(objectSchema).min(1), objectSchema.transform((one) => [one])],
      "expected an object { class, geometry }, or a non-empty list of them",
    )
    .transform((objects) => objects.map(figureOf)),
});

/** Checked arguments of `label`. */
export type CheckedLabel = z.output<typeof labelSchema>;

type Drawing = NewFigure & { readonly geometry: GeometryJson };

function figureOf({ class: classTitle, geometry, tags }: z.output<typeof objectSchema>): Drawing {
  const shape = isGeometry(geometry) ? { geometryType: geometry.type, geometry: geometry.toWire() } : { geometry };
  return { classTitle, ...shape, ...(tags === undefined ? {} : { tags }) };
}

/** Formats the label, for example `2 objects on fruits_01.png`. */
export function labelText({ image, objects }: CheckedLabel): string {
  return `${countText(objects.length, "object")} on ${typeof image === "number" ? `image ${image}` : image}`;
}

/** Draws the objects that the account has not drawn on the image yet. `find` selects the image among those of the job. */
export async function drawObjects(
  { job: jobId, objects }: CheckedLabel,
  context: StepContext,
  find: <T extends { readonly id: number; readonly name: string }>(images: readonly T[]) => T,
): Promise<void> {
  const api = await context.api();
  const { entities = [] } = await readJob(jobId, context);
  const { id: imageId } = find(entities);
  const { login } = await api.user.getMyInfo(context);
  const { annotation } = await api.annotation.download(imageId, context);
  const mine = annotation.objects
    .filter(({ labelerLogin }) => labelerLogin === login)
    .map(({ classTitle, geometry }) => ({ classTitle, fields: geometry.toWire() }));
  const missing = objects.filter(({ classTitle, geometry }) => {
    const at = mine.findIndex((one) => one.classTitle === classTitle && isSame(one.fields, geometry));
    if (at !== -1) mine.splice(at, 1);
    return at === -1;
  });
  if (missing.length > 0) await api.figure.createBulk(imageId, missing, { signal: context.signal, jobId });
}

const ringsSchema = z.object({ exterior: z.array(z.unknown()), interior: z.array(z.unknown()).default([]) });

/** Whether two shapes are equal; a missing list of holes equals an empty one. */
function isSame(one: GeometryJson, other: GeometryJson): boolean {
  return isDeepStrictEqual(withoutEmptyHoles(one), withoutEmptyHoles(other));
}

function withoutEmptyHoles(fields: GeometryJson): unknown {
  const { points, bitmap } = fields;
  if (bitmap !== undefined) return { bitmap };
  const parsed = ringsSchema.safeParse(points);
  if (!parsed.success) return fields;
  const { exterior, interior } = parsed.data;
  return interior.length === 0 ? { exterior } : { exterior, interior };
}
