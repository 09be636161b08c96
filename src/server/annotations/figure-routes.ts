import { z } from "zod";
import type { Condition } from "../http/conditions.js";
import { fields, flag, id, list, record, some, text, unread } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Admission, type Call, type Methods, method, nothing } from "../http/method.js";
import { found, invalid } from "../http/problem.js";
import { figureFilters } from "../images/image-filters.js";
import { figuresWithin } from "../jobs/job-scope.js";
import { oncePerProject } from "../projects/meta-index.js";
import { allowedValue } from "../projects/tag-rules.js";
import type { ServerContext } from "../server-context.js";
import { objectInput, tagInput } from "./annotation-input.js";
import { inPixels } from "./geometry.js";
import { authorOf } from "./marking.js";
import { rejectInlinePixels } from "./separate-shapes.js";

const value = z.union([z.string(), z.number()]).nullish();

/** `figures.*`: single objects on images. */
export function figureRoutes({ stores, access, marking, annotating }: ServerContext): Methods {
  const { figures, images, metas, database } = stores;

  const annotations: Admission = { body: "annotation", admit: (account) => access.annotates(account) };

  const figureOf = (figureId: number) => {
    return found("figure", figureId, figures.find(figureId));
  };

  const addTag = (
    call: Call,
    figureId: number,
    { tagId, name }: { tagId?: number | null | undefined; name?: string | null | undefined },
    tagValue: unknown,
    path: string,
  ) => {
    const figure = figureOf(figureId);
    const target = marking.image(call, figure.imageId);
    const tag = metas.index(figure.projectId).tags.find({ name, id: tagId }, `${path}.tagId`);
    const className = metas.class(figure.classId)?.name ?? "";
    marking.rejectClass(target, className, `${path}.figureId`);
    marking.rejectTag(target, tag, `${path}.tagId`);
    const allowed = allowedValue(tag, tagValue, { kind: "object", className }, `${path}.value`);
    annotating.recordTag(call, target, "attach_tag", tag.id, figureId);
    return figures.addTag(figureId, tag.id, allowed, authorOf(call, target), call.now());
  };

  return {
    "figures.list": method(
      fields({
        datasetId: id.nullish(),
        projectId: id.nullish(),
        integerCoords: flag.default(false),
        filters: figureFilters,
        ...listFields,
      }),
      (call, input) => {
        const job = access.jobOf(call);
        const datasetId = input.datasetId ?? job?.datasetId;
        if (datasetId === undefined) throw invalid("datasetId", "is required", "any.required");
        const { teamId } = access.dataset(call.account, datasetId, "see");
        const shown = access.shownImages(call.account, teamId);
        const shownOnly: Condition[] = shown.map(({ sql, values }) => ({
          sql: `f.imageId IN (SELECT i.id FROM images i WHERE ${sql})`,
          values,
        }));
        const inDataset = {
          sql: "f.imageId IN (SELECT id FROM images WHERE datasetId = ?)",
          values: [datasetId],
        };
        // The official SDK requests imageId, but reads entityId.
        const fields = input.fields?.includes("imageId") ? [...input.fields, "entityId"] : input.fields;
        const scope = [inDataset, ...figuresWithin(job), ...input.filters, ...shownOnly];
        const page = figures.list(scope, { ...input, fields });
        if (!input.integerCoords) return page;
        return {
          ...page,
          entities: page.entities.map((figure) => {
            const image = figure.imageId === undefined ? undefined : images.find(figure.imageId);
            const { geometry, geometryType = "" } = figure;
            if (geometry === undefined || image?.width == null || image.height == null) return figure;
            return { ...figure, geometry: inPixels(geometryType, geometry, image.width, image.height) };
          }),
        };
      },
    ),

    "figures.info": method(fields({ id, fields: unread, decompressBitmap: unread }), (call, input) => {
      const figure = figureOf(input.id);
      access.image(call.account, figure.imageId, "see");
      return figure;
    }),

    "figures.tags.list": method(fields({ id }), (call, input) => {
      const figure = figureOf(input.id);
      access.image(call.account, figure.imageId, "see");
      return figure.tags;
    }),

    "figures.bulk.add": method(
      fields({
        entityId: id.nullish(),
        datasetId: id.nullish(),
        figures: some(record(objectInput)),
        skipBoundsValidation: flag.default(false),
      }),
      (call, input) =>
        database.atomic(() => {
          const metaOf = oncePerProject((projectId) => metas.index(projectId));
          return input.figures.map((figure, index) => {
            const path = `figures.${index}`;
            const imageId = id.safeParse(figure.entityId ?? input.entityId);
            if (!imageId.success) throw invalid(`${path}.entityId`, "is required", "any.required");
            const target = marking.image(call, imageId.data);
            if (input.datasetId != null && target.datasetId !== input.datasetId) {
              const message = `image ${target.id} is not in dataset ${input.datasetId}`;
              throw invalid(`${path}.entityId`, message, "any.only");
            }
            const meta = metaOf(target.projectId);
            rejectInlinePixels(figure, meta, path);
            const options = { path, checksBounds: !input.skipBoundsValidation };
            return { id: annotating.add(call, target, figure, meta, options) };
          });
        }),
      annotations,
    ),

    "figures.editInfo": method(
      z.looseObject({
        id,
        classId: id.nullish(),
        classTitle: z.string().nullish(),
        geometryType: z.string().nullish(),
        description: text.nullish(),
        geometry: record(z.looseObject({})).optional(),
        tags: list(tagInput).optional(),
        skipBoundsValidation: flag.default(false),
      }),
      (call, input) => {
        const { id: figureId, skipBoundsValidation, ...object } = input;
        const old = found("figure", figureId, figures.row(figureId));
        const target = marking.image(call, old.imageId);
        const options = { path: "", checksBounds: !skipBoundsValidation };
        database.atomic(() => annotating.change(call, target, old, object, options));
        return figureOf(figureId);
      },
    ),

    // The official SDK sends `figureIds`.
    "figures.bulk.remove": method(
      fields({ ids: some(id).optional(), figureIds: some(id).optional() }),
      (call, input) => {
        const wanted = input.ids ?? input.figureIds;
        if (wanted === undefined) throw invalid("ids", "is required", "any.required");
        database.atomic(() => {
          for (const figureId of new Set(wanted)) {
            const figure = figureOf(figureId);
            annotating.remove(call, marking.image(call, figure.imageId), figure);
          }
        });
        return nothing;
      },
      annotations,
    ),

    "figures.tags.bulk.add": method(
      fields({
        projectId: id.nullish(),
        tags: some(record(fields({ figureId: id, tagId: id.nullish(), name: z.string().nullish(), value }))),
      }),
      (call, input) => {
        if (input.projectId != null) access.project(call.account, input.projectId, "annotate");
        return database.atomic(() =>
          input.tags.map(({ figureId, value, ...tag }, index) => {
            if (input.projectId != null && figureOf(figureId).projectId !== input.projectId) {
              const message = `figure ${figureId} is not in project ${input.projectId}`;
              throw invalid(`tags.${index}.figureId`, message, "any.only");
            }
            return { id: addTag(call, figureId, tag, value, `tags.${index}`) };
          }),
        );
      },
      annotations,
    ),
  };
}
