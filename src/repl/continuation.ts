/** Entries that continue the previous one: a chain written over several lines. */

/** The variable with the previous entry's value, not awaited, for a continuing entry. */
export const continuedName = "_chain";

/**
 * Whether an entry continues the previous one: it starts with a call, for example `.create()`. `.help create` is a
 * command.
 */
export function isContinuation(text: string): boolean {
  return /^\s*\??\.[a-z_$#][\w$]*[(<`]/i.test(text);
}

/** Returns the entry with the variable's name in front; offsets in it are larger by the length of that name. */
export function continuedCode(text: string): string {
  return `${continuedName}${text}`;
}

/** Whether the first code in `ahead` continues a complete entry. Blank lines and comments are skipped. */
export function isContinuedBy(ahead: string, isCommand: (word: string) => boolean): boolean {
  const lines = ahead.split("\n");
  const line = lines.find((each) => !isBlank(each)) ?? "";
  const word = /^\s*\??\.([a-z_$#][\w$]*)/i.exec(line)?.[1];
  return word !== undefined && (isContinuation(line) || !isCommand(word));
}

/** Whether a line is empty or a `//` comment. */
export function isBlank(line: string): boolean {
  return /^\s*(?:\/\/.*)?$/.test(line);
}

/**
 * Returns the variable that an entry declares, for example `run` in `const run = team(8)`; undefined if it declares
 * none or several.
 */
export function declaredName(code: string): string | undefined {
  return /^\s*(?:const|let|var)\s+([\p{ID_Start}_$][\p{ID_Continue}$]*)\s*=/u.exec(code)?.[1];
}
