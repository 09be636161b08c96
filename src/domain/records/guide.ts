/** Labeling guides: instructions for annotators. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { idSchema, optionalTimeSchema, orNull, textSchema, timeSchema } from "./wire.js";

const guideWireSchema = z.object({
  id: idSchema,
  teamId: idSchema,
  name: z.string(),
  description: textSchema,
  filePath: orNull(z.string()),
  createdBy: orNull(idSchema),
  videoId: orNull(idSchema),
  disabledBy: orNull(idSchema),
  disabledAt: optionalTimeSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export interface GuideInfo {
  /** Id of the guide. */
  readonly id: number;
  /** Id of its team. */
  readonly teamId: number;
  /** Name of the guide. */
  readonly name: string;
  /** Description; empty if there is none. */
  readonly description: string;
  /** Path of the team file with its text. */
  readonly filePath: string | null;
  /** Id of its video; null if there is none. */
  readonly videoId: number | null;
  /** Id of the person who disabled it; null while it is in use. */
  readonly disabledBy: number | null;
  /** When it was disabled; null while it is in use. */
  readonly disabledAt: Date | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
  /** Id of the person who created it. */
  readonly createdById: number | null;
}

/** A labeling guide. Its text is the team file at `filePath`. */
export class GuideInfo extends ApiRecord<GuideInfo> {
  /** @internal */
  static readonly plural = "guides";
  /** @internal */
  static readonly columns: readonly RecordColumn<GuideInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "File", kind: "text", value: ({ filePath }) => filePath },
    { title: "Updated", kind: "time", hidePriority: 1, value: ({ updatedAt }) => updatedAt },
  ];
}

/** Parses the API's format to {@link GuideInfo}. */
export const guideSchema = guideWireSchema.transform(
  ({ createdBy, ...rest }) => new GuideInfo({ ...rest, createdById: createdBy }),
);
