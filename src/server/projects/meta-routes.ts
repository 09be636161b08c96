import { fields, id, one } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Methods, method } from "../http/method.js";
import type { ServerContext } from "../server-context.js";
import { changeMetaFor } from "./class-activity.js";
import { metaInput, readMeta } from "./meta-input.js";

/** `projects.meta*`, `tags.list`, `advanced.object_classes.list`. */
export function metaRoutes({ stores, access }: ServerContext): Methods {
  const { metas, projects } = stores;

  const metaOf = (projectId: number) => ({
    classes: metas.classes(projectId).map((objectClass) => ({
      id: objectClass.id,
      title: objectClass.name,
      description: objectClass.description,
      shape: objectClass.shape,
      color: objectClass.color,
      hotkey: objectClass.hotkey,
      ...objectClass.settings,
    })),
    tags: metas
      .tags(projectId)
      .map(({ id, name, color, hotkey, settings }) => ({ id, name, color, hotkey, ...settings })),
    projectType: projects.find(projectId)?.type ?? "images",
  });

  return {
    "projects.meta": method(one, (call, input) => {
      access.project(call.account, input.id, "see");
      return metaOf(input.id);
    }),

    "projects.meta.update": method(fields({ id, meta: metaInput }), (call, input) => {
      const { teamId } = access.project(call.account, input.id, "edit");
      changeMetaFor(call, stores, { id: input.id, teamId }, readMeta(input.meta));
      return metaOf(input.id);
    }),

    "tags.list": method(fields({ projectId: id, ...listFields }), (call, input) => {
      access.project(call.account, input.projectId, "see");
      return metas.listTags(input.projectId, input);
    }),

    "advanced.object_classes.list": method(fields({ projectId: id, ...listFields }), (call, input) => {
      access.project(call.account, input.projectId, "see");
      return metas.listClasses(input.projectId, input);
    }),
  };
}
