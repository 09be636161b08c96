/** Reads folders of pictures and annotations in the Supervisely or COCO format. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseArguments } from "../../domain/arguments/parse-arguments.js";
import { compareNames } from "../../domain/names.js";
import { cocoFiles, cocoSource } from "./coco-source.js";
import { folderError, type ImportSource, isFile } from "./import-files.js";
import { superviselyDatasets, superviselySource } from "./supervisely-source.js";

/** Settings of an import. */
export interface ImportSettings {
  /** Format of the folder. */
  readonly as: "supervisely" | "coco";
  /**
   * What to do with an image that exists with other content or other labels: `'report'` lists it as a conflict and does
   * not change it, `'replace'` replaces content and labels. Default `'report'`.
   */
  readonly onConflict?: "report" | "replace" | undefined;
}

/** Checked arguments. */
export interface CheckedImport {
  readonly folder: string;
  readonly as: "supervisely" | "coco";
  readonly onConflict: "report" | "replace";
}

const schema = z.object({
  folder: z.string("expected a path").min(1),
  settings: z.strictObject({
    as: z.enum(["supervisely", "coco"]),
    onConflict: z.enum(["report", "replace"]).default("report"),
  }),
});

/** Checks the arguments of `import`. @throws {ArgumentError} the folder is missing or has another format */
export function checkImport(folder: string, settings: ImportSettings): CheckedImport {
  const { folder: folderArgument, settings: checked } = parseArguments("import", schema, { folder, settings });
  const stats = statSync(folderArgument, { throwIfNoEntry: false });
  if (stats === undefined)
    throw folderError(`no folder '${folderArgument}'`, `use a path relative to ${process.cwd()}, or an absolute one`);
  if (checked.as === "supervisely") {
    if (!stats.isDirectory())
      throw folderError(`'${folderArgument}' is not a folder`, "choose the folder that contains meta.json");
    if (!isFile(join(folderArgument, "meta.json"))) {
      const hint = "choose the folder that contains meta.json, or import with { as: 'coco' }";
      throw folderError(`no meta.json in '${folderArgument}'`, hint);
    }
    if (superviselyDatasets(folderArgument).length === 0) {
      throw folderError(`no dataset in '${folderArgument}'`, "choose a folder whose subfolders contain img and ann");
    }
  } else if (cocoFiles(folderArgument).files.length === 0) {
    const hint = "choose a .json file, or a folder with annotations/*.json, annotations.json or _annotations.coco.json";
    throw folderError(`no COCO annotations in '${folderArgument}'`, hint);
  }
  return { folder: folderArgument, ...checked };
}

/** Reads the layout of the folder, without the pictures. @throws {ArgumentError} a file is invalid */
export async function readSource({ folder, as }: CheckedImport): Promise<ImportSource> {
  const source = as === "coco" ? await cocoSource(folder) : superviselySource(folder);
  const pictures = [...source.pictures].sort(
    (a, b) => compareNames(a.datasets.join("/"), b.datasets.join("/")) || compareNames(a.name, b.name),
  );
  return { ...source, pictures };
}
