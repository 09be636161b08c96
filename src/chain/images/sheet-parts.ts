/** The parts of a contact sheet. */
import type { LegendEntry, SheetPicture } from "../../domain/display/display.js";
import type { Thumbnail } from "./thumbnail.js";

/** Converts a thumbnail for a contact sheet. */
export function sheetPicture({ name, picture, mark, objects }: Thumbnail): SheetPicture {
  const cell = picture === null ? null : { src: picture.src, alt: name };
  const note = objects?.map(({ className, count }) => `${className} ${count}`).join(", ");
  return { picture: cell, name, badge: mark ?? undefined, note: note === "" ? "no objects" : note };
}

/** The legend: counts objects per class. */
export class SheetKeys {
  readonly #keys = new Map<string, LegendEntry>();

  /** Counts the objects of a thumbnail. */
  add({ objects }: Thumbnail): void {
    for (const { className: name, color, count } of objects ?? []) {
      this.#keys.set(name, { name, color, count: count + (this.#keys.get(name)?.count ?? 0) });
    }
  }

  /** The classes, most objects first. */
  get all(): readonly LegendEntry[] {
    return [...this.#keys.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, "en"));
  }
}
