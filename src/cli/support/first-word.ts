/** Errors about the first word of the command line: a command, or a file that runs. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { editDistance } from "../../base/text/edit-distance.js";
import { nearest } from "../../base/text/nearest.js";

/** Ends with a usage error if `word` is a notebook, or if no file has this name and it looks like a command. */
export function rejectFirstWord(program: Command, word: string): void {
  if (/\.ipynb$/i.test(word)) program.error(`error: ${word} is a notebook\n(slylab run ${word} executes it)`);
  if (/^[\w-]{2,}$/.test(word) && !existsSync(word)) {
    rejectUnknownCommand(program, word, `'${word}' is neither a command nor a file`);
  }
}

/** Prints the help of the command that `args` name, for example `["kernel", "install"]`; without words, of `program`. */
export function printHelpOf(program: Command, args: readonly string[]): void {
  let command = program;
  for (const word of args) {
    const next = command.commands.find((one) => one.name() === word);
    command = next ?? rejectUnknownCommand(command, word, `unknown command '${word}'`);
  }
  command.outputHelp();
}

/** Suggests a similar command, or the option of this name; `problem` is the error if there is none. */
function rejectUnknownCommand(program: Command, word: string, problem: string): never {
  const names = program.commands.map((one) => one.name());
  // A short word with half of its letters changed is another word.
  const isSimilar = (name: string) => name.startsWith(word) || editDistance(word, name) * 2 < word.length;
  const option = program.options.find(({ long }) => long === `--${word}`)?.long;
  const suggestion = option ?? nearest(word, names).find(isSimilar);
  return program.error(
    suggestion === undefined ? `error: ${problem}` : `error: unknown command '${word}', did you mean ${suggestion}?`,
  );
}
