/** Writes a contact sheet to a temporary file and renames it at the end. */
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { z } from "zod";
import { countText } from "../../base/text/count-text.js";
import { sheetPage } from "../../domain/display/host-forms.js";
import { badArgument } from "../../domain/errors.js";
import { fileErrorText, isFileError } from "../../domain/file-error.js";
import { ApiRecord } from "../../domain/records/api-record.js";
import { planEntry, type Step, type StepContext } from "../core/node.js";
import { SheetKeys, sheetPicture } from "./sheet-parts.js";
import type { Thumbnail } from "./thumbnail.js";
import type { ResolvedOptions } from "./thumbnails.js";

export interface SheetFile {
  /** The absolute path of the page. */
  readonly path: string;
  /** Pictures on the page. */
  readonly pictures: number;
  /** Bytes. */
  readonly size: number;
}

/** The written page. */
export class SheetFile extends ApiRecord<SheetFile> {
  /** @internal */
  static readonly singular = "contact sheet";
}

/** Checks the path of `sheet`. */
export const sheetSchema = z
  .string("expected a path that ends in .html")
  .regex(/[^/\\]\.html?$/i)
  .transform((path) => resolve(path))
  .refine((path) => isFolder(dirname(path)), {
    error: "expected a file in an existing folder",
    params: { hint: "create its folder first" },
  })
  .refine((path) => !isFolder(path), "expected a file, not a folder");

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Creates the step that writes the thumbnails of `rows` as a page. */
export function sheetStep<In>(
  path: string,
  options: ResolvedOptions,
  rows: (input: In, context: StepContext) => AsyncIterable<Thumbnail>,
): Step<In, SheetFile> {
  const label = `sheet ${basename(path)}`;
  return {
    label,
    writes: true,
    run: (input, context) => writeSheet(path, options, rows(input, context), context),
    outcome: ({ pictures }) => countText(pictures, "picture"),
    plan: async () => {
      const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
      const note = isThere ? "replaces the existing file" : undefined;
      return { entries: [planEntry(isThere ? "change" : "create", `file ${path}`, note)] };
    },
  };
}

async function writeSheet(
  path: string,
  options: ResolvedOptions,
  thumbnails: AsyncIterable<Thumbnail>,
  context: StepContext,
): Promise<SheetFile> {
  // In the same folder, so that the final rename is atomic.
  const unfinished = `${path}.${randomUUID().slice(0, 8)}.part`;
  let file: FileHandle | undefined;
  try {
    file = await open(unfinished, "wx");
    const written = await writePage(file, basename(path), options, thumbnails);
    await file.sync();
    await file.close();
    file = undefined;
    context.signal.throwIfAborted();
    await rename(unfinished, path);
    return new SheetFile({ path, ...written });
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (!isFileError(error)) throw error;
    const hint = "choose a writable path with enough disk space";
    throw badArgument("sheet", "path", `cannot write ${path}: ${fileErrorText(error)}`, hint, error);
  }
}

async function writePage(
  file: FileHandle,
  title: string,
  options: ResolvedOptions,
  thumbnails: AsyncIterable<Thumbnail>,
): Promise<{ readonly pictures: number; readonly size: number }> {
  const page = sheetPage();
  const keys = new SheetKeys();
  const marks = new Map<string, number>();
  let pictures = 0;
  let size = 0;
  const write = async (text: string) => {
    const bytes = Buffer.from(text);
    size += bytes.length;
    await file.appendFile(bytes);
  };
  await write(page.start(title, options));
  for await (const thumbnail of thumbnails) {
    await write(page.picture(sheetPicture(thumbnail)));
    keys.add(thumbnail);
    pictures += 1;
    if (thumbnail.mark !== null) marks.set(thumbnail.mark, 1 + (marks.get(thumbnail.mark) ?? 0));
  }
  const counts = [countText(pictures, "picture"), ...[...marks].map(([mark, count]) => `${count} ${mark}`)];
  await write(page.end({ counts, keys: keys.all }));
  return { pictures, size };
}
