import { z } from "zod";
import { encodeForm } from "../../base/multipart.js";
import { safeParse } from "../../base/safe-parse.js";
import { count, customData, fields, flag, id, record, some } from "../http/fields.js";
import { Bytes, type Call, type Methods, method, multipartMethod, nothing } from "../http/method.js";
import { found, invalid, missing } from "../http/problem.js";
import { allowedValue } from "../projects/tag-rules.js";
import type { ServerContext } from "../server-context.js";
import { geometryProblem, geometrySchema } from "./geometry.js";
import { authorOf, type Markable } from "./marking.js";

const value = z.union([z.string(), z.number()]).nullish();
const figureIds = some(id, 1000);
const mask = record(z.looseObject({ data: z.string(), origin: z.tuple([z.number(), z.number()]) }));

/** `object-tags.*`, `annotations.bulk.copy`, and `figures.*` other than creating and editing figures. */
export function figureWorkRoutes(context: ServerContext): Methods {
  const { stores, access, marking, annotating, randomBytes } = context;
  const { figures, metas, images, database, activity } = stores;

  const figureOf = (figureId: number) => {
    return found("figure", figureId, figures.row(figureId));
  };

  /** Changes one figure; returns the changed figure. */
  const change = (call: Call, figureId: number, fields: Readonly<Record<string, unknown>>, path = "") => {
    const old = figureOf(figureId);
    const target = marking.image(call, old.imageId);
    annotating.change(call, target, old, fields, { path, checksBounds: false });
    return figures.find(figureId);
  };

  const record = (
    call: Call,
    { teamId, projectId, datasetId, id: imageId, jobId }: Markable,
    activityEntry: { action: string; figureId: number; classId?: number },
  ) => {
    activity.log(call, { teamId, projectId, datasetId, imageId, jobId, ...activityEntry });
  };

  const tagOn = (call: Call, tagOfFigureId: number) => {
    const tagOfOwner = found("tag of a figure", tagOfFigureId, stores.tagData.figureTag(tagOfFigureId));
    const figure = figureOf(tagOfOwner.ownerId);
    const target = marking.image(call, figure.imageId);
    marking.rejectClass(target, figure.classTitle, "id");
    marking.rejectTag(target, metas.index(figure.projectId).tags.find({ id: tagOfOwner.tagId }, "id"), "id");
    return { ...tagOfOwner, target };
  };

  return {
    "object-tags.add-to-object": method(fields({ tagId: id, figureId: id, value }), (call, input) => {
      const figure = figureOf(input.figureId);
      const target = marking.image(call, figure.imageId);
      const tag = metas.index(figure.projectId).tags.find({ id: input.tagId }, "tagId");
      marking.rejectClass(target, figure.classTitle, "figureId");
      marking.rejectTag(target, tag, "tagId");
      const allowed = allowedValue(tag, input.value, { kind: "object", className: figure.classTitle }, "value");
      return database.atomic(() => {
        const tagOfFigureId = figures.addTag(figure.id, tag.id, allowed, authorOf(call, target), call.now());
        annotating.recordTag(call, target, "attach_tag", tag.id, figure.id);
        return { id: tagOfFigureId, tagId: tag.id, figureId: figure.id, value: allowed };
      });
    }),

    "object-tags.remove-from-figure": method(
      fields({ tagId: id.nullish(), figureId: id.nullish(), id }),
      (call, input) => {
        const { ownerId, tagId, target } = tagOn(call, input.id);
        const isMismatch = (input.figureId ?? ownerId) !== ownerId || (input.tagId ?? tagId) !== tagId;
        if (isMismatch) throw missing(`tag ${input.tagId ?? input.id} of figure`, input.figureId ?? ownerId);
        database.atomic(() => {
          stores.tagData.removeFromFigure(input.id);
          annotating.recordTag(call, target, "detach_tag", tagId, ownerId);
        });
        return { success: true };
      },
    ),

    "object-tags.custom-data.update": method(tagData, (call, input) => {
      tagOn(call, input.id);
      return stores.tagData.update("figureTags", input.id, input.customData, input.updateStrategy, call.now());
    }),

    "image-tags.custom-data.update": method(tagData, (call, input) => {
      const tagOfOwner = found("tag of an image", input.id, stores.imageTags.find(input.id));
      const target = marking.image(call, tagOfOwner.imageId);
      marking.rejectTag(target, metas.index(target.projectId).tags.find({ id: tagOfOwner.tagId }, "id"), "id");
      return stores.tagData.update("imageTags", input.id, input.customData, input.updateStrategy, call.now());
    }),

    "figures.priority.update": method(fields({ id, priority: count }), (call, input) =>
      database.atomic(() => change(call, input.id, { priority: input.priority })),
    ),

    "figures.bulk.restore": method(fields({ figureIds }), (call, input) => {
      database.atomic(() => {
        for (const [index, figureId] of [...new Set(input.figureIds)].entries()) {
          const removed = stores.removedFigures.find(figureId);
          if (removed === undefined) {
            // Figures that exist need no restoring, but the permission is checked.
            marking.image(call, figureOf(figureId).imageId);
            continue;
          }
          const target = marking.image(call, removed.imageId);
          marking.rejectClass(target, metas.class(removed.classId)?.name ?? "", `figureIds.${index}`);
          marking.rejectMoreFigures(target, figures.ofImages([target.id]).length + 1, `figureIds.${index}`);
          stores.removedFigures.restore(figureId, call.now());
          figures.recount(target.id, call.now());
          record(call, target, { action: "restore_figure", figureId, classId: removed.classId });
        }
      });
      return nothing;
    }),

    "figures.bulk.download.geometry": method(fields({ ids: figureIds }), (call, input) => {
      const parts = input.ids.map((figureId) => {
        const figure = figureOf(figureId);
        access.image(call.account, figure.imageId, "see");
        const { geometry, geometryType } = figure;
        // The API sends the content of `bitmap` for an alpha mask.
        const sent = geometryType === "alpha_mask" ? (geometry.bitmap ?? geometry) : geometry;
        return {
          name: `${figureId}`,
          fileName: `${figureId}`,
          mime: "application/json",
          bytes: Buffer.from(JSON.stringify(sent)),
        };
      });
      const { body, contentType } = encodeForm(parts, randomBytes(24).toString("hex"));
      return new Bytes(contentType, body);
    }),

    // The parts are pairs: `figureId`, then its `geometry` as JSON.
    "figures.bulk.upload.geometry": multipartMethod(
      (call, parts) => {
        const pairs: { figureId: number; text: string }[] = [];
        for (let at = 0; at < parts.length; at += 2) {
          const [idPart, geometryPart] = [parts[at], parts[at + 1]];
          const figureId = id.safeParse(idPart?.bytes.toString());
          if (idPart?.name !== "figureId" || !figureId.success) {
            throw invalid(`${at}.figureId`, "must be the id of a figure", "number.base");
          }
          if (geometryPart?.name !== "geometry") throw invalid(`${at + 1}.geometry`, "is required", "any.required");
          pairs.push({ figureId: figureId.data, text: geometryPart.bytes.toString() });
        }
        if (pairs.length === 0) throw invalid("", "needs at least one figureId and geometry", "any.required");
        database.atomic(() => {
          for (const [index, { figureId, text }] of pairs.entries()) {
            const path = `${index}.geometry`;
            const { geometryType } = figureOf(figureId);
            change(call, figureId, { geometry: geometryOf(geometryType, text, path) }, path);
          }
        });
        return nothing;
      },
      (account) => access.annotates(account),
    ),

    "annotations.bulk.copy": method(
      fields({ srcImageIds: figureIds, destImageIds: figureIds, preserveSourceDate: flag.default(true) }),
      (call, input) => {
        const { srcImageIds, destImageIds } = input;
        if (srcImageIds.length !== destImageIds.length) {
          const message = `must have as many images as srcImageIds: ${destImageIds.length} of ${srcImageIds.length}`;
          throw invalid("destImageIds", message, "array.length");
        }
        database.atomic(() => {
          for (const [index, sourceId] of srcImageIds.entries()) {
            access.image(call.account, sourceId, "see");
            const target = marking.image(call, destImageIds[index] ?? 0);
            const source = found("image", sourceId, images.find(sourceId));
            const drawn = figures.ofImages([sourceId]);
            const objects = drawn.map(({ classTitle, geometryType, geometry, extra, tags }) => ({
              ...{ classTitle, geometryType, geometry, ...extra },
              tags: tags.map(({ name, value }) => ({ name, value })),
            }));
            const tags = (source.tags ?? []).map(({ name, value }) => ({ name, value }));
            const annotation = { description: source.description, tags, objects };
            const options = { path: `srcImageIds.${index}`, checksBounds: true };
            annotating.replace(call, target, annotation, metas.index(target.projectId), options);
            if (input.preserveSourceDate) stores.tagData.copyDates(drawn, figures.ofImages([target.id]));
          }
        });
        return { success: true };
      },
    ),
  };
}

const tagData = fields({ id, customData, updateStrategy: z.enum(["merge", "replace"]).default("merge") });

/** Parses the geometry of a part. */
function geometryOf(geometryType: string, text: string, path: string): Readonly<Record<string, unknown>> {
  const given = safeParse(mask, text);
  if (geometryType === "alpha_mask") {
    if (given.success) return { bitmap: given.data };
    throw invalid(path, "an alpha mask needs data and origin", "any.invalid");
  }
  const parsed = safeParse(record(geometrySchema(geometryType)), text);
  if (!parsed.success) throw invalid(path, geometryProblem(geometryType, parsed.error), "any.invalid");
  return parsed.data;
}
