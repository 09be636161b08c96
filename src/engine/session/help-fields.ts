/** Tables of the option fields of a function, with their docstrings, for `help`. */
import type { Cell, TableModel } from "../../domain/display/display.js";
import type { Session } from "./cell.js";

const holder = "$$options";
/** Functions of the API have few option types; more are those of a callback's arguments. */
const mostTypes = 3;

/** Returns a table for each option type in the signature `type`. */
export async function optionTables(
  session: Pick<Session, "inspect" | "complete">,
  type: string,
): Promise<readonly TableModel[]> {
  const tables: TableModel[] = [];
  for (const name of optionTypes(type).slice(0, mostTypes)) {
    const table = (await hasFields(session, name)) ? await fieldTable(session, name) : undefined;
    if (table !== undefined) tables.push(table);
  }
  return tables;
}

/** Returns the types of a signature's parameters, for example `JobSpec` of `job(spec?: JobSpec): JobDraft`. */
export function optionTypes(type: string): string[] {
  const parameters = /\(([\s\S]*)\): /.exec(type.replace(/^\(\w+\) /, ""))?.[1] ?? "";
  return [...new Set([...parameters.matchAll(/[\w$]\??: ([A-Z]\w*)(?=[,)| ]|$)/g)].map(([, name = ""]) => name))];
}

/** Whether a type is an object of options: neither a class nor a union of strings. */
async function hasFields(session: Pick<Session, "inspect">, name: string): Promise<boolean> {
  const code = `type $$type = import("slylab").${name}`;
  const found = (await session.inspect(code, code.length))?.type ?? "";
  return found.startsWith("interface ") || /^type \w+ = .*[{&<]/.test(found);
}

async function fieldTable(
  session: Pick<Session, "inspect" | "complete">,
  name: string,
): Promise<TableModel | undefined> {
  const head = `const ${holder} = undefined! as import("slylab").${name};\n`;
  const asked = `${head}${holder}.`;
  const fields = (await session.complete(asked, asked.length)).items.map(({ text }) => text);
  // One text for all fields, so that the checker reads it once.
  const code = head + fields.map((field) => `${holder}.${field};\n`).join("");
  const rows: Cell[][] = [];
  let offset = head.length;
  for (const field of fields) {
    offset += holder.length + 1 + field.length;
    const found = await session.inspect(code, offset);
    offset += ";\n".length;
    const [, isOptional, type] = /\w(\?)?: ([\s\S]*)$/.exec(found?.type ?? "") ?? [];
    if (type === undefined) continue;
    const words = (found?.documentation ?? "").replaceAll("\n", " ").trim();
    rows.push([`${field}${isOptional ?? ""}`, type.replace(/ \| undefined$/, ""), words]);
  }
  if (rows.length === 0) return undefined;
  const columns = ["Field", "Type", "What"].map((title) => ({ title, kind: "text" }) as const);
  return { kind: "table", title: name, columns, rows };
}
