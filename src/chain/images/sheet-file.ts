/** A contact sheet as a file: written beside its place, and put there when it is whole. */
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { z } from "zod";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { sheetPage, showInHosts } from "../../domain/display/host-forms.js";
import { recordOf } from "../../domain/display/record-display.js";
import { ArgumentError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";
import { countText } from "../core/count.js";
import type { Step, StepContext } from "../core/node.js";
import { SheetKeys, sheetPicture } from "./sheet-parts.js";
import type { Thumbnail } from "./thumbnail.js";
import type { ChosenOptions } from "./thumbnails.js";

/** A page that was written. */
export class SheetFile {
  static {
    showInHosts(SheetFile);
  }

  /** The absolute path of the page. */
  readonly path: string;
  /** Pictures on the page. */
  readonly pictures: number;
  /** Bytes. */
  readonly size: number;

  /** @internal */
  constructor(path: string, pictures: number, size: number) {
    this.path = path;
    this.pictures = pictures;
    this.size = size;
    Object.freeze(this);
  }

  [display](): DisplayModel {
    return recordOf("Contact sheet", this);
  }
}

/** Checks the argument of `sheet`. */
export const sheetSchema = z.object({
  path: z
    .string("expected the path of a page, as 'page.html'")
    .refine((path) => /[^/\\]\.html?$/i.test(path), "expected a path that ends in .html")
    .transform((path) => resolve(path))
    .refine((path) => isFolder(dirname(path)), "make the folder first: it does not exist")
    .refine((path) => !isFolder(path), "give another name: a folder has this one"),
});

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Writes the thumbnails that `rows` gives as a page. */
export function sheetStep<In>(
  path: string,
  options: ChosenOptions,
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
      const note = isThere ? "replaces the file that is there" : undefined;
      return { entries: [{ action: isThere ? "change" : "create", what: `file ${path}`, note }] };
    },
  };
}

async function writeSheet(
  path: string,
  options: ChosenOptions,
  thumbnails: AsyncIterable<Thumbnail>,
  { signal }: StepContext,
): Promise<SheetFile> {
  // Beside its place, so that the last step is a rename, which shows the whole page or none.
  const unfinished = `${path}.${randomUUID().slice(0, 8)}.part`;
  let file: FileHandle | undefined;
  try {
    file = await open(unfinished, "wx");
    const written = await writePage(file, basename(path), options, thumbnails);
    await file.sync();
    await file.close();
    file = undefined;
    signal.throwIfAborted();
    await rename(unfinished, path);
    return new SheetFile(path, written.pictures, written.size);
  } catch (fault) {
    await file?.close().catch(() => undefined);
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (!isFileFault(fault)) throw fault;
    const hint = "give a path that can be written to, with enough room";
    const details = { method: "sheet", argument: "path", cause: fault, hint };
    throw new ArgumentError(`sheet: ${path} cannot be written: ${fileErrorText(fault)}`, details);
  }
}

function isFileFault(fault: unknown): boolean {
  return fault instanceof Error && "syscall" in fault && "path" in fault;
}

async function writePage(
  file: FileHandle,
  title: string,
  options: ChosenOptions,
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
