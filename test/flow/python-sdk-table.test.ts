/** Every public method of the official SDK that has to do with labeling images, called; see `python-sdk-table/`. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { pythonWithSdk, sdkScripts } from "../support/python-sdk.js";
import { type SdkRow, sdkPage } from "../support/sdk-page.js";

const python = await pythonWithSdk();
const sdk = sdkScripts(python, ["python-sdk-table/table.py"], 600_000);
const marks = fileURLToPath(new URL("./python-sdk-table/pending.py", import.meta.url));
const page = fileURLToPath(new URL("../../docs/python-sdk.md", import.meta.url));

const printedSchema = z.object({
  rows: z.array(
    z.object({
      method: z.string(),
      reason: z.string().nullable(),
      error: z.string().nullable(),
      pending: z.boolean().optional(),
    }),
  ),
  bare: z.array(z.string()),
  unknown: z.array(z.string()),
});

const isRight = ({ reason, error }: SdkRow) => (reason === null) === (error === null);

/** Removes the mark `pending` from lines that work. */
async function unmark(rows: readonly SdkRow[]): Promise<SdkRow[]> {
  const unmarked = rows.map((row) => ({ ...row, pending: row.pending === true && !isRight(row) }));
  const left = unmarked.filter(({ pending }) => pending).map(({ method }) => `    "${method}",\n`);
  const set = left.length === 0 ? "set()" : `{\n${left.join("")}}`;
  await writeFile(marks, `"""Lines that do not work yet."""\n\nPENDING = ${set}\n`);
  return unmarked;
}

describe.skipIf(python === undefined)("the official SDK, method by method", () => {
  let rows: readonly SdkRow[] = [];
  let names: { bare: readonly string[]; unknown: readonly string[] } = { bare: [], unknown: [] };

  beforeAll(async () => {
    const printed = printedSchema.parse(sdk("python-sdk-table/table.py").printed);
    rows = process.env.UPDATE_DOCS === "1" ? await unmark(printed.rows) : printed.rows;
    names = printed;
  });

  it("is listed with one line for each method and no other line", () => {
    expect(names).toMatchObject({ bare: [], unknown: [] });
  });

  it("works, or is rejected for the reason in the table", () => {
    const wrong = rows.filter((row) => !isRight(row) && row.pending !== true);
    expect(wrong.map(({ method, reason, error }) => `${method}: ${error ?? `is not refused: ${reason}`}`)).toEqual([]);
  });

  it("has no line marked as pending that works", () => {
    const marked = rows.filter(
      ({ pending, reason, error }) => pending === true && (reason === null) === (error === null),
    );
    expect(marked.map(({ method }) => method)).toEqual([]);
  });

  it("gives what docs/python-sdk.md lists (UPDATE_DOCS=1 writes it)", async () => {
    const text = sdkPage(rows);
    if (process.env.UPDATE_DOCS === "1") await writeFile(page, text);
    expect(await readFile(page, "utf8")).toBe(text);
  });
});
