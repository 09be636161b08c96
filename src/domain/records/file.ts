/** Team files. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
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

export interface FileInfo {
  /** Id of the file; null for a folder. */
  readonly id: number | null;
  /** Id of the team that it belongs to. */
  readonly teamId: number | null;
  /** Id of the person who uploaded it. */
  readonly userId: number | null;
  /** Name without the folder. */
  readonly name: string;
  /** Path in the team's files, for example `/reports/june.csv`. */
  readonly path: string;
  /** Base64 of the SHA-256 of its bytes; null for a folder. */
  readonly hash: string | null;
  /** Path in the server's storage. */
  readonly storagePath: string | null;
  /** Address of its bytes. */
  readonly fullStorageUrl: string | null;
  /** Media type, for example `text/csv`. */
  readonly mime: string | null;
  /** Extension without a dot. */
  readonly ext: string | null;
  /** Size in bytes; null for a folder. */
  readonly size: number | null;
  /** Whether it is a folder. */
  readonly isDir: boolean;
  /** When it was uploaded. */
  readonly createdAt: Date | null;
  /** When it was last replaced. */
  readonly updatedAt: Date | null;
}

/** A file of a team, or a folder in the list of another one; a folder has no id, hash and size. */
export class FileInfo {
  /** @internal */
  static readonly plural = "team files";
  /** @internal */
  static readonly columns: readonly RecordColumn<FileInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Path", kind: "text", value: ({ path }) => path },
    { title: "Type", kind: "text", weight: 1, value: (file) => (file.isDir ? "folder" : file.mime) },
    { title: "Size", kind: "bytes", value: ({ size }) => size },
    { title: "Updated", kind: "time", weight: 2, value: ({ updatedAt }) => updatedAt },
  ];

  constructor(fields: Omit<FileInfo, typeof display>) {
    Object.freeze(Object.assign(this, fields));
  }

  [display](): DisplayModel {
    return recordOf(this.isDir ? "Folder" : "Team file", this);
  }
}

/** Wire → {@link FileInfo}. */
export const fileSchema = fileWireSchema.transform((wire) => new FileInfo(fileFields(wire)));
