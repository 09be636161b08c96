/** Answers `help`, `help(name)` and `name?` from the type checker, if such an entry is the whole cell. Runs no user code. */
import type { DisplayModel } from "../../domain/display/display.js";
import type { Inspection, Session } from "./cell.js";
import { optionTables } from "./help-fields.js";

/** Returns what a cell asks help for: an empty string for the overview, undefined if it is not a request for help. */
export function helpQuery(code: string): string | undefined {
  const entry = code.trim();
  const match = /^help(?:\(([\s\S]*)\))?;?$/.exec(entry) ?? /^([\w$.()'"]+)\?$/.exec(entry);
  return match === null ? undefined : (match[1] ?? "").trim();
}

// Receivers to try for the name of a method that is given alone.
const ways = ["team(1)", "project(1)", "job(1)", "team(1).job({})", "team(1).jobs()", "as('')"];

/** Inspects a name, or the member at the end of an expression. */
export async function inspectWord(
  session: Pick<Session, "inspect">,
  expression: string,
): Promise<Inspection | undefined> {
  const code = expression
    .slice(0, 2_000)
    .replace(/(?<![;\s])[;\s]+$/, "")
    .replace(/\(\)$/, "");
  const direct = knownOnly(await session.inspect(code, code.length));
  if (direct !== undefined || !/^\w+$/.test(code)) return direct;
  for (const way of ways) {
    const found = knownOnly(await session.inspect(`${way}.${code}`, way.length + 1 + code.length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns undefined for `any`, the type of unknown names. */
export function knownOnly(found: Inspection | undefined): Inspection | undefined {
  return found === undefined || /^(\S+: )?any$/.test(found.type) ? undefined : found;
}

/** Rewrites the tags of a docstring to bold markdown. */
export function readableTags(documentation: string): string {
  return documentation.replace(
    /^\*@(\w+)\*(?: (`[^`]+`))?(?: —)?[ \t]*/gm,
    (_tag, name: string, of?: string) => `**${name}${of === undefined ? "" : ` ${of.replaceAll("`", "")}`}** `,
  );
}

const overview = [
  "team(8).jobs()                  // a line that evaluates to a chain runs it",
  "const run = team(8).ensureAnnotator('ann').job({ name: 'a', dataset: 10555 }).create()",
  "run                             // naming a chain that writes shows its plan",
  "await run                       // runs it, once",
  "show(value)                     // shows a value in the middle of a cell",
  "help(team(8).job)               // what a function does; also: waitFor?",
].join("\n");

/** Returns the help for a name. */
export async function helpFor(asked: string, session: Pick<Session, "inspect" | "complete">): Promise<DisplayModel> {
  if (asked === "") return { kind: "text", text: overview, tone: "code" };
  const found = await inspectWord(session, asked);
  if (found === undefined) {
    return {
      kind: "error",
      name: "help",
      message: `no help for ${asked}: the name is unknown`,
      hint: "write the full expression, for example help(team(8).job)",
    };
  }
  const { type, documentation = "" } = found;
  // Without markdown, since not every display renders it.
  const text = readableTags(documentation)
    .replaceAll("**", "")
    .replace(/^```\w*\n?/gm, "")
    .trimEnd();
  const head: DisplayModel = { kind: "text", text: type, tone: "code" };
  const parts: DisplayModel[] = text === "" ? [head] : [head, { kind: "text", text }];
  parts.push(...(await optionTables(session, type)));
  return parts.length === 1 ? head : { kind: "stack", parts };
}
