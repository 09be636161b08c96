/** The commands `.load`, `.save` and `.editor`. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, resolve } from "node:path";
import { writeFileAtomic } from "../../base/files/write-file-atomic.js";
import { countText } from "../../base/text/count-text.js";
import { fileErrorText } from "../../domain/file-error.js";
import { codeOf } from "../../domain/notebook/cells.js";
import { NotebookError } from "../../domain/notebook/notebook-error.js";
import { parseNotebook } from "../../domain/notebook/parse-notebook.js";
import { cellsOfScript } from "../../domain/notebook/script-cells.js";
import { safeText } from "../../render/text/safe-text.js";
import { textWidth } from "../../render/text/text-width.js";
import { isPrivate } from "../history/history.js";
import type { ReplContext } from "../repl-context.js";
import { toNotebook, toScript } from "./save.js";

/** `.load FILE`: runs the cells of a script or notebook up to the first that fails. */
export async function load(context: ReplContext, argument: string): Promise<void> {
  const { results } = context;
  if (argument === "") {
    await results.error("cannot load: no file given", "add a file: .load setup.ts");
    return;
  }
  const path = pathOf(argument);
  let cells: string[];
  try {
    const bytes = await readFile(path);
    cells = path.endsWith(".ipynb") ? codeOf(parseNotebook(bytes, argument)) : cellsOfScript(bytes.toString());
  } catch (error) {
    if (error instanceof NotebookError) await results.error(`cannot load ${error.message}`, error.hint);
    else await results.error(`cannot read ${argument}: ${fileErrorText(error)}`);
    return;
  }
  for (const [index, code] of cells.entries()) {
    const status = await context.enter(code);
    if (status === "ok") continue;
    if (cells.length > 1)
      await results.say(`${basename(path)} stopped at cell ${index + 1} of ${cells.length}`, "warning");
    return;
  }
}

/** `.save FILE`: writes this session as a script or notebook that runs again. Secrets are omitted. */
export async function save(context: ReplContext, argument: string): Promise<void> {
  const { results, transcript, options, session } = context;
  if (!/\.(ts|mts|ipynb)$/.test(argument)) {
    const problem = argument === "" ? "no file given" : `${argument} is not a .ts, .mts or .ipynb file`;
    await results.error(`cannot save: ${problem}`, "add a file: .save session.ts");
    return;
  }
  const { entries } = transcript;
  if (entries.length === 0) {
    await results.error("nothing to save: no entry has succeeded yet");
    return;
  }
  const path = pathOf(argument);
  if (!(await mayWrite(context, path, argument))) {
    await results.say("not saved");
    return;
  }
  const write = path.endsWith(".ipynb") ? toNotebook : toScript;
  const text = write(entries, {
    secrets: options.secrets?.() ?? [],
    secretNames: context.secretNames,
    libraryNames: options.libraryNames ?? [],
    completeness: (code) => session.isComplete(code),
    title: `a slylab session of ${new Date().toISOString().slice(0, 10)}`,
  });
  try {
    await writeFileAtomic(path, text);
    transcript.savedTo.add(path);
  } catch (error) {
    await results.error(`cannot write ${argument}: ${fileErrorText(error)}`, "choose another path");
    return;
  }
  const run = path.endsWith(".ipynb") ? "slylab run" : "slylab";
  const omittedNote =
    transcript.privateCount === 0
      ? ""
      : `; ${countText(transcript.privateCount, "private entry", "private entries")} omitted`;
  await results.say(
    `${countText(entries.length, "entry", "entries")} saved to ${argument}; run ${run} ${argument} to repeat${omittedNote}`,
    "good",
  );
}

/** `.editor`: reads several lines as one entry. */
export async function editor(context: ReplContext): Promise<void> {
  await context.results.say("Enter starts a new line, Ctrl-D runs, Ctrl-C cancels");
  const prompt = { first: "", later: "", columns: 0 };
  const reading = await context.editor.read({ prompt, mode: "lines" });
  if (reading.kind !== "entry" || reading.text.trim() === "") return;
  context.remember(reading.text);
  await context.enter(reading.text, { isPrivate: isPrivate(reading.text) });
}

/** Whether the file is new, was saved by this session, or the user agrees to overwrite it. */
async function mayWrite(context: ReplContext, path: string, argument: string): Promise<boolean> {
  if (context.transcript.savedTo.has(path) || !existsSync(path)) return true;
  const first = `${safeText(argument)} already exists; overwrite it? (y/N) `;
  const prompt = { first, later: "", columns: textWidth(first) };
  const reading = await context.editor.read({ prompt, mode: "answer" });
  return reading.kind === "entry" && /^y(es)?$/i.test(reading.text.trim());
}

function pathOf(argument: string): string {
  const name = argument.replace(/^(["'])(.*)\1$/, "$2");
  return resolve(name.replace(/^~(?=\/|$)/, homedir()));
}
