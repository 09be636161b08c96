import { fields, id, one, record, some, textUpTo } from "../http/fields.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { found, invalid, missing, nameTaken } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { changeMetaFor } from "./class-activity.js";
import { type RequestedMeta, wantedMeta } from "./meta-change.js";
import { color } from "./meta-input.js";
import type { NewTag } from "./meta-store.js";
import { checkDefault, storedSettings, tagSettingsInput } from "./tag-settings.js";

const title = textUpTo(255).trim().min(1);
const hotkey = textUpTo(255);

const newTag = record(
  fields({ title, color: color.default("#9013FE"), hotkey: hotkey.default(""), settings: record(tagSettingsInput) }),
);

/** Methods for single classes and tags. They follow the rules of `projects.meta.update`. */
export function metaItemRoutes({ stores, access }: ServerContext): Methods {
  const { metas } = stores;

  const classOf = (call: Call, classId: number, permission: "see" | "edit") => {
    const objectClass = found("object class", classId, metas.class(classId));
    access.project(call.account, objectClass.projectId, permission);
    return objectClass;
  };

  const tagOf = (call: Call, tagId: number) => {
    const tag = found("tag", tagId, metas.tag(tagId));
    access.project(call.account, tag.projectId, "edit");
    return tag;
  };

  /** Changes the meta of a project as a whole, with all checks and renames. */
  const change = (call: Call, projectId: number, next: (meta: RequestedMeta) => RequestedMeta) => {
    const { teamId } = access.project(call.account, projectId, "edit");
    const wanted = next(wantedMeta(metas.classes(projectId), metas.tags(projectId)));
    changeMetaFor(call, stores, { id: projectId, teamId }, wanted);
  };

  return {
    "advanced.object_classes.info": method(one, (call, input) => classOf(call, input.id, "see")),

    "tags.bulk.add": method(fields({ projectId: id, tags: some(newTag, 1000) }), (call, input) => {
      const { projectId } = input;
      access.project(call.account, projectId, "edit");
      const tagIds = metas.tagIds(projectId);
      const { classes } = metas.index(projectId);
      const added = input.tags.map((tag, index): NewTag => {
        const path = `tags.${index}`;
        const owner = tagIds.get(tag.title);
        if (owner !== undefined) throw nameTaken("tag", { name: tag.title, id: owner });
        if (input.tags.findIndex((other) => other.title === tag.title) < index) {
          throw invalid(`${path}.title`, `"${tag.title}" is a duplicate`, "array.unique");
        }
        const { value_type = "none", ...settings } = storedSettings(tag.settings, classes, `${path}.settings`);
        if (value_type === "oneof_string" && !settings.values?.length) {
          throw invalid(`${path}.settings.values`, "is required for oneof_string", "any.required");
        }
        const allSettings = { applicable_type: "all", classes: [], target_type: "all", ...settings, value_type };
        checkDefault({ name: tag.title, settings: allSettings }, `${path}.settings`);
        return { name: tag.title, color: tag.color, hotkey: tag.hotkey, settings: allSettings };
      });
      change(call, projectId, (meta) => ({ ...meta, tags: [...meta.tags, ...added] }));
      const ids = metas.tagIds(projectId);
      return added.map(({ name }) => metas.tag(ids.get(name) ?? 0));
    }),

    "projects.classes.remove": method(fields({ id, projectId: id }), (call, input) => {
      const { projectId, name } = classOf(call, input.id, "edit");
      if (projectId !== input.projectId) throw missing(`object class of project ${input.projectId}`, input.id);
      change(call, projectId, ({ classes, tags }) => ({
        classes: classes.filter((each) => each.id !== input.id),

        tags: tags.map((tag) => ({
          ...tag,
          settings: { ...tag.settings, classes: tag.settings.classes.filter((each) => each !== name) },
        })),
      }));
      return nothing;
    }),

    "projects.tags.remove": method(fields({ id, projectId: id }), (call, input) => {
      const { projectId } = tagOf(call, input.id);
      if (projectId !== input.projectId) throw missing(`tag of project ${input.projectId}`, input.id);
      change(call, projectId, ({ classes, tags }) => ({
        classes,
        tags: tags.filter((each) => each.id !== input.id),
      }));
      return nothing;
    }),
  };
}
