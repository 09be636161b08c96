/** The commands `.help`, `.doc`, `.type`, `.instance` and `.open`. */
import { overview as examples, inspectWord, readableTags } from "../../engine/session/help.js";
import { helpTables } from "../../engine/session/help-fields.js";
import { terminalPaint } from "../../render/terminal/color.js";
import { wrapText } from "../../render/text/text-width.js";
import type { ReplContext } from "../repl-context.js";
import { commands, type DotCommand } from "./commands.js";

const keys = [
  ["TAB", "complete a chain, a status, or a name on the instance"],
  ["Alt-Enter", "start a new line (Enter does too if the entry is incomplete)"],
  ["UP  Ctrl-R", "show earlier entries; search them"],
  ["Ctrl-C", "stop the running code; at the prompt, clear the line"],
  ["_  _3  _error", "the last value, the value of entry 3, the last error"],
] as const;

/** `.help [NAME]`: lists commands and keys, or shows the help of a command or name. */
export async function help(context: ReplContext, argument: string): Promise<void> {
  const word = argument.replace(/^\./, "");
  if (word === "") return overview(context);
  const command: DotCommand | undefined = commands.find(({ name }) => name === word);
  if (command === undefined) return doc(context, argument);
  await context.results.say(`.${command.name} ${command.takes}`.trim(), "plain");
  await context.results.say(command.summary);
}

async function overview({ results, screen, color }: ReplContext): Promise<void> {
  const paint = terminalPaint(color);
  const lines = (pairs: readonly (readonly [name: string, words: string])[]) => {
    const width = Math.max(...pairs.map(([name]) => name.length)) + 2;
    return pairs.flatMap(([name, description]) =>
      wrapText(description, screen.columns - width).map(
        (line, index) => `${paint("cyan", (index === 0 ? name : "").padEnd(width))}${line}`,
      ),
    );
  };
  const dotted = commands.map(({ name, takes, summary }) => [`.${name} ${takes}`.trim(), summary] as const);
  await results.model({ kind: "text", tone: "code", text: examples });
  screen.printLines(["", ...lines(dotted), "", ...lines(keys)].join("\n"));
}

/** `.doc NAME` and `help(…)`: shows the docstring, without running anything. */
export async function doc(context: ReplContext, argument: string): Promise<void> {
  const { results } = context;
  if (argument === "") {
    await results.error("cannot show help: no name given", "add a name: .doc waitFor");
    return;
  }
  const found = await inspectWord(context.session, argument);
  if (found === undefined) {
    await results.error(
      `no help for ${argument}: the name is unknown`,
      "write the full expression, for example .doc team(8).job",
    );
    return;
  }
  await results.model({ kind: "text", text: found.type, tone: "code" });
  if (found.documentation !== undefined && found.documentation !== "")
    await results.markdown(readableTags(found.documentation));
  for (const table of await helpTables(context.session, found.type)) await results.model(table);
}

/** `.type EXPR`: shows the type of an expression without running it. */
export async function type({ session, results }: ReplContext, argument: string): Promise<void> {
  if (argument === "") {
    await results.error("cannot show a type: no expression given", "add one: .type team(8).jobs()");
    return;
  }
  const name = "$$type";
  const found = await session.inspect(`const ${name} = (${argument}\n)`, "const ".length + 1);
  const text = found?.type.replace(/^const \$\$type: /, "");
  if (text === undefined)
    await results.error(`the type of ${argument} is unknown`, "start without --no-check to see types");
  else await results.model({ kind: "text", text, tone: "code" });
}

/** `.instance`: shows the instance and account. */
export async function instance({ options, results, runner }: ReplContext): Promise<void> {
  const { label, isLocal, account, describe } = options.instance;
  if (describe !== undefined) {
    const controller = new AbortController();
    const stopped = new Promise<undefined>((resolve) => {
      controller.signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    try {
      // Ctrl-C stops waiting for an unreachable server.
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

/** `.open`: opens the instance in the browser. */
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
