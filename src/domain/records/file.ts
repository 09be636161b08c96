/** Files of a team. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { idSchema, optionalTimeSchema, orNull, sizeSchema } from "./wire.js";

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
  createdAt: optionalTimeSchema,
  updatedAt: optionalTimeSchema,
});

export interface FileInfo {
  /** Id of the file; null for a folder. */
  readonly id: number | null;
  /** Id of its team. */
  readonly teamId: number | null;
  /** Id of the person who uploaded it. */
  readonly userId: number | null;
  /** Name without the folder. */
  readonly name: string;
  /** Path among the team's files, for example `/reports/june.csv`. */
  readonly path: string;
  /** SHA-256 of its content, in base64; null for a folder. */
  readonly hash: string | null;
  /** Path in the server's storage. */
  readonly storagePath: string | null;
  /** URL of its content. */
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

/** A file of a team, or a folder in the list of its parent. Folders have no id, hash or size. */
export class FileInfo extends ApiRecord<FileInfo> {
  /** @internal */
  static readonly plural = "team files";
  /** @internal */
  static readonly columns: readonly RecordColumn<FileInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Path", kind: "text", value: ({ path }) => path },
    { title: "Type", kind: "text", hidePriority: 1, value: (file) => (file.isDir ? "folder" : file.mime) },
    { title: "Size", kind: "bytes", value: ({ size }) => size },
    { title: "Updated", kind: "time", hidePriority: 2, value: ({ updatedAt }) => updatedAt },
  ];

  override [display](): DisplayModel {
    return recordOf(this.isDir ? "Folder" : "Team file", this);
  }
}

/** Parses the API's format to {@link FileInfo}. */
export const fileSchema = fileWireSchema.transform(
  ({ meta, isDir, type, ...rest }) => new FileInfo({ ...rest, ...meta, isDir: isDir ?? type === "folder" }),
);
