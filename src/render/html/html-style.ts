/** The looks of our fragments in a page: of each fragment, what it uses. */

/**
 * Colors of text, of which the scheme chooses one: that of the theme where the page says it, since JupyterLab's does not
 * follow the system's, and else the system's. What has a ground of its own (badges, swatches) and how cells are aligned
 * stands in the elements, since untrusted notebooks and GitHub drop this style; everything else is the page's own.
 */
const colors: Readonly<Record<string, string>> = {
  good: "light-dark(#1a7f37,#3fb950)",
  bad: "light-dark(#cf222e,#f85149)",
  warn: "light-dark(#9a6700,#d29922)",
  act: "light-dark(#0969da,#58a6ff)",
  rev: "light-dark(#8250df,#bc8cff)",
  idle: "light-dark(#57606a,#9198a1)",
  dim: "light-dark(#59636e,#9198a1)",
};

const schemes = `.slylab{color-scheme:light dark}
[data-jp-theme-light=true] .slylab,.vscode-light .slylab{color-scheme:light}
[data-jp-theme-light=false] .slylab,.vscode-dark .slylab{color-scheme:dark}`;

const ground = "font:13px/1.5 system-ui,sans-serif;overflow-x:auto;";
const mono = "font:12px/1.5 ui-monospace,monospace;background:none;color:inherit;";
// Gray that is half seen: a line or a soft ground on light and on dark.
const line = "#8886";
const soft = "#8881";

/** What is in the markup → the rules for it. They stand inside of that of our own element. */
const rules: readonly (readonly [mark: RegExp, rules: string])[] = [
  [
    /<table/,
    `table{border-collapse:collapse;margin:4px 0;font-size:13px;border:1px solid ${line}}
:is(th,td){padding:4px 12px;vertical-align:top;border:0;border-bottom:1px solid ${line};max-width:44em;white-space:normal}`,
  ],
  [/<thead/, `thead th{background:${soft};vertical-align:bottom}`],
  [/<tr><th/, "tbody th{color:var(--s-dim);white-space:nowrap}th~td{overflow-wrap:anywhere}"],
  [/align="right"|class="k"/, "[align],.k{white-space:nowrap;font-variant-numeric:tabular-nums}"],
  [/<caption/, "caption{caption-side:top;text-align:left;font-weight:600;padding:4px 0}"],
  [/class="dim"/, ".dim{color:var(--s-dim)}"],
  [/class="note"/, ".note{color:var(--s-dim)}"],
  [/<p/, "p{margin:2px 0;overflow-wrap:anywhere}"],
  [/<pre/, `pre{margin:4px 0;padding:0;${mono}white-space:pre-wrap;overflow-wrap:anywhere}`],
  [/<code/, `code{padding:0;${mono}overflow-wrap:anywhere}`],
  // Badges have the same classes, and their own colors.
  [/class="good"/, ".good{color:var(--s-good)}"],
  [/class="bad"/, ".bad{color:var(--s-bad)}"],
  [/class="warning"/, ".warning{color:var(--s-warn)}"],
  [/class="active"/, ".active{color:var(--s-act)}"],
  [/class="review"/, ".review{color:var(--s-rev)}"],
  [/class="idle"/, ".idle{color:var(--s-idle)}"],
  [
    /class="bar/,
    `.bar{display:inline-block;width:88px;height:8px;border-radius:4px;background:${line};overflow:hidden;margin-right:8px}
.bar>span{display:block;height:100%;background:#0969da}
.k+.dim{display:inline-block}
@container (max-width:900px){.bar{width:44px}}
@container (max-width:500px){.bar{display:none}}`,
  ],
  // Heavier than the rule of other bars, which the style of a later output repeats.
  [/class="bar full"/, ".bar.full>span{background:#1a7f37}"],
  [/class="thumb"/, ".thumb{display:block;height:64px;max-width:128px;object-fit:contain;border-radius:3px;margin:0}"],
  [
    /class="long/,
    `.long{display:flex;flex-direction:column;align-items:flex-start}
.long>details{order:1}
summary{cursor:pointer;color:var(--s-dim)}
details:not([open])+table .rest{display:none}`,
  ],
  [/class="error"/, ".error{border-left:3px solid #cf222e;padding:2px 0 2px 12px;margin:4px 0}"],
  [
    /<svg/,
    `svg{display:block;max-width:100%;height:auto;fill:currentColor}
svg .ground{fill:none}svg .dim{fill:var(--s-dim)}svg .axis{stroke:${line}}
${["act", "warn", "good", "rev", "idle", "bad"].map((name, index) => `svg .bar${index}{fill:var(--s-${name})}svg .line${index}{stroke:var(--s-${name})}`).join("")}`,
  ],
];

/** Where a page is narrow columns leave (`c8-750`: the eighth, below 750 pixels), and the frame of the table says so. */
function leavingRules(markup: string): string[] {
  const note = 'content:"columns are hidden at this width"';
  const names = new Set(markup.match(/(?<=<div class="[a-z\d -]*)\b(?:c\d+-|f)\d+\b/g));
  return [...names].map((name) => {
    const [kind = "", width] = name.split(/(?<=-|^f)(?=\d+$)/);
    const rule =
      kind === "f" ? `.${name}::after{${note}}` : `.${name} tr>:nth-child(${kind.slice(1, -1)}){display:none}`;
    return `@container (max-width:${width}px){${rule}}`;
  });
}

/**
 * The style of a fragment with this markup; each fragment carries its own, since an output may be shown without the
 * others. A class means the same in all of them, since the style of one output reaches the others of its page.
 */
export function htmlStyle(markup: string): string {
  const used = [...rules.filter(([mark]) => mark.test(markup)).map(([, text]) => text), ...leavingRules(markup)];
  const isNarrowing = used.some((text) => text.includes("@container"));
  const body = [`${ground}${isNarrowing ? "container-type:inline-size;" : ""}`, ...used].join("\n");
  const palette = Object.entries(colors)
    .filter(([name]) => body.includes(`--s-${name})`))
    .map(([name, color]) => `--s-${name}:${color};`);
  // Said twice, the class outweighs JupyterLab's own rules for tables in an output.
  return `<style>${palette.length === 0 ? "" : `${schemes}\n`}.slylab.slylab{${palette.join("")}${body}}</style>`;
}
