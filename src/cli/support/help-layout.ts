/** Formats the help and usage errors of the command line, also for narrow terminals. */
import process from "node:process";
import type { Command } from "commander";
import { wrapWords, writeWrapped } from "../../base/text/prose.js";

// Terms take 28 columns, which leaves 46 of 80.
const leastWidth = 32;

/** Lays out the help of a command and of its subcommands, and names the help command in their errors. */
export function layOutHelp(command: Command, path: string): void {
  command.configureHelp({
    minWidthToWrap: 1,
    formatItem(term, termWidth, description, helper) {
      const width = helper.helpWidth ?? 80;
      if (description === "") return `  ${term}`;
      const indent = width - termWidth - 4 < leastWidth ? 6 : termWidth + 4;
      const [first = "", ...rest] = wrapWords(description, Math.max(width - indent, 1));
      const start = indent === 6 ? `  ${term}\n${" ".repeat(6)}` : `  ${term.padEnd(termWidth)}  `;
      return [start + first, ...rest.map((line) => " ".repeat(indent) + line)].join("\n");
    },
  });
  command.configureOutput({
    writeErr: (text) => writeWrapped(process.stderr, text.trimEnd()),
    outputError: (text, write) =>
      write(text.replace(/ is invalid\. (\w)/, (_, letter: string) => ` is invalid: ${letter.toLowerCase()}`)),
  });
  command.showHelpAfterError(`(${path} --help lists the ${command.commands.length > 0 ? "commands" : "options"})`);
  for (const child of command.commands) layOutHelp(child, `${path} ${child.name()}`);
}
