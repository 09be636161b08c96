import { tagKey } from "./figure-store.js";

interface ItemTag {
  readonly tagId: number;
  readonly value?: string | number | null;
}

/** A change of one tag of an image or object; `action` is its name in the activity of a team. */
export interface TagEvent {
  readonly action: "attach_tag" | "update_tag_value" | "detach_tag";
  readonly tagId: number;
}

/**
 * Returns the changes from the tags `before` to the tags `after`. A tag in both lists with different values is a change
 * of its value.
 */
export function tagChanges(before: readonly ItemTag[], after: readonly ItemTag[]): readonly TagEvent[] {
  const removedTags = without(before, after);
  const added = without(after, before);
  const updated = new Set(
    added.map(({ tagId }) => tagId).filter((id) => removedTags.some(({ tagId }) => tagId === id)),
  );
  const change = (action: TagEvent["action"]) => (tagId: number) => ({ action, tagId });
  const others = (tags: readonly ItemTag[]) => tags.map(({ tagId }) => tagId).filter((tagId) => !updated.has(tagId));
  return [
    ...others(removedTags).map(change("detach_tag")),
    ...[...updated].map(change("update_tag_value")),
    ...others(added).map(change("attach_tag")),
  ];
}

/** The tags that have no equal among `others`. */
function without(tags: readonly ItemTag[], others: readonly ItemTag[]): readonly ItemTag[] {
  const keys = new Set(others.map(keyOf));
  return tags.filter((tag) => !keys.has(keyOf(tag)));
}

function keyOf({ tagId, value = null }: ItemTag): string {
  return tagKey({ tagId, value });
}
