/** Shows the help of `help`, `help(name)`, `name?` and `?name`, from the type checker. A cell that is nothing else runs no user code. */
import { types } from "node:util";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import type { Inspection, Session } from "./cell.js";
import { helpTables, withoutLinks } from "./help-fields.js";

/** Returns what a cell asks help for: an empty string for the overview, undefined if it is not a request for help. */
export function helpQuery(code: string): string | undefined {
  const entry = code.trim();
  const match =
    /^help(?:\(([\s\S]*)\))?;?$/.exec(entry) ??
    /^([\w$.()'"]+)\?{1,2}$/.exec(entry) ??
    /^\?{1,2}([\w$.()'"]+)$/.exec(entry);
  return match === null ? undefined : unquoted((match[1] ?? "").trim());
}

/** Removes the quotes of a name: `'waitFor'` → `waitFor`. */
function unquoted(text: string): string {
  return /^(["'`])([^"'`\\]*)\1$/.exec(text)?.[2] ?? text;
}

// Receivers to try for the name of a method without its receiver.
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
  if (direct !== undefined) return direct;
  if (!/^\w+$/.test(code)) return inspectValue(session, code);
  for (const way of ways) {
    const found = knownOnly(await session.inspect(`${way}.${code}`, way.length + 1 + code.length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Inspects the value of an expression: its type, and for a type of slylab the docstring of that. */
async function inspectValue(session: Pick<Session, "inspect">, expression: string): Promise<Inspection | undefined> {
  const declaration = "const $$value";
  const found = await session.inspect(`${declaration} = (${expression}\n)`, declaration.length);
  const type = found?.type.replace(/^const \$\$value: /, "") ?? "any";
  if (type === "any") return undefined;
  const code = `type $$type = ${ofLibrary(/^\w*/.exec(type)?.[0] ?? "")}`;
  const { documentation } = (await session.inspect(code, code.length)) ?? {};
  return documentation === undefined ? { type } : { type, documentation };
}

/** Returns undefined for `any`, the type of unknown names. */
export function knownOnly(found: Inspection | undefined): Inspection | undefined {
  return found === undefined || /^(\S+: )?any$/.test(found.type) ? undefined : found;
}

/** Rewrites the tags of a docstring to bold markdown. */
export function readableTags(documentation: string): string {
  return withoutLinks(documentation).replace(
    /^\*@(\w+)\*(?: (`[^`]+`))?(?: —)?[ \t]*/gm,
    (_tag, name: string, of?: string) => `**${name}${of === undefined ? "" : ` ${of.replaceAll("`", "")}`}** `,
  );
}

/** Joins the lines of each paragraph, since displays wrap them at their own width; code, tags and lists keep theirs. */
function joinedLines(markdown: string): string {
  const lines: string[] = [];
  let isCode = false;
  let isOpen = false;
  for (const line of markdown.split("\n")) {
    const isFence = /^\s*```/.test(line);
    if (isFence) isCode = !isCode;
    const isOwnLine = isFence || isCode || line.trim() === "";
    if (isOpen && !isOwnLine && !/^\s*(?:\*\*|[-*+|] |\d+[.)] )/.test(line))
      lines.push(`${lines.pop()} ${line.trim()}`);
    else lines.push(line);
    isOpen = !isOwnLine;
  }
  return lines.join("\n");
}

/** The overview: examples. */
export const overview = [
  "team(8).jobs()                  // a line that evaluates to a chain runs it",
  "const run = team(8).ensureAnnotator('ann').job({ name: 'a', dataset: 10555 }).create()",
  "run                             // naming a chain that writes shows its plan",
  "await run                       // runs it, once",
  "show(value)                     // shows a value in the middle of a cell",
  "help(team(8).job)               // what a function does; also: waitFor?",
].join("\n");

/** Returns the help for a name. */
export async function helpFor(query: string, session: Pick<Session, "inspect" | "complete">): Promise<DisplayModel> {
  if (query === "") return { kind: "text", text: overview, tone: "code" };
  const found = await inspectWord(session, query);
  if (found === undefined) {
    return {
      kind: "error",
      name: "help",
      message: `no help for ${query}: the name is unknown`,
      hint: "write the full expression, for example help(team(8).job)",
    };
  }
  const { type, documentation = "" } = found;
  // Without markdown, since not every display renders it.
  const text = joinedLines(readableTags(documentation))
    .replaceAll("**", "")
    .replace(/^```\w*\n?/gm, "")
    .trimEnd();
  const head: DisplayModel = { kind: "text", text: type, tone: "code" };
  const parts: DisplayModel[] = text === "" ? [head] : [head, { kind: "text", text }];
  parts.push(...(await helpTables(session, type)));
  return parts.length === 1 ? head : { kind: "stack", parts };
}

/** The result of `help` within code, displayed as its text. */
export class Help {
  static {
    showInHosts(Help);
  }

  readonly #model: DisplayModel;

  /** @internal */
  constructor(model: DisplayModel) {
    this.#model = model;
  }

  /** The text, and the table of options. */
  [display](): DisplayModel {
    return this.#model;
  }
}

/** `help` within code. The rewriter turns its calls into `about`, which gets the text of the argument. */
export interface HelpFunction {
  (word?: unknown): Promise<Help>;
  readonly about: (text: string) => (word?: unknown) => Promise<Help>;
}

/** Creates the `help` of a session. */
export function helpOf(session: Pick<Session, "inspect" | "complete">): HelpFunction {
  const about = (argument: string) => async (word?: unknown) => {
    const text = unquoted(argument);
    // A variable's name may be unknown to the checker, but its value may name a function.
    for (const query of [text, wordOf(word)]) {
      if (query !== "" && (await inspectWord(session, query)) !== undefined) {
        return new Help(await helpFor(query, session));
      }
    }
    return new Help(await helpFor(text === "" ? wordOf(word) : text, session));
  };
  const help = Object.assign((word?: unknown) => about("")(word), { about });
  // Hidden where the function is printed.
  Object.defineProperty(help, "about", { enumerable: false });
  return help;
}

/** Returns what to inspect for a value: its text, the name of a function, or an expression of the type of an object. */
function wordOf(word: unknown): string {
  if (typeof word === "string") return word;
  if (typeof word === "function") return word.name.replace(/^bound /, "");
  const name = typeof word === "object" && !types.isProxy(word) ? word?.constructor?.name : undefined;
  return name === undefined || name === "Object" ? "" : `undefined! as ${ofLibrary(name)}`;
}

/** Writes a type of the library, also where it is not imported. */
function ofLibrary(type: string): string {
  return `import("slylab").${type}`;
}
