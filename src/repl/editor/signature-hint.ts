/** The signature of the call at the cursor: when to request it, and how it is drawn. */
import { tokenize } from "../../base/text/tokens.js";
import type { SignatureHelp } from "../../engine/session/cell.js";
import { safeText } from "../../render/text/safe-text.js";
import { cutText } from "../../render/text/text-width.js";
import type { PromptPaint } from "../color.js";

/** Whether `offset` is inside the parentheses of a call. Cheap, so that the checker is only asked if necessary. */
export function isInCall(code: string, offset: number): boolean {
  const before = code.slice(0, offset);
  const open: boolean[] = [];
  let previous = "";
  for (const token of tokenize(before)) {
    const text = before.slice(token.start, token.end);
    if (token.kind === "punctuation") {
      if ("([{".includes(text)) {
        const isCall =
          text === "(" && /[\w$)\]>]$/.test(previous) && !/^(if|for|while|switch|catch|return)$/.test(previous);
        open.push(isCall);
      } else if (")]}".includes(text)) open.pop();
    }
    if (token.kind === "comment" && token.isOpen) return false;
    previous = text;
  }
  return open.includes(true);
}

/** Returns the rows of a hint: the signature with the current argument highlighted, and a sentence about it. */
export function hintRows(help: SignatureHelp, columns: number, paint: PromptPaint): string[] {
  const rows = [signatureRow(help, columns, paint)];
  const documentation = help.parameter?.documentation ?? help.documentation;
  const sentence = firstSentence(documentation);
  if (sentence !== "") rows.push(paint("dim", cutText(safeText(sentence), columns)));
  return rows;
}

function signatureRow({ label, parameter }: SignatureHelp, columns: number, paint: PromptPaint): string {
  const flat = (text: string) => safeText(text.replace(/\s+/g, " "));
  if (parameter === undefined) return paint("dim", cutText(flat(label), columns));
  const before = flat(label.slice(0, parameter.start));
  const chosen = flat(label.slice(parameter.start, parameter.end));
  const after = flat(label.slice(parameter.end));
  // A long signature is cut at its end, and at its start only if the current parameter would be hidden.
  const cut = Math.max(0, Math.min(before.length, before.length + chosen.length + 1 - columns));
  const head = cut === 0 ? before : `…${before.slice(cut + 1)}`;
  const middle = cutText(chosen, Math.max(1, columns - head.length));
  const tail = cutText(after, Math.max(0, columns - head.length - middle.length));
  return paint("dim", head) + paint("bold", middle) + (columns > head.length + middle.length ? paint("dim", tail) : "");
}

/** Returns the first sentence of a docstring, as one line. */
export function firstSentence(documentation: string | undefined): string {
  const paragraph = (documentation ?? "").trim().split(/\n[ \t]{0,16}\n|\n@/)[0] ?? "";
  const line = paragraph
    .replace(/\{@link ([^{}|\s]{1,200})[^{}]{0,400}\}/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
  return /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
}
