import { z } from "zod";
import { showsTag } from "../annotations/job-limits.js";
import { fields, id, record, some } from "../http/fields.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { found, missing } from "../http/problem.js";
import { oncePerProject } from "../projects/meta-index.js";
import { typedValue } from "../projects/tag-rules.js";
import type { ServerContext } from "../server-context.js";

const value = z.union([z.string(), z.number()]).nullish();
const ids = some(id, 10_000);

/** Paths of a tag and its value in a request, for errors. */
interface TagPaths {
  readonly tag: string;
  readonly value: string;
}

/** A reference to a tag of a project, by name or by id. */
interface TagReference {
  readonly tagId?: number | null | undefined;
  readonly name?: string | null | undefined;
}

/** `image-tags.*` and `tags.entities.bulk.add`: tags of images. */
export function imageTagRoutes({ stores, access, marking }: ServerContext): Methods {
  const { images, imageTags, metas, activity, database } = stores;

  const metaOf = () => oncePerProject((projectId) => metas.index(projectId));
  type MetaOf = ReturnType<typeof metaOf>;

  const put = (
    call: Call,
    imageId: number,
    { tagId: id, name, value }: TagReference & { readonly value?: unknown },
    meta: MetaOf,
    paths: TagPaths,
  ): number => {
    const target = marking.image(call, imageId);
    const { projectId, datasetId, teamId, jobId } = target;
    const tag = meta(projectId).tags.find({ name, id }, paths.tag);
    const { id: tagId } = tag;
    marking.rejectTag(target, tag, paths.tag);
    if (target.job?.imageTagsLimit != null) {
      const others = (images.find(imageId)?.tags ?? []).filter(
        (each) => each.tagId !== tagId && showsTag(target.job, { id: each.tagId, name: each.name ?? "" }),
      );
      marking.rejectMoreTags(target, others.length + 1, paths.tag);
    }
    // Tags for objects only are allowed too, since the official tutorial adds one to images.
    const allowed = typedValue(tag, value ?? null, paths.value);
    activity.log(call, { teamId, action: "attach_tag", projectId, datasetId, imageId, tagId, jobId });
    return imageTags.put(imageId, tagId, allowed, { labelerId: call.account.id, jobId }, call.now());
  };

  const take = (call: Call, imageId: number, tagId: number, meta: MetaOf, path: string): boolean => {
    const target = marking.image(call, imageId);
    const { projectId, datasetId, teamId, jobId } = target;
    marking.rejectTag(target, meta(projectId).tags.find({ id: tagId }, path), path);
    const wasThere = imageTags.remove(imageId, tagId, call.now());
    if (wasThere) activity.log(call, { teamId, action: "detach_tag", projectId, datasetId, imageId, tagId, jobId });
    return wasThere;
  };

  return {
    "image-tags.bulk.add-to-image": method(
      fields({ tagId: id.nullish(), name: z.string().nullish(), ids, value }),
      (call, input) => {
        database.atomic(() => {
          const meta = metaOf();
          const paths = { tag: "tagId", value: "value" };
          for (const imageId of input.ids) put(call, imageId, input, meta, paths);
        });
        return nothing;
      },
    ),

    "tags.entities.bulk.add": method(
      fields({
        projectId: id,
        tags: some(record(fields({ entityId: id, tagId: id.nullish(), name: z.string().nullish(), value }))),
      }),
      (call, input) => {
        access.project(call.account, input.projectId, "annotate");
        const meta = metaOf();
        return database.atomic(() =>
          input.tags.map(({ entityId, ...tag }, at) => ({
            id: put(call, entityId, tag, meta, { tag: `tags.${at}.tagId`, value: `tags.${at}.value` }),
          })),
        );
      },
    ),

    "image-tags.remove-from-image": method(fields({ tagId: id, imageId: id, id: id.nullish() }), (call, input) => {
      const { imageId, tagId } = input;
      // If `id` is given, it must be this tag on this image.
      const imageTag = input.id == null ? undefined : imageTags.find(input.id);
      const isOther = input.id != null && (imageTag?.imageId !== imageId || imageTag.tagId !== tagId);
      const wasThere = database.atomic(() => !isOther && take(call, imageId, tagId, metaOf(), "tagId"));
      if (!wasThere) throw missing(`tag ${tagId} of image`, imageId);
      return nothing;
    }),

    "image-tags.bulk.remove-from-images": method(fields({ tagIds: ids, ids }), (call, input) => {
      database.atomic(() => {
        const meta = metaOf();
        for (const imageId of input.ids) {
          for (const [at, tagId] of input.tagIds.entries()) take(call, imageId, tagId, meta, `tagIds.${at}`);
        }
      });
      return nothing;
    }),

    "image-tags.update-tag-value": method(fields({ id, value }), (call, input) => {
      const imageTag = found("tag of an image", input.id, imageTags.find(input.id));
      const target = marking.image(call, imageTag.imageId);
      const { projectId, datasetId, teamId, jobId } = target;
      const tag = metas.index(projectId).tags.find({ id: imageTag.tagId }, "id");
      marking.rejectTag(target, tag, "id");
      const allowed = typedValue(tag, input.value ?? null, "value");
      database.atomic(() => {
        imageTags.setValue(imageTag, allowed, call.now());
        const { imageId, tagId } = imageTag;
        activity.log(call, { teamId, action: "update_tag_value", projectId, datasetId, imageId, tagId, jobId });
      });
      return nothing;
    }),
  };
}
