/** Tables for `help`: the option fields of a function, and the methods of a value, with their docstrings. */
import type { Cell, TableModel } from "../../domain/display/display.js";
import type { Inspection, Session } from "./cell.js";

const holder = "$$options";
/** Functions of the API have few option types; more are those of a callback's arguments. */
const maxOptionTypes = 3;
/** Members that need no help. */
const ofEveryObject = /^(then|catch|finally|toJSON|toString)$/;

/** Replaces links to declaration files by their text. */
export function withoutLinks(documentation: string): string {
  return documentation.replace(/\[([^\]]+)\]\(file:[^)]*\)/g, "$1");
}

/** The part of a session that answers `help`. */
type HelpSession = Pick<Session, "inspect" | "complete">;

/** Returns the tables for an inspected `type`: the option types of a signature, or the members of a value of slylab. */
export async function helpTables(session: HelpSession, type: string): Promise<readonly TableModel[]> {
  const value = /^(?:class |(?:const|let|var) [\w$]+: )?([A-Z]\w*)(<.*>)?$/.exec(type);
  if (value === null) return optionTables(session, type);
  const [, name = "", argument] = value;
  const table = await memberTable(session, name, argument !== undefined);
  return table === undefined ? [] : [table];
}

/** Returns a table for each option type in the signature `type`. */
export async function optionTables(session: HelpSession, type: string): Promise<readonly TableModel[]> {
  const tables: TableModel[] = [];
  for (const name of optionTypes(type).slice(0, maxOptionTypes)) {
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

/** The fields of an option type. */
async function fieldTable(session: HelpSession, name: string): Promise<TableModel | undefined> {
  const rows: Cell[][] = [];
  for (const { member, found } of await membersOf(session, name)) {
    const [, isOptional, type] = /\w(\?)?: ([\s\S]*)$/.exec(found.type) ?? [];
    if (type === undefined) continue;
    const summary = (found.documentation ?? "").replaceAll("\n", " ").trim();
    rows.push([`${member}${isOptional ?? ""}`, type.replace(/ \| undefined$/, ""), summary]);
  }
  return tableOf(name, ["Field", "Type", "What"], rows);
}

/** The documented methods and properties of a type of slylab; undefined for other types. */
async function memberTable(session: HelpSession, name: string, isGeneric: boolean): Promise<TableModel | undefined> {
  const rows: Cell[][] = [];
  for (const { member, found } of await membersOf(session, isGeneric ? `${name}<any>` : name)) {
    const sentence = /^[\s\S]*?\.(?=\s|$)/.exec(found.documentation ?? "")?.[0];
    if (sentence === undefined || ofEveryObject.test(member) || / (Readonly)?Array</.test(found.type)) continue;
    rows.push([`.${member}${parameters(found.type, member)}`, withoutLinks(sentence).replaceAll("\n", " ")]);
  }
  return tableOf(undefined, ["Member", "What"], rows);
}

function tableOf(title: string | undefined, titles: readonly string[], rows: Cell[][]): TableModel | undefined {
  if (rows.length === 0) return undefined;
  const columns = titles.map((each) => ({ title: each, kind: "text" }) as const);
  return { kind: "table", ...(title === undefined ? {} : { title }), columns, rows };
}

/** The members of a type of slylab, inspected. */
async function membersOf(
  session: HelpSession,
  type: string,
): Promise<readonly { readonly member: string; readonly found: Inspection }[]> {
  const head = `const ${holder} = undefined! as import("slylab").${type};\n`;
  const query = `${head}${holder}.`;
  const members = (await session.complete(query, query.length)).items.map(({ text }) => text);
  // One text for all members, so that the checker reads it once.
  const code = head + members.map((member) => `${holder}.${member};\n`).join("");
  const inspected = [];
  let offset = head.length;
  for (const member of members) {
    offset += holder.length + 1 + member.length;
    const found = await session.inspect(code, offset);
    offset += ";\n".length;
    if (found !== undefined) inspected.push({ member, found });
  }
  return inspected;
}

/** Returns `(spec, options?)` for a method's `(method) X.job(spec: JobSpec, options?: { signal: AbortSignal }): Y`. */
export function parameters(type: string, method: string): string {
  const start = /^\(method\) /.test(type) ? type.indexOf("(", type.indexOf(`.${method}`)) : -1;
  if (start === -1) return "";
  const names: string[] = [];
  let depth = 0;
  let name = "";
  let isName = true;
  for (const char of type.slice(start).replaceAll("=>", "")) {
    const before = depth;
    if ("([{<".includes(char)) depth += 1;
    else if (")]}>".includes(char)) depth -= 1;
    if (depth === 0 || (depth === 1 && char === ",")) {
      if (name.trim() !== "") names.push(name.trim());
      name = "";
      isName = true;
      if (depth === 0) break;
    } else if (char === ":" && depth === 1) isName = false;
    else if (isName && before === 1) name += char;
  }
  return `(${names.join(", ")})`;
}
