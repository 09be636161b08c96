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
      readonly held: IndexedImage;
      readonly meta: Readonly<Record<string, unknown>> | undefined;
      readonly replaces: number | undefined;
      readonly note: string | null;
    }
  | { readonly kind: "skip"; readonly held: IndexedImage; readonly note: string | null }
  | { readonly kind: "conflict"; readonly held: IndexedImage; readonly note: string }
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
  const isSame = (held: IndexedImage, upright?: ReadPicture) =>
    isTurned ? held.uprightOf === read.hash || held.hash === upright?.hash : held.hash === read.hash;
  const existing = index.find(name);
  if (existing !== undefined && isSame(existing)) return skip(existing, path, name);
  const picture = isTurned ? await turnUpright(read) : read;
  if (!isRead(picture)) return { kind: "refuse", reason: picture.reason };
  const meta = isTurned ? orientedMeta(read.hash) : await file.metadata?.();
  const turned = isTurned ? "EXIF orientation applied" : null;
  const hold = (as: string): IndexedImage => {
    const held = {
      name: as,
      imageId: null,
      hash: picture.hash,
      uprightOf: isTurned ? read.hash : null,
      tags: [],
      path,
    };
    index.put(held);
    return held;
  };
  if (existing === undefined) {
    return { kind: "add", picture, meta, held: hold(name), replaces: undefined, note: turned };
  }
  if (isSame(existing, picture)) return skip(existing, path, name);
  // Two files of this upload have the same name: replacing would undo the other file's image in every run.
  const isOwn = existing.path !== undefined;
  if (onConflict === "rename") {
    const { as, held } = freeName(name, index, (one) => isSame(one, picture));
    if (held !== undefined) return skip(held, path, name);
    const note = [`renamed: ${name} has other content`, turned].filter((part) => part !== null).join("; ");
    return { kind: "add", picture, meta, held: hold(as), replaces: undefined, note };
  }
  if (onConflict === "replace" && !isOwn && existing.imageId !== null) {
    const note = [`replaced image ${existing.imageId}`, turned].filter((part) => part !== null).join("; ");
    return { kind: "add", picture, meta, held: hold(existing.name), replaces: existing.imageId, note };
  }
  const why = isOwn ? `${existing.path} has the same image name and other content` : "the image has other content";
  return { kind: "conflict", held: existing, note: why };
}

function skip(held: IndexedImage, path: string, name: string): Decision {
  held.path ??= path;
  return { kind: "skip", held, note: held.name === name ? null : `exists as ${held.name}` };
}

/** Finds the first of `a_01.jpg`, `a_02.jpg`, … that is unused or has the same content. */
function freeName(name: string, index: DatasetIndex, isSame: (held: IndexedImage) => boolean) {
  const dot = name.lastIndexOf(".");
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let number = 1; ; number++) {
    const as = `${stem}_${String(number).padStart(2, "0")}${end}`;
    const held = index.find(as);
    if (held === undefined || isSame(held)) return { as, held };
  }
}
