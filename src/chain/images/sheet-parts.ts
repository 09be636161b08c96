/** What a contact sheet shows of its thumbnails. */
import type { SheetKey, SheetPicture } from "../../domain/display/display.js";
import type { Thumbnail } from "./thumbnail.js";

/** A thumbnail on a contact sheet. */
export function sheetPicture({ name, picture, mark, objects }: Thumbnail): SheetPicture {
  const cell = picture === null ? null : { src: picture.src, alt: name };
  const note = objects?.map(({ className, count }) => `${className} ${count}`).join(", ");
  return { picture: cell, name, badge: mark ?? undefined, note: note === "" ? "no objects" : note };
}

/** The classes of objects on thumbnails, counted. */
export class SheetKeys {
  readonly #keys = new Map<string, SheetKey>();

  /** Counts the objects of a thumbnail. */
  add({ objects }: Thumbnail): void {
    for (const { className: name, color, count } of objects ?? []) {
      this.#keys.set(name, { name, color, count: count + (this.#keys.get(name)?.count ?? 0) });
    }
  }

  /** Most objects first. */
  get all(): readonly SheetKey[] {
    return [...this.#keys.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, "en"));
  }
}
