/** Team files. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { recordOf } from "../display/record-display.js";
import { idSchema, orNull, sizeSchema, timeSchema } from "./wire.js";

const fileWireSchema = z.object({
  id: orNull(idSchema),
  teamId: orNull(idSchema),
  userId: orNull(idSchema),
  name: z.string(),
  path: z.string(),
  hash: orNull(z.string()),
  storagePath: orNull(z.string()),
  fullStorageUrl: orNull(z.string()),
  isDir: z.boolean().nullish(),
  type: z.string().nullish(),
  meta: z
    .object({ mime: orNull(z.string()), ext: orNull(z.string()), size: sizeSchema })
    .nullish()
    .transform((meta) => meta ?? { mime: null, ext: null, size: null }),
  createdAt: timeSchema.nullish().transform((time) => time ?? null),
  updatedAt: timeSchema.nullish().transform((time) => time ?? null),
});
export type FileWire = z.input<typeof fileWireSchema>;

function fileFields({ meta, isDir, type, ...rest }: z.output<typeof fileWireSchema>) {
  return { ...rest, ...meta, isDir: isDir ?? type === "folder" };
}

export interface FileInfo extends Readonly<ReturnType<typeof fileFields>> {}

/** A file of a team, or a folder in the list of another one; a folder has no id, hash and size. */
export class FileInfo {
  static readonly plural = "team files";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Path", kind: "text" },
    { title: "Type", kind: "text", weight: 1 },
    { title: "Size", kind: "bytes" },
    { title: "Updated", kind: "time", weight: 2 },
  ];

  constructor(fields: ReturnType<typeof fileFields>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(file: FileInfo): readonly Cell[] {
    return [file.id, file.path, file.isDir ? "folder" : file.mime, file.size, file.updatedAt];
  }

  [display](): DisplayModel {
    return recordOf(this.isDir ? "Folder" : "Team file", this);
  }
}

/** Wire → {@link FileInfo}. */
export const fileSchema = fileWireSchema.transform((wire) => new FileInfo(fileFields(wire)));
