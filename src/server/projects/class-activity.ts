/** Converts changes of a project's classes to entries of the activity log. */
import type { Call } from "../http/method.js";
import type { Stores } from "../stores.js";
import { changeMeta, type RequestedMeta } from "./meta-change.js";

interface SeenClass {
  readonly id: number;
  readonly name: string;
}

interface ClassChange {
  readonly action: "create_class" | "update_class" | "disable_class";
  readonly classId: number;
  readonly meta: { readonly class: string };
}

/** Compares the classes of a project before and after a change, by id, ignoring times. */
export function classChanges<T extends SeenClass>(before: readonly T[], after: readonly T[]): ClassChange[] {
  const old = new Map(before.map((each) => [each.id, contentOf(each)]));
  const remaining = new Set(after.map(({ id }) => id));
  const change = (action: ClassChange["action"], { id, name }: T): ClassChange => ({
    action,
    classId: id,
    meta: { class: name },
  });
  return [
    ...before.filter(({ id }) => !remaining.has(id)).map((each) => change("disable_class", each)),
    ...after.flatMap((each) => {
      const content = old.get(each.id);
      if (content === undefined) return [change("create_class", each)];
      return content === contentOf(each) ? [] : [change("update_class", each)];
    }),
  ];
}

/** Changes the meta of a project, and records which classes changed. */
export function changeMetaFor(
  call: Call,
  stores: Stores,
  project: { readonly id: number; readonly teamId: number },
  wanted: RequestedMeta,
): void {
  const { metas, activity, database } = stores;
  const about = { teamId: project.teamId, projectId: project.id, userId: call.account.id };
  const before = metas.classes(project.id);
  database.atomic(() => {
    changeMeta(stores, project.id, wanted, call.now());
    for (const change of classChanges(before, metas.classes(project.id))) {
      activity.record({ ...about, ...change }, call.now());
    }
  });
}

function contentOf(seen: SeenClass): string {
  return JSON.stringify({ ...seen, createdAt: null, updatedAt: null });
}
