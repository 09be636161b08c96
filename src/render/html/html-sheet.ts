/** Renders contact sheets as HTML: as a fragment for notebooks, and as a standalone page. */
import type { LegendEntry, SheetModel, SheetPicture } from "../../domain/display/display.js";
import type { SheetPage } from "../../domain/display/host-forms.js";
import { groupedDigits } from "../model/cells.js";
import { isHexColor } from "../terminal/color.js";
import { escapeHtml } from "../text/safe-text.js";
import { badgeHtml, isPictureAddress, swatchHtml } from "./html-cells.js";
import { dim } from "./html-style.js";

/**
 * Limit of the pictures in one output, in characters: notebooks are saved with their outputs, and JupyterLab becomes
 * slow with tens of megabytes. The first picture is always included.
 */
const maxCharacters = 3_000_000;

/** Renders a sheet as a fragment with inline styles, since front ends remove style elements. */
export function sheetHtml({ pictures, size, columns, legend, table }: SheetModel): string {
  if (pictures.length === 0) return `<div ${dim}>${escapeHtml(table.empty ?? "nothing")}</div>`;
  const shown: string[] = [];
  let letters = 0;
  for (const picture of pictures) {
    const markup = pictureHtml(picture, widthOf(size, columns));
    letters += markup.length;
    if (shown.length > 0 && letters > maxCharacters) break;
    shown.push(markup);
  }
  const cut = pictures.length - shown.length;
  const note =
    cut === 0
      ? ""
      : `<div ${dim}>${groupedDigits(shown.length)} of ${groupedDigits(pictures.length)} pictures are shown here, to keep the notebook small; .sheet(&#39;page.html&#39;) writes all of them</div>`;
  return `${keysHtml(legend)}<div>${shown.join("\n")}</div>${note}`;
}

function widthOf(size: number, columns: number | undefined): string {
  return columns === undefined ? `${size}px` : `calc(${Number((100 / columns).toFixed(3))}% - 12px)`;
}

function keysHtml(keys: readonly LegendEntry[]): string {
  if (keys.length === 0) return "";
  const items = keys.map(({ name, color, count }) => {
    const swatch = isHexColor(color) ? swatchHtml(color) : "";
    return `<span style="display:inline-block;margin-right:16px">${swatch}${escapeHtml(name)} ${groupedDigits(count)}</span>`;
  });
  return `<p>${items.join(" ")}</p>`;
}

function pictureHtml(picture: SheetPicture, width: string): string {
  const style = `display:inline-block;vertical-align:top;width:${width};max-width:100%;margin:0 12px 12px 0`;
  return `<div style="${style}">${imageHtml(picture)}<br>${wordsHtml(picture)}</div>`;
}

function imageHtml({ picture, name }: SheetPicture, attributes = ""): string {
  if (picture === null || !isPictureAddress(picture.src)) return `<em>${escapeHtml("no picture")}</em>`;
  const style = `style="max-width:100%;margin:0"`;
  return `<img src="${escapeHtml(picture.src)}" alt="${escapeHtml(name)}" ${style}${attributes}>`;
}

function wordsHtml({ badge, name, note }: SheetPicture): string {
  const nameHtml = `<span style="overflow-wrap:anywhere">${escapeHtml(name)}</span>`;
  const last = note === undefined ? "" : `<br><span ${dim}>${escapeHtml(note)}</span>`;
  // A picture that is done still awaits its review, so its badge must differ from that of an accepted one.
  const mark = badge === undefined ? "" : `${badgeHtml(badge, badge === "done" ? "review" : undefined)} `;
  return `${mark}${nameHtml}${last}`;
}

const pageStyle = `:root{color-scheme:light dark}
body{margin:0;padding:16px;font:14px/1.5 system-ui,sans-serif;background:light-dark(#fff,#0d1117);color:light-dark(#1f2328,#e6edf3);display:flex;flex-direction:column}
header{order:-1}
h1{order:-2;font-size:20px;margin:0 0 4px;overflow-wrap:anywhere}
header p{margin:4px 0}
main{display:grid;gap:16px;align-items:start;margin-top:12px}
figure{margin:0;min-width:0;content-visibility:auto;contain-intrinsic-size:auto 240px}
img{display:block;max-width:100%;height:auto;border-radius:4px;background:light-dark(#f6f8fa,#161b22)}
figcaption{margin-top:4px;overflow-wrap:anywhere}
@media print{body{padding:0}figure{break-inside:avoid;content-visibility:visible}}`;

/** Renders a sheet as a page without scripts and external content, which its content security policy also forbids. */
export const sheetPageForms: SheetPage = {
  start(title, { size, columns }) {
    // Pictures shrink by at most a quarter to fit one more in a row, and are never enlarged.
    const least = Math.round(size * 0.75);
    const tracks =
      columns === undefined
        ? `repeat(auto-fill,minmax(min(${least}px,100%),1fr))`
        : `repeat(${columns},minmax(0,${size}px))`;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:; style-src &#39;unsafe-inline&#39;">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}
main{grid-template-columns:${tracks}}
figure{max-width:${size}px}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<main>
`;
  },
  picture(picture) {
    const caption = `<figcaption>${wordsHtml(picture)}</figcaption>`;
    return `<figure>${imageHtml(picture, ' decoding="async"')}${caption}</figure>\n`;
  },
  // A page that is written incrementally knows its headings at the end; CSS moves them to the top.
  end({ counts, keys }) {
    return `</main>\n<header><p>${counts.map(escapeHtml).join(" · ")}</p>${keysHtml(keys)}</header>\n</body>\n</html>\n`;
  },
};
