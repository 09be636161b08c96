/** The functions with which user code shows values: `show`, `html`, `clear`. */
import process from "node:process";
import { inspect } from "node:util";
import { type Displayable, type DisplayModel, display, type TextModel } from "../domain/display/display.js";
import { type DisplayHandle, displayHandleMark, hostContext } from "../domain/display/host-context.js";
import { showInHosts } from "../domain/display/host-forms.js";
import { defineHostDisplay } from "./host-forms.js";
import { runningDenoKernel, showInDeno } from "./html/deno-host.js";
import { mimeBundle } from "./html/mime.js";
import { runningTslab, showInTslab } from "./html/tslab-host.js";
import { modelOf } from "./model/model.js";
import { colorWanted } from "./terminal/color.js";
import { drawable } from "./terminal/glyphs.js";
import { LivePanel, type LivePanelOptions, type LiveStream, repaintWanted } from "./terminal/live.js";
import { renderPiped } from "./terminal/piped.js";
import { renderTerminal } from "./terminal/terminal.js";

defineHostDisplay();

/**
 * Shows `value` in the current host (prompt, notebook, terminal, pipe) and returns a handle that replaces it. Records
 * become tables, charts are drawn, strings are shown without quotes; a chain is described, not run.
 *
 * @example
 * const shown = show("started");
 * shown.update("finished");
 */
export function show(value: unknown): DisplayHandle {
  const host = hostContext().show;
  if (host !== undefined) {
    const handle = host(asShown(value));
    return new ShownValue((next) => handle.update(asShown(next)));
  }
  const tslab = runningTslab();
  if (tslab !== undefined) {
    const handle = showInTslab(tslab, mimeBundle(asShown(value)));
    return new ShownValue((next) => handle.update(mimeBundle(asShown(next))));
  }
  const deno = runningDenoKernel();
  if (deno !== undefined) {
    const handle = showInDeno(deno, mimeBundle(asShown(value)));
    return new ShownValue((next) => handle.update(mimeBundle(asShown(next))));
  }
  return showInStream(process.stdout, asShown(value), { isLive: repaintWanted(process.stdout, process.env) });
}

/** A shown value. Stock tslab prints the value of a cell; this one prints nothing. */
class ShownValue implements DisplayHandle {
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

// A shown string has no quotes, unlike the value of a cell.
function asShown(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const shown: Displayable = { [display]: (): TextModel => ({ kind: "text", text: value }) };
  return shown;
}

/** The stream on which a plain script shows values. */
export interface ShowStream extends LiveStream {
  readonly bytesWritten?: number | undefined;
}

/** Shows `value` on `stream`. An update replaces it if a terminal has had no other output since. */
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
    // Other output has been written where the panel would be redrawn.
    const isLast = written !== -1 && stream.bytesWritten === written;
    if (!isLast) panel.forget();
    if (panel.isLive && lines.length < (stream.rows ?? 24)) panel.draw(lines);
    else {
      panel.clear();
      stream.write(`${lines.join("\n")}\n`);
    }
    written = stream.bytesWritten ?? -1;
  };
  draw(modelOf(value));
  return new ShownValue((next) => draw(modelOf(asShown(next))));
}

/** Markup to show without escaping. */
export class Markup {
  static {
    showInHosts(Markup);
  }

  /** The markup, unchanged. */
  readonly html: string;
  /** Shown by hosts without HTML. */
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
 * Wraps trusted markup, which {@link show} inserts without escaping. Never pass it text from a server.
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

/** Removes styles and scripts. Unclosed ones extend to the end, as in browsers. */
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
 * Clears the output of the running cell; in a terminal, the screen. Does nothing in a pipe, in a log (`CI`), in a
 * terminal without cursor movement (`TERM=dumb`), and in stock tslab.
 *
 * @param options.wait - clears only when the next output arrives, to avoid flicker. Default: false
 */
export function clear(options: { readonly wait?: boolean | undefined } = {}): void {
  const host = hostContext().clear;
  if (host !== undefined) host({ wait: options.wait ?? false });
  else if (repaintWanted(process.stdout, process.env) && runningTslab() === undefined)
    process.stdout.write("\x1b[2J\x1b[H");
}
