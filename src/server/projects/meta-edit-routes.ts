import { z } from "zod";
import { defined } from "../../base/defined.js";
import { fields, id, name, record, text } from "../http/fields.js";
import { type Call, type Methods, method } from "../http/method.js";
import { found, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { changeMetaFor } from "./class-activity.js";
import { wantedMeta } from "./meta-change.js";
import { color, hotkey, shape } from "./meta-input.js";
import type { ClassRow, TagRow } from "./meta-store.js";
import { checkDefault, storedSettings, tagSettingsEdit } from "./tag-settings.js";

/** Methods that change one class or tag by its id. */
export function metaEditRoutes({ stores, access }: ServerContext): Methods {
  const { metas, database } = stores;

  /** Changes one class or tag. */
  const edit = (call: Call, projectId: number, change: { classes?: readonly ClassRow[]; tags?: readonly TagRow[] }) => {
    const { classes = metas.classes(projectId), tags = metas.tags(projectId) } = change;
    const { teamId } = access.project(call.account, projectId, "edit");
    changeMetaFor(call, stores, { id: projectId, teamId }, wantedMeta(classes, tags));
  };

  const rejectTaken = (rows: readonly { id: number; name: string }[], ownId: number, name: string, path: string) => {
    const other = rows.find((row) => row.id !== ownId && row.name === name);
    if (other !== undefined)
      throw invalid(path, `"${name}" is already the name of ${other.id} in the project`, "any.unique");
  };

  const tagOf = (call: Call, tagId: number) => {
    const tag = found("tag", tagId, metas.tag(tagId));
    access.project(call.account, tag.projectId, "edit");
    return tag;
  };

  return {
    "advanced.object_classes.editInfo": method(
      fields({
        id,
        name: name.optional(),
        description: text.optional(),
        hotkey,
        shape: shape.optional(),
        color: color.optional(),
        settings: record(z.record(z.string(), z.unknown())).optional(),
      }),
      (call, input) => {
        const { id: classId, hotkey, ...rest } = input;
        const old = found("object class", classId, metas.class(classId));
        access.project(call.account, old.projectId, "edit");
        const all = metas.classes(old.projectId);
        if (input.name !== undefined) rejectTaken(all, classId, input.name, "name");
        const next = { ...old, ...defined(rest), hotkey: hotkey ?? old.hotkey };
        edit(call, old.projectId, { classes: all.map((each) => (each.id === classId ? next : each)) });
        return metas.class(classId);
      },
    ),

    // The official SDK sends `title`.
    "advanced.tags.editInfo": method(
      fields({
        id,
        title: name.optional(),
        name: name.optional(),
        color: color.optional(),
        hotkey,
        settings: record(tagSettingsEdit).optional(),
      }),
      (call, input) => {
        const old = tagOf(call, input.id);
        const { projectId } = old;
        const title = input.title ?? input.name ?? old.name;
        const all = metas.tags(projectId);
        rejectTaken(all, old.id, title, input.title === undefined ? "name" : "title");
        const changes = storedSettings(input.settings ?? {}, metas.index(projectId).classes, "settings");
        const settings = { ...old.settings, ...changes };
        checkDefault({ name: title, settings }, "settings");
        const look = { color: input.color ?? old.color, hotkey: input.hotkey ?? old.hotkey };
        const next = { ...old, ...look, name: title, settings };
        edit(call, projectId, { tags: all.map((each) => (each.id === old.id ? next : each)) });
        const { name: newName, ...tag } = metas.tag(old.id) ?? next;
        return { ...tag, title: newName };
      },
    ),

    // Specific to local instances: a real server cannot rename a possible value and keep the tagged items.
    "advanced.tags.values.rename": method(fields({ id, values: record(z.record(z.string(), name)) }), (call, input) => {
      const old = tagOf(call, input.id);
      const possible = old.settings.values ?? [];
      const unknown = Object.keys(input.values).find((value) => !possible.includes(value));
      if (unknown !== undefined) {
        const message = `tag "${old.name}" has no value "${unknown}", expected one of ${possible.join(", ")}`;
        throw invalid(`values.${unknown}`, message, "any.only");
      }
      const values = possible.map((value) => input.values[value] ?? value);
      const twice = values.find((value, at) => values.indexOf(value) !== at);
      if (twice !== undefined) throw invalid("values", `"${twice}" would be a duplicate`, "array.unique");
      database.atomic(() => {
        const changes = Object.entries(input.values);
        // Renames to temporary texts first, so that two values can be swapped.
        for (const [from] of changes) metas.renameValue(old.id, from, ` ${from}`);
        for (const [from, to] of changes) metas.renameValue(old.id, ` ${from}`, to);
        const next = { ...old, settings: { ...old.settings, values } };
        const all = metas.tags(old.projectId);
        edit(call, old.projectId, { tags: all.map((each) => (each.id === old.id ? next : each)) });
      });
      return metas.tag(old.id);
    }),
  };
}
