/** The door to the prompt: paints it, and loads the rest behind it. */
import { colorWanted } from "../render/terminal/color.js";
import { drawable } from "../render/terminal/glyphs.js";
import { painter } from "./color.js";
import { bannerOf, promptOf } from "./editor/prompt.js";
import type { ReplOptions } from "./options.js";
import { pasteMarksOn, takeTerminal } from "./screen/terminal-modes.js";

/** Opens the prompt and gives the exit code when the user leaves. The prompt is on the screen before anything heavy is loaded. */
export async function startRepl(options: ReplOptions): Promise<number> {
  const { input, output, instance } = options;
  const paint = painter(colorWanted(output, options.env ?? {}));
  const banner = bannerOf(options, paint);
  const prompt = promptOf(instance.label, instance.isLocal, 1, paint);
  // From here on keys are ours, so that what is typed before the editor is there is not echoed twice.
  const hasCursor = options.env?.TERM !== "dumb";
  const giveBack = hasCursor ? takeTerminal(input, output) : () => {};
  const head = drawable(`${banner === "" ? "" : `${banner}\n\n`}${prompt.first}`, options.env ?? {});
  output.write(`${hasCursor ? pasteMarksOn : ""}${head}`);
  try {
    // The checker's process takes longest to be ready, so it is started first.
    const session = await options.session();
    session.warmUp();
    const { runLoop } = await import("./loop.js");
    return await runLoop(options, session);
  } finally {
    giveBack();
  }
}
