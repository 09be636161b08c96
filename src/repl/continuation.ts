/** Lines that go on with the entry before them: a chain that is written over several lines. Pure. */

/** The name by which a line that goes on finds what the entry before it came to, not awaited. */
export const continuedName = "_chain";

/** Whether an entry goes on with the one before it: it begins with a call, as `.create()`. `.help create` is a command. */
export function isContinuation(text: string): boolean {
  return /^\s*\??\.[a-z_$#][\w$]*[(<`]/i.test(text);
}

/** The entry with the name of what it goes on with in front; offsets in it are longer by that of the name. */
export function continuedCode(text: string): string {
  return `${continuedName}${text}`;
}

/** Whether the first code in `ahead` goes on with a whole entry; blank lines and comments are passed over. */
export function goesOn(ahead: string, isCommand: (word: string) => boolean): boolean {
  const lines = ahead.split("\n");
  const line = lines.find((each) => !isBlank(each)) ?? "";
  const word = /^\s*\??\.([a-z_$#][\w$]*)/i.exec(line)?.[1];
  return word !== undefined && (isContinuation(line) || !isCommand(word));
}

/** Whether a line holds no code: it is empty or a `//` comment. */
export function isBlank(line: string): boolean {
  return /^\s*(?:\/\/.*)?$/.test(line);
}

/** The one name that an entry declares, as `run` in `const run = team(8)`; undefined where it declares none or several. */
export function declaredName(code: string): string | undefined {
  return /^\s*(?:const|let|var)\s+([\p{ID_Start}_$][\p{ID_Continue}$]*)\s*=/u.exec(code)?.[1];
}
