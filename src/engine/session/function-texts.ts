/**
 * Makes `toString` of functions in cells return the JavaScript before the rewriting. Code that runs the text elsewhere
 * (in a browser, in a worker) does not have the engine's generated names.
 */
import type { OffsetMap } from "../pipeline/edits.js";

/** A cell's script and the JavaScript that it was generated from. */
export interface ScriptText {
  readonly script: string;
  readonly javascript: string;
  readonly toJavaScript: OffsetMap;
}

/** Replaces `Function.prototype.toString`; the returned function restores it. */
export function patchFunctionToString(scripts: () => Iterable<ScriptText>): () => void {
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

/**
 * Returns the original JavaScript of a function whose generated source is `text`; undefined if no script contains it.
 */
export function originalText(text: string, scripts: Iterable<ScriptText>): string | undefined {
  for (const { script, javascript, toJavaScript } of scripts) {
    const start = script.indexOf(text);
    if (start !== -1) return javascript.slice(toJavaScript(start), toJavaScript(start + text.length));
  }
  return undefined;
}
