/** Decides what to do with a picture, given the images of its dataset. */
import type { DatasetIndex, IndexedImage } from "./dataset-index.js";
import { orientedMeta } from "./dataset-index.js";
import { type CheckedPicture, isRead, type ReadPicture, turnUpright } from "./picture.js";
import type { FileToUpload } from "./placing.js";

/** The decision about one file. */
export type Decision =
  /** The image `replaces` is removed first. */
  | {
      readonly kind: "add";
      readonly picture: ReadPicture;
      readonly indexed: IndexedImage;
      readonly meta: Readonly<Record<string, unknown>> | undefined;
      readonly replaces: number | undefined;
      readonly note: string | null;
    }
  | { readonly kind: "skip"; readonly indexed: IndexedImage; readonly note: string | null }
  | { readonly kind: "conflict"; readonly indexed: IndexedImage; readonly note: string }
  | { readonly kind: "refuse"; readonly reason: string };

/** Settings of the decision. */
export interface DecideSettings {
  readonly onConflict: "report" | "rename" | "replace";
  readonly orient: boolean;
}

/** Decides about one file, and adds the resulting image to the index. */
export async function decide(
  file: FileToUpload,
  read: CheckedPicture,
  index: DatasetIndex,
  { onConflict, orient }: DecideSettings,
): Promise<Decision> {
  const { path, name } = file;
  if (!isRead(read)) return { kind: "refuse", reason: read.reason };
  const refusal = file.refusal?.(read);
  if (refusal !== undefined) return { kind: "refuse", reason: refusal };
  const isTurned = orient && read.file.orientation !== 1;
  const isSame = (indexed: IndexedImage, upright?: ReadPicture) =>
    isTurned ? indexed.uprightOf === read.hash || indexed.hash === upright?.hash : indexed.hash === read.hash;
  const existing = index.find(name);
  if (existing !== undefined && isSame(existing)) return skip(existing, path, name);
  const picture = isTurned ? await turnUpright(read) : read;
  if (!isRead(picture)) return { kind: "refuse", reason: picture.reason };
  const meta = isTurned ? orientedMeta(read.hash) : await file.metadata?.();
  const turned = isTurned ? "EXIF orientation applied" : null;
  const addToIndex = (as: string): IndexedImage => {
    const indexed = {
      name: as,
      imageId: null,
      hash: picture.hash,
      uprightOf: isTurned ? read.hash : null,
      tags: [],
      path,
    };
    index.put(indexed);
    return indexed;
  };
  if (existing === undefined) {
    return { kind: "add", picture, meta, indexed: addToIndex(name), replaces: undefined, note: turned };
  }
  if (isSame(existing, picture)) return skip(existing, path, name);
  // Two files of this upload have the same name: replacing would undo the other file's image in every run.
  const isOwn = existing.path !== undefined;
  if (onConflict === "rename") {
    const { as, indexed } = freeName(name, index, (one) => isSame(one, picture));
    if (indexed !== undefined) return skip(indexed, path, name);
    const note = [`renamed: ${name} has other content`, turned].filter((part) => part !== null).join("; ");
    return { kind: "add", picture, meta, indexed: addToIndex(as), replaces: undefined, note };
  }
  if (onConflict === "replace" && !isOwn && existing.imageId !== null) {
    const note = [`replaced image ${existing.imageId}`, turned].filter((part) => part !== null).join("; ");
    return { kind: "add", picture, meta, indexed: addToIndex(existing.name), replaces: existing.imageId, note };
  }
  const why = isOwn ? `${existing.path} has the same image name and other content` : "the image has other content";
  return { kind: "conflict", indexed: existing, note: why };
}

function skip(indexed: IndexedImage, path: string, name: string): Decision {
  indexed.path ??= path;
  return { kind: "skip", indexed, note: indexed.name === name ? null : `exists as ${indexed.name}` };
}

/** Finds the first of `a_01.jpg`, `a_02.jpg`, … that is unused or has the same content. */
function freeName(name: string, index: DatasetIndex, isSame: (indexed: IndexedImage) => boolean) {
  const dot = name.lastIndexOf(".");
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let number = 1; ; number++) {
    const as = `${stem}_${String(number).padStart(2, "0")}${end}`;
    const indexed = index.find(as);
    if (indexed === undefined || isSame(indexed)) return { as, indexed };
  }
}
