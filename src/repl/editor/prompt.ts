/** The banner and the prompt, which are shown before anything else is loaded. */
import type { PromptPaint } from "../color.js";
import type { ReplOptions } from "../options.js";

/** The styled prompts of the first and the other lines, equally wide. */
export interface Prompt {
  readonly first: string;
  readonly later: string;
  readonly columns: number;
}

/** Returns the prompt of entry `number`: the instance, the number and `>`; dots before other lines. */
export function promptOf(label: string, isLocal: boolean, number: number, paint: PromptPaint): Prompt {
  const name = safeLabel(label);
  const plain = `${name} ${number}> `;
  const dots = `${".".repeat(plain.length - 1)} `;
  return {
    first: `${paint(isLocal ? "local" : "remote", name)} ${paint("dim", `${number}`)}> `,
    later: paint("dim", dots),
    columns: plain.length,
  };
}

/** Returns at most three lines: the version, the instance and account, and how to get help. */
export function bannerOf({ version, instance, banner }: ReplOptions, paint: PromptPaint): string {
  if (banner !== undefined) return banner;
  const { label, isLocal, account } = instance;
  const name = isLocal ? "the local instance, in memory" : safeLabel(label);
  const where = paint(isLocal ? "local" : "remote", name) + (account === undefined ? "" : ` as ${safeLabel(account)}`);
  return [
    `${paint("bold", `slylab ${version}`)}  ${paint("dim", "TypeScript, checked before it runs")}`,
    where,
    paint("dim", ".help shows help, Tab completes, Ctrl-D exits"),
  ].join("\n");
}

// Keeps letters, digits and punctuation. A longer label would leave no room for the entry.
function safeLabel(label: string): string {
  const text = label.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "").replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
