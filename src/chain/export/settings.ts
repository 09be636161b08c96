/** Arguments of `export`. */
import { resolve } from "node:path";
import { z } from "zod";
import { parseArguments } from "../../domain/arguments/parse-arguments.js";
import { checkFolder, linkedFolder } from "./folder.js";

/** Export formats. */
const exportFormats = ["coco", "supervisely", "yolo", "csv"] as const;
/** `coco`, `supervisely`, `yolo` or `csv`. */
export type ExportFormat = (typeof exportFormats)[number];

/** Settings of an export. */
export interface ExportSettings {
  /** Format of the export. */
  readonly as: ExportFormat;
  /** Whether to download the pictures: `files` (default) or `none`. */
  readonly pictures?: "files" | "none" | undefined;
}

/** Checked arguments. */
export interface CheckedExport {
  /** Absolute path. */
  readonly folder: string;
  /** The folder as the user gave it, for labels. */
  readonly folderArgument: string;
  readonly as: ExportFormat;
  readonly withPictures: boolean;
}

const schema = z.object({
  folder: z.string("expected the path of a folder").min(1),
  settings: z.strictObject({
    as: z.enum(exportFormats),
    pictures: z.enum(["files", "none"]).default("files"),
  }),
});

/** Checks the arguments of `export`. @throws {ArgumentError} an invalid setting, or a folder that is not an export */
export function checkExport(folder: string, settings: ExportSettings): CheckedExport {
  const parsed = parseArguments("export", schema, { folder, settings });
  const checked = {
    folder: linkedFolder(resolve(parsed.folder)),
    folderArgument: parsed.folder,
    as: parsed.settings.as,
    withPictures: parsed.settings.pictures === "files",
  };
  checkFolder(checked);
  return checked;
}
