/** The column with all tags of an image or a figure, as one JSON array. */
import { z } from "zod";
import { jsonColumn } from "../db/rows.js";

/** Parses the column that {@link tagsSelect} selects. */
export const tagsColumn = jsonColumn(
  z.array(
    z.object({
      id: z.int(),
      tagId: z.int(),
      name: z.string(),
      value: z.union([z.string(), z.number()]).nullable(),
      labelerLogin: z.string(),
      createdAt: z.string(),
      updatedAt: z.string(),
    }),
  ),
);

/** Returns the subquery of the tags; `owner` is a condition on the table, which is called `t`. */
export function tagsSelect(table: "imageTags" | "figureTags", owner: string): string {
  return `(SELECT json_group_array(json_object('id', t.id, 'tagId', t.tagId, 'name', g.name, 'value', json(ifnull(t.value, 'null')),
      'labelerLogin', v.login, 'createdAt', t.createdAt, 'updatedAt', t.updatedAt))
     FROM ${table} t JOIN tags g ON g.id = t.tagId JOIN users v ON v.id = t.labelerId WHERE ${owner})`;
}
