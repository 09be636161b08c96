/** Guides: what annotators read before they work. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { recordOf } from "../display/record-display.js";
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
export type GuideWire = z.input<typeof guideWireSchema>;

function guideFields({ createdBy, ...rest }: z.output<typeof guideWireSchema>) {
  return { ...rest, createdById: createdBy };
}

export interface GuideInfo extends Readonly<ReturnType<typeof guideFields>> {}

/** A guide; its text is the team file at `filePath`. */
export class GuideInfo {
  static readonly plural = "guides";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "File", kind: "text" },
    { title: "Updated", kind: "time", weight: 1 },
  ];

  constructor(fields: ReturnType<typeof guideFields>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(guide: GuideInfo): readonly Cell[] {
    return [guide.id, guide.name, guide.filePath, guide.updatedAt];
  }

  [display](): DisplayModel {
    return recordOf("Guide", this);
  }
}

/** Wire → {@link GuideInfo}. */
export const guideSchema = guideWireSchema.transform((wire) => new GuideInfo(guideFields(wire)));
