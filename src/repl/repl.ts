/** Starts the prompt: shows it, then loads the rest. */
import { colorWanted } from "../render/terminal/color.js";
import { drawable } from "../render/terminal/glyphs.js";
import { promptPaint } from "./color.js";
import { bannerOf, promptOf } from "./editor/prompt.js";
import type { ReplOptions } from "./options.js";
import { enterRawMode, pasteMarksOn } from "./screen/terminal-modes.js";

/**
 * Opens the prompt; returns the exit code when the user leaves. The prompt appears before anything large is loaded.
 */
export async function startRepl(options: ReplOptions): Promise<number> {
  const { input, output, instance } = options;
  const paint = promptPaint(colorWanted(output, options.env ?? {}));
  const banner = bannerOf(options, paint);
  const prompt = promptOf(instance.label, instance.isLocal, 1, paint);
  // Raw mode from here on, so that input before the editor has loaded is not echoed twice.
  const hasCursor = options.env?.TERM !== "dumb";
  const restoreTerminal = hasCursor ? enterRawMode(input, output) : () => {};
  const head = drawable(`${banner === "" ? "" : `${banner}\n\n`}${prompt.first}`, options.env ?? {});
  output.write(`${hasCursor ? pasteMarksOn : ""}${head}`);
  try {
    // The checker's process takes longest to be ready, so it is started first.
    const session = await options.session();
    session.warmUp();
    const { runLoop } = await import("./loop.js");
    return await runLoop(options, session);
  } finally {
    restoreTerminal();
  }
}
