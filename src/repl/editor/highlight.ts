/** Highlights an entry. */
import { type Token, tokenize } from "../../base/text/tokens.js";
import { codeToneOf } from "../../render/text/code-color.js";
import type { PromptTone } from "../color.js";

const openers = "([{";
const closers = ")]}";

/** Returns the tone of each UTF-16 unit of `code`; the bracket at the cursor and its partner are marked. */
export function tonesOf(code: string, cursor = -1): PromptTone[] {
  const tones = new Array<PromptTone>(code.length).fill("plain");
  if (/^\s*\.[a-z]/i.test(code)) return commandTones(code, tones);
  const tokens = tokenize(code);
  for (const token of tokens) {
    const tone = codeToneOf(code, token);
    if (tone !== "plain") tones.fill(tone, token.start, token.end);
  }
  for (const at of bracketPair(code, tokens, cursor)) tones[at] = "match";
  return tones;
}

function commandTones(code: string, tones: PromptTone[]): PromptTone[] {
  const command = /^\s*\.[\w-]+/.exec(code)?.[0].length ?? 0;
  return tones.fill("call", 0, command);
}

/** Returns the bracket at or before the cursor and its partner; empty if there is none. */
function bracketPair(code: string, tokens: readonly Token[], cursor: number): readonly number[] {
  if (cursor < 0) return [];
  const brackets = tokens.filter(({ kind, start, end }) => {
    return kind === "punctuation" && end - start === 1 && (openers + closers).includes(code[start] ?? "");
  });
  const index = brackets.findLastIndex(({ start }) => start === cursor || start === cursor - 1);
  const chosen = brackets[index];
  if (chosen === undefined) return [];
  const isOpener = openers.includes(code[chosen.start] ?? "");
  let depth = 0;
  for (let at = index; at >= 0 && at < brackets.length; at += isOpener ? 1 : -1) {
    const start = brackets[at]?.start ?? 0;
    depth += openers.includes(code[start] ?? "") === isOpener ? 1 : -1;
    if (depth === 0) return [chosen.start, start];
  }
  return [];
}
