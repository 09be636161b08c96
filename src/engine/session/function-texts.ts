/**
 * What `toString` says of functions that cells declare: their JavaScript as it was before it was rewritten. Code that takes
 * a function elsewhere by its text (a browser, a worker) would find names there that only the engine knows.
 */
import type { OffsetMap } from "../pipeline/edits.js";

/** A cell's script and the JavaScript that it was made of. */
export interface ScriptText {
  readonly script: string;
  readonly javascript: string;
  readonly toJavaScript: OffsetMap;
}

/** Answers in place of `Function.prototype.toString`; the returned function puts that back. */
export function showOwnTexts(scripts: () => Iterable<ScriptText>): () => void {
  const before = Object.getOwnPropertyDescriptor(Function.prototype, "toString");
  const native = Function.prototype.toString;
  const value = {
    toString(this: unknown): string {
      const text: string = Reflect.apply(native, this, []);
      return text.includes("$c") ? (originalText(text, scripts()) ?? text) : text;
    },
  }.toString;
  Object.defineProperty(Function.prototype, "toString", { ...before, value });
  return () => {
    if (before !== undefined) Object.defineProperty(Function.prototype, "toString", before);
  };
}

/** The JavaScript of a function whose script has `text`; undefined where none has it. */
export function originalText(text: string, scripts: Iterable<ScriptText>): string | undefined {
  for (const { script, javascript, toJavaScript } of scripts) {
    const start = script.indexOf(text);
    if (start !== -1) return javascript.slice(toJavaScript(start), toJavaScript(start + text.length));
  }
  return undefined;
}
