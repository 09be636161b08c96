import { isDeepStrictEqual } from "node:util";
import { nameKey } from "../../domain/names.js";
import { invalid } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { identify, rejectShape, rejectTagUse } from "./meta-rules.js";
import type { ClassRow, NewClass, NewTag, TagRow } from "./meta-store.js";

/** The requested meta of a project. */
export interface RequestedMeta {
  readonly classes: readonly NewClass[];
  readonly tags: readonly NewTag[];
}

/** Settings that are kept if a request omits them. */
const stayingSettings = ["frame_range_min_length", "frame_range_max_length", "default", "default_value"];

/**
 * Replaces the classes and tags of a project. Existing ones keep their ids and figures, even if they are renamed; jobs and
 * queues get the new names.
 *
 * @throws {Problem} the change conflicts with existing figures or tags
 */
export function changeMeta(stores: Stores, projectId: number, wanted: RequestedMeta, now: string): void {
  const { metas, database } = stores;
  const classes = metas.classes(projectId);
  const tags = metas.tags(projectId);
  const oldClasses = identify(
    classes,
    wanted.classes.map(({ id, title }) => ({ id, name: title })),
  );
  const oldTags = identify(tags, wanted.tags);
  const newClassNames = renames(
    oldClasses,
    wanted.classes.map(({ title }) => title),
  );
  const titles = new Set(wanted.classes.map(({ title }) => title));
  const newTags = wanted.tags.map((tag, index) => ({
    ...tag,
    settings: {
      ...staying(oldTags[index]),
      ...tag.settings,
      classes: classesOfTag(tag, titles, newClassNames, `meta.tags.${index}`),
    },
  }));
  for (const [index, { title, shape }] of wanted.classes.entries()) {
    const old = oldClasses[index];
    if (old === undefined || old.shape === shape) continue;
    rejectShape(title, shape, metas.drawnShapes(old.id), `meta.classes.${index}.shape`);
  }
  const nameOfClass = new Map(oldClasses.map((old, index) => [old?.id, wanted.classes[index]?.title]));
  for (const [index, tag] of newTags.entries()) {
    const old = oldTags[index];
    // Unchanged tags are not checked: older versions may have saved invalid ones.
    if (old === undefined || isDeepStrictEqual(old.settings, tag.settings)) continue;
    const uses = metas
      .tagUses(old.id)
      // Objects of removed classes are removed too.
      .filter(({ classId }) => classId === null || nameOfClass.has(classId))
      .map(({ classId, ...use }) => ({ ...use, className: classId === null ? undefined : nameOfClass.get(classId) }));
    rejectTagUse(tag, uses, `meta.tags.${index}`);
  }
  database.atomic(() => {
    const meta = {
      classes: wanted.classes.map((each, index) => ({ ...each, id: null, keeps: oldClasses[index]?.id })),
      tags: newTags.map((each, index) => ({ ...each, id: null, keeps: oldTags[index]?.id })),
    };
    metas.replace(projectId, meta, now);
    const newTagNames = renames(
      oldTags,
      wanted.tags.map(({ name }) => name),
    );
    if (newClassNames.size + newTagNames.size > 0) stores.jobs.renameInSettings(projectId, newClassNames, newTagNames);
  });
}

/** Converts rows to the input of {@link changeMeta}. */
export function wantedMeta(classes: readonly ClassRow[], tags: readonly TagRow[]): RequestedMeta {
  return { classes: classes.map(({ name, ...rest }) => ({ ...rest, title: name })), tags };
}

/** Returns old name → new name of the renamed items. */
function renames(old: readonly ({ readonly name: string } | undefined)[], names: readonly string[]) {
  return new Map(
    old.flatMap((row, index) => {
      const name = names[index];
      return row === undefined || name === undefined || row.name === name ? [] : [[row.name, name] as const];
    }),
  );
}

function staying(old: TagRow | undefined): Record<string, unknown> {
  const entries = Object.entries(old?.settings ?? {});
  return Object.fromEntries(entries.filter(([name]) => stayingSettings.includes(name)));
}

/** Returns the classes that a tag is restricted to. Renamed classes may be given by their old name. */
function classesOfTag(
  { settings }: NewTag,
  titles: ReadonlySet<string>,
  newNames: ReadonlyMap<string, string>,
  path: string,
): string[] {
  return settings.classes.map((rawName, index) => {
    const name = nameKey(rawName);
    const title = titles.has(name) ? name : newNames.get(name);
    if (title === undefined) throw invalid(`${path}.classes.${index}`, `class "${rawName}" does not exist`, "any.only");
    return title;
  });
}
