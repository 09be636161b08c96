/** Ctrl-R: searches the history backwards. */
import { safeText } from "../../render/text/safe-text.js";
import { cutText } from "../../render/text/text-width.js";
import type { PromptPaint } from "../color.js";
import type { Key } from "../editor/keys.js";
import { searchBack } from "./history.js";

/** A search in progress. `found` is the shown entry; `isMissed` means that no entry contains all of the typed text. */
export interface HistorySearch {
  readonly typed: string;
  readonly index: number;
  readonly found: string | undefined;
  readonly isMissed: boolean;
}

/** Starts a search without text. */
export function beginSearch(entries: readonly string[]): HistorySearch {
  return { typed: "", index: entries.length, found: undefined, isMissed: false };
}

/** Searches for another text: from the newest entry, unless the text was only extended. */
export function searchFor(entries: readonly string[], search: HistorySearch, typed: string): HistorySearch {
  const from = typed.startsWith(search.typed) ? search.index + 1 : entries.length;
  return result(entries, search, typed, from);
}

/** Continues the search with an older entry. */
export function searchOlder(entries: readonly string[], search: HistorySearch): HistorySearch {
  return result(entries, search, search.typed, search.index);
}

/**
 * Handles a key during a search. `next` is undefined when the search ends; `isTaken` is false if the key applies to the
 * found entry.
 */
export function pressInSearch(
  entries: readonly string[],
  search: HistorySearch,
  key: Key,
): { readonly next: HistorySearch | undefined; readonly isTaken: boolean } {
  if (key.kind !== "key") {
    return { next: searchFor(entries, search, search.typed + key.text.replaceAll("\n", " ")), isTaken: true };
  }
  switch (key.name) {
    case "ctrl-r":
      return { next: searchOlder(entries, search), isTaken: true };
    case "backspace":
      return { next: searchFor(entries, beginSearch(entries), search.typed.slice(0, -1)), isTaken: true };
    case "escape":
    case "ctrl-g":
    case "ctrl-c":
      return { next: undefined, isTaken: true };
    default:
      return { next: undefined, isTaken: false };
  }
}

function result(entries: readonly string[], search: HistorySearch, typed: string, from: number): HistorySearch {
  if (typed === "") return beginSearch(entries);
  const hit = searchBack(entries, typed, from);
  if (hit === undefined) return { ...search, typed, isMissed: true };
  return { typed, index: hit.index, found: hit.entry, isMissed: false };
}

/** Returns the row with the searched text. */
export function searchRow({ typed, isMissed }: HistorySearch, columns: number, paint: PromptPaint): string {
  const head = isMissed ? "not in the history: " : "search the history: ";
  return paint("dim", head) + paint(isMissed ? "bad" : "bold", cutText(safeText(typed), columns - head.length - 1));
}
