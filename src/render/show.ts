/** The words by which a user's own code shows things: `show`, `html`, `clear`. */
import process from "node:process";
import { inspect } from "node:util";
import { type Displayable, type DisplayModel, display, type TextModel } from "../domain/display/display.js";
import { type DisplayHandle, displayHandleMark, hostContext } from "../domain/display/host-context.js";
import { showInHosts } from "../domain/display/host-forms.js";
import { answerHosts } from "./host-forms.js";
import { mimeBundle } from "./html/mime.js";
import { runningTslab, showInTslab } from "./html/tslab-host.js";
import { modelOf } from "./model/model.js";
import { colorWanted } from "./terminal/color.js";
import { drawable } from "./terminal/glyphs.js";
import { LivePanel, type LivePanelOptions, type LiveStream, repaintWanted } from "./terminal/live.js";
import { renderPiped } from "./terminal/piped.js";
import { renderTerminal } from "./terminal/terminal.js";

answerHosts();

/**
 * Shows `value` in whichever host this is (prompt, notebook, terminal, pipe) and returns a handle that shows another in
 * its place. Records are shown as tables, charts as charts, text as text; a chain is described, not run.
 *
 * @example
 * const shown = show("started");
 * shown.update("finished");
 */
export function show(value: unknown): DisplayHandle {
  const host = hostContext().show;
  if (host !== undefined) {
    const handle = host(asShown(value));
    return new Shown((next) => handle.update(asShown(next)));
  }
  const tslab = runningTslab();
  if (tslab !== undefined) {
    const handle = showInTslab(tslab, mimeBundle(asShown(value)));
    return new Shown((next) => handle.update(mimeBundle(asShown(next))));
  }
  return showInStream(process.stdout, asShown(value), { isLive: repaintWanted(process.stdout, process.env) });
}

/** A thing on show. Stock tslab prints the value of a cell: of this there is nothing to print. */
class Shown implements DisplayHandle {
  readonly [displayHandleMark] = true;
  readonly #draw: (value: unknown) => void;

  constructor(draw: (value: unknown) => void) {
    this.#draw = draw;
  }

  update(value: unknown): void {
    this.#draw(value);
  }

  [inspect.custom](): string {
    return "";
  }
}

// A string that is shown is words; as the value of a line it would be in quotes.
function asShown(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const shown: Displayable = { [display]: (): TextModel => ({ kind: "text", text: value }) };
  return shown;
}

/** What a plain script shows on: a stream, and how much was written to it. */
export interface ShowStream extends LiveStream {
  readonly bytesWritten?: number | undefined;
}

/** Shows `value` on `stream`; an update takes its place where a terminal has had no other output since. */
export function showInStream(stream: ShowStream, value: unknown, options: LivePanelOptions = {}): DisplayHandle {
  const panel = new LivePanel(stream, options);
  let written = -1;
  const draw = (model: DisplayModel) => {
    if (stream.isTTY !== true) {
      stream.write(`${renderPiped(model)}\n`);
      return;
    }
    const color = colorWanted(stream, process.env);
    const lines = drawable(renderTerminal(model, { columns: panel.columns, color })).split("\n");
    // Anything else that was written stands where the panel would paint.
    const isLast = written !== -1 && stream.bytesWritten === written;
    if (!isLast) panel.forget();
    if (panel.isLive && lines.length < (stream.rows ?? 24)) panel.paint(lines);
    else {
      panel.clear();
      stream.write(`${lines.join("\n")}\n`);
    }
    written = stream.bytesWritten ?? -1;
  };
  draw(modelOf(value));
  return new Shown((next) => draw(modelOf(asShown(next))));
}

/** Markup of the user's own, to be shown as it is. */
export class Markup {
  static {
    showInHosts(Markup);
  }

  /** The markup as it was given. */
  readonly html: string;
  /** What is shown where there are no pages. */
  readonly text: string;

  constructor(html: string, text: string) {
    this.html = html;
    this.text = text;
  }

  [display](): DisplayModel {
    return { kind: "markup", html: this.html, text: this.text };
  }
}

/**
 * Wraps markup that you wrote, so that {@link show} puts it into the page as it is. Never give it what a server
 * answered: nothing in it is escaped.
 *
 * @param text - shown in a terminal. Default: the markup without its tags
 */
export function html(markup: string, text: string = textOf(markup)): Markup {
  return new Markup(markup, text);
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", nbsp: " " };

function textOf(markup: string): string {
  return withoutHidden(markup)
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]*>/gi, "\n")
    .replace(/<[^<>]*>/g, "")
    .replace(/&([a-z]+|#39);/g, (whole, name: string) => entities[name] ?? whole)
    .trim();
}

/** Markup without its styles and scripts; one that is not closed goes to the end, as browsers have it. */
function withoutHidden(markup: string): string {
  const opening = /<(style|script)\b/gi;
  const closings = { style: /<\/style\s{0,16}>/gi, script: /<\/script\s{0,16}>/gi };
  let shown = "";
  let at = 0;
  for (let open = opening.exec(markup); open !== null; open = opening.exec(markup)) {
    const closing = open[1]?.toLowerCase() === "style" ? closings.style : closings.script;
    closing.lastIndex = opening.lastIndex;
    const end = closing.exec(markup) === null ? markup.length : closing.lastIndex;
    shown += markup.slice(at, open.index);
    at = end;
    opening.lastIndex = end;
  }
  return shown + markup.slice(at);
}

/**
 * Empties the output of the running cell; in a terminal, the screen. A pipe, a log (`CI`), a terminal that cannot move its
 * cursor (`TERM=dumb`), and stock tslab have nothing to empty.
 *
 * @param options.wait - puts it off until the next output, so that nothing flickers. Default false
 */
export function clear(options: { readonly wait?: boolean | undefined } = {}): void {
  const host = hostContext().clear;
  if (host !== undefined) host({ wait: options.wait ?? false });
  else if (repaintWanted(process.stdout, process.env) && runningTslab() === undefined)
    process.stdout.write("\x1b[2J\x1b[H");
}
