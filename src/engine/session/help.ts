/** `help`, `help(word)` and `word?` where a cell is nothing else: what the checker knows of a word; nothing is run. */
import type { DisplayModel } from "../../domain/display/display.js";
import type { Inspection, Session } from "./cell.js";
import { optionTables } from "./help-fields.js";

/** What a cell asks about; an empty text asks for all, undefined is no question. */
export function askedOf(code: string): string | undefined {
  const entry = code.trim();
  const match = /^help(?:\(([\s\S]*)\))?;?$/.exec(entry) ?? /^([\w$.()'"]+)\?$/.exec(entry);
  return match === null ? undefined : (match[1] ?? "").trim();
}

// Where the words of chains are, for a word that is given without its way.
const ways = ["team(1)", "project(1)", "job(1)", "team(1).job({})", "team(1).jobs()", "as('')"];

/** What the checker knows of a name, or of the member that an expression ends in. */
export async function inspectWord(
  session: Pick<Session, "inspect">,
  expression: string,
): Promise<Inspection | undefined> {
  const code = expression
    .slice(0, 2_000)
    .replace(/(?<![;\s])[;\s]+$/, "")
    .replace(/\(\)$/, "");
  const direct = known(await session.inspect(code, code.length));
  if (direct !== undefined || !/^\w+$/.test(code)) return direct;
  for (const way of ways) {
    const found = known(await session.inspect(`${way}.${code}`, way.length + 1 + code.length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What was found; undefined for an unknown name, which is `any` to the checker. */
export function known(found: Inspection | undefined): Inspection | undefined {
  return found === undefined || /^(\S+: )?any$/.test(found.type) ? undefined : found;
}

/** The tags of a docstring as markdown that a reader knows. */
export function readable(documentation: string): string {
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
  "show(value)                     // shows a value in the midst of a cell",
  "help(team(8).job)               // what a word does; also: waitFor?",
].join("\n");

/** The answer to what was asked. */
export async function answerTo(asked: string, session: Pick<Session, "inspect" | "complete">): Promise<DisplayModel> {
  if (asked === "") return { kind: "text", text: overview, tone: "code" };
  const found = await inspectWord(session, asked);
  if (found === undefined) {
    return {
      kind: "error",
      name: "help",
      message: `nothing is known of ${asked}`,
      hint: "give the way to it: help(team(8).job), help(connect)",
    };
  }
  const { type, documentation = "" } = found;
  // Without the marks of markdown, since what shows it may not know them.
  const text = readable(documentation)
    .replaceAll("**", "")
    .replace(/^```\w*\n?/gm, "")
    .trimEnd();
  const head: DisplayModel = { kind: "text", text: type, tone: "code" };
  const parts: DisplayModel[] = text === "" ? [head] : [head, { kind: "text", text }];
  parts.push(...(await optionTables(session, type)));
  return parts.length === 1 ? head : { kind: "stack", parts };
}
