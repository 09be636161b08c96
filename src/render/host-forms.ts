/** Display of our values in other hosts. Importing this file enables it. */
import process from "node:process";
import { inspect } from "node:util";
import { setHostRenderers } from "../domain/display/host-forms.js";
import { sheetPageForms } from "./html/html-sheet.js";
import { modelBundle } from "./html/mime.js";
import { modelOf } from "./model/model.js";
import { drawable } from "./terminal/glyphs.js";
import { renderTerminal } from "./terminal/terminal.js";
import { plainColumns } from "./text/plain-columns.js";
import { safeText } from "./text/safe-text.js";

/** Fields that identify a record in one line. */
const nameFields = ["id", "name", "login", "title", "status"] as const;
const maxListed = 3;

/** Defines `util.inspect` and `Jupyter.display` on records, lists and chains. */
export function defineHostDisplay(): void {
  setHostRenderers({
    inspect: (value, isNested, color) => (isNested ? oneLine(value) : inspectInFull(value, color)),
    bundle: (value) => modelBundle(modelOf(value)),
    page: sheetPageForms,
  });
}

function inspectInFull(value: object, color: boolean): string {
  const text = renderTerminal(modelOf(value), { columns: process.stdout.columns ?? plainColumns(), color });
  return process.stdout.isTTY ? drawable(text) : text;
}

function oneLine(value: object): string {
  const name = value.constructor.name;
  if (!Array.isArray(value)) return recordLine(name, value);
  const shown = value.slice(0, maxListed).map((item: unknown) => {
    return typeof item === "object" && item !== null
      ? recordLine(item.constructor.name, item)
      : safeText(inspect(item));
  });
  const more = value.length - shown.length;
  const items = more > 0 ? [...shown, `… ${more} more`] : shown;
  return `${name}(${value.length}) [${items.length === 0 ? "" : ` ${items.join(", ")} `}]`;
}

function recordLine(name: string, value: object): string {
  const fields = nameFields.flatMap((field) => {
    const fieldValue: unknown = Reflect.get(value, field);
    return typeof fieldValue === "string" || typeof fieldValue === "number"
      ? [`${field}: ${safeText(inspect(fieldValue))}`]
      : [];
  });
  return fields.length === 0 ? `${name} {}` : `${name} { ${fields.join(", ")} }`;
}
