/**
 * The inline styles of HTML fragments. Fragments have no style element: some pages remove it, and others show its text,
 * for example GitHub in Markdown files. Tables, fonts and margins look as the page's own.
 */

/** The opacity of less important text, in any color. */
export const dimOpacity = 0.72;
/** The attribute of less important text. */
export const dim = `style="opacity:${dimOpacity}"`;

/** The attribute of a line of code or text in a monospaced font, with the background and color of its surroundings. */
export const preLook = 'style="margin:4px 0;padding:0;background:none;color:inherit;white-space:pre-wrap"';

/** Returns the attribute of a fragment's root element: wide tables scroll, and digits of numbers are equally wide. */
export function rootLook(markup: string): string {
  if (!markup.includes("<table")) return "";
  const digits = markup.includes('align="right"') ? ";font-variant-numeric:tabular-nums" : "";
  return ` style="overflow-x:auto${digits}"`;
}
