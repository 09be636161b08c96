/** Reads and writes names in string literals. */

/** Returns the text that a string literal with this content has. */
export function unquoteName(content: string): string {
  return content.replace(
    /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|([\s\S]))/gi,
    (_all, long, unicode, hex, letter) => {
      if (letter !== undefined) return letter === "n" ? "\n" : letter;
      return String.fromCodePoint(Math.min(Number.parseInt(long ?? unicode ?? hex, 16), 0x10ffff));
    },
  );
}

/** Escapes `name` for a string with this quote; invisible characters become `\u` escapes. */
export function quoteName(name: string, quote: string): string {
  const escaped = name
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replaceAll("\n", "\\n")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
  return quote === "`" ? escaped.replaceAll("${", "\\${") : escaped;
}
