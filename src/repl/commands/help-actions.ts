/** `.help`, `.doc`, `.type`, `.instance`, `.open`: commands that tell. */
import { inspectWord, readable } from "../../engine/session/help.js";
import { optionTables } from "../../engine/session/help-fields.js";
import { inkFor } from "../../render/terminal/color.js";
import { wrapText } from "../../render/text/text-width.js";
import type { ReplContext } from "../repl-context.js";
import { type Command, commands } from "./commands.js";

const keys = [
  ["TAB", "complete a chain, a status, a name that the instance knows"],
  ["Alt-Enter", "begin a line; Enter does so in an entry that is not whole"],
  ["UP  Ctrl-R", "earlier entries, whole; search them"],
  ["Ctrl-C", "stop what runs; at the prompt drop the line"],
  ["_  _3  _error", "the last value, the value of entry 3, the last error"],
] as const;

/** `.help [WORD]`: the words, commands and keys; or what is known of one. */
export async function help(context: ReplContext, argument: string): Promise<void> {
  const word = argument.replace(/^\./, "");
  if (word === "") return overview(context);
  const command: Command | undefined = commands.find(({ name }) => name === word);
  if (command === undefined) return doc(context, argument);
  await context.results.say(`.${command.name} ${command.takes}`.trim(), "plain");
  await context.results.say(command.summary);
}

async function overview({ results, screen, color }: ReplContext): Promise<void> {
  const ink = inkFor(color);
  const lines = (pairs: readonly (readonly [name: string, words: string])[]) => {
    const width = Math.max(...pairs.map(([name]) => name.length)) + 2;
    return pairs.flatMap(([name, words]) =>
      wrapText(words, screen.columns - width).map(
        (line, index) => `${ink("cyan", (index === 0 ? name : "").padEnd(width))}${line}`,
      ),
    );
  };
  const dotted = commands.map(({ name, takes, summary }) => [`.${name} ${takes}`.trim(), summary] as const);
  await results.model({ kind: "text", tone: "code", text: examples });
  screen.printLines(["", ...lines(dotted), "", ...lines(keys)].join("\n"));
}

const examples = [
  "team(8).jobs()                  // a line that evaluates to a chain runs it",
  "const run = team(8).ensureAnnotator('ann').job({ name: 'a', dataset: 10555 }).create()",
  "run                             // naming a chain that writes shows its plan",
  "await run                       // runs it, once",
  "help(team(8).job)               // what a word does",
].join("\n");

/** `.doc WORD` and `help(…)`: the docstring, read by the checker; nothing is run. */
export async function doc(context: ReplContext, argument: string): Promise<void> {
  const { results } = context;
  if (argument === "") {
    await results.error("no word was named", "as in .doc waitFor or help(team(8).job)");
    return;
  }
  const found = await inspectWord(context.session, argument);
  if (found === undefined) {
    await results.error(`nothing is known of ${argument}`, "give the way to it: .doc team(8).job, .doc connect");
    return;
  }
  await results.model({ kind: "text", text: found.type, tone: "code" });
  if (found.documentation !== undefined && found.documentation !== "")
    await results.markdown(readable(found.documentation));
  for (const table of await optionTables(context.session, found.type)) await results.model(table);
}

/** `.type EXPR`: the type of an expression; it is not run. */
export async function type({ session, results }: ReplContext, argument: string): Promise<void> {
  if (argument === "") {
    await results.error("no expression was given", "as in .type team(8).jobs()");
    return;
  }
  const name = "$$type";
  const found = await session.inspect(`const ${name} = (${argument}\n)`, "const ".length + 1);
  const text = found?.type.replace(/^const \$\$type: /, "");
  if (text === undefined)
    await results.error(`nothing is known of ${argument}`, "types are there unless --no-check was given");
  else await results.model({ kind: "text", text, tone: "code" });
}

/** `.instance`: which instance and account this is. */
export async function instance({ options, results, runner }: ReplContext): Promise<void> {
  const { label, isLocal, account, describe } = options.instance;
  if (describe !== undefined) {
    const controller = new AbortController();
    const stopped = new Promise<undefined>((resolve) => {
      controller.signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    try {
      // A server that is not there is not waited for longer than the user likes.
      const model = await runner.stoppable(
        () => controller.abort(),
        () => Promise.race([describe(), stopped]),
      );
      if (model === undefined) await results.say("interrupted", "warning");
      else await results.model(model);
    } catch (error) {
      await results.value(error);
    }
    return;
  }
  const where = isLocal ? "the local instance, in memory" : label;
  await results.say(account === undefined ? where : `${where} as ${account}`, "plain");
}

/** `.open`: the instance in the browser. */
export async function open({ options, results }: ReplContext): Promise<void> {
  const { instance, open: openAddress } = options;
  const address = instance.address?.();
  if (address === undefined || instance.isLocal) {
    const api = address === undefined ? "" : `; its API is at ${address}`;
    await results.say(`the local instance has no pages${api}`);
    return;
  }
  const isOpened = (await openAddress?.(address)) ?? false;
  await results.say(isOpened ? `opened ${address}` : address, "plain");
}
