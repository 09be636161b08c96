/** What an export is told. */
import { resolve } from "node:path";
import { z } from "zod";
import { parseArguments, settingsSchema } from "../core/arguments.js";
import { checkFolder } from "./folder.js";

/** The formats of an export. */
export const exportFormats = ["coco", "supervisely", "yolo", "csv"] as const;
/** `coco`, `supervisely`, `yolo` or `csv`. */
export type ExportFormat = (typeof exportFormats)[number];

/** How images are exported. */
export interface ExportSettings {
  /** The format of what is written. */
  readonly as: ExportFormat;
  /** Whether the pictures are downloaded: `files` (default), or `none`. */
  readonly pictures?: "files" | "none" | undefined;
}

/** Checked settings with the folder. */
export interface CheckedExport {
  /** Absolute. */
  readonly folder: string;
  /** The folder as it was given, for labels. */
  readonly given: string;
  readonly as: ExportFormat;
  readonly withPictures: boolean;
}

const schema = z.object({
  folder: z.string("expected the path of a folder").min(1, "expected the path of a folder"),
  settings: settingsSchema({
    as: z.enum(exportFormats),
    pictures: z.enum(["files", "none"]).default("files"),
  }),
});

/** Checks what `export` is given. @throws {ArgumentError} a wrong setting, or a folder of something else */
export function checkExport(folder: string, settings: ExportSettings): CheckedExport {
  const parsed = parseArguments("export", schema, { folder, settings });
  const checked = {
    folder: resolve(parsed.folder),
    given: parsed.folder,
    as: parsed.settings.as,
    withPictures: parsed.settings.pictures === "files",
  };
  checkFolder(checked);
  return checked;
}
