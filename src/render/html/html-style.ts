/** The CSS of HTML fragments; each fragment includes what it uses. */

/**
 * Text colors for light and dark schemes. The page's theme decides, since JupyterLab's does not follow the system's;
 * otherwise the system's scheme. Elements with their own background, and the alignment of cells, have inline styles,
 * since untrusted notebooks and GitHub remove this style.
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
// Semitransparent gray, for lines and backgrounds in both schemes.
const line = "#8886";
const soft = "#8881";

/** Markup pattern → rules that it needs, nested in the rule of our root element. */
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
  // Badges use the same classes, with their own colors.
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
  // More specific than the rule of other bars, which a later output's style repeats.
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

/** Returns rules that hide columns on narrow pages (`c8-750`: the eighth column below 750 pixels). */
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
 * Returns the style of a fragment. Each fragment includes its own, since outputs may be shown separately. Classes have
 * the same meaning in all fragments, since the style of one output applies to the others on its page.
 */
export function htmlStyle(markup: string): string {
  const used = [...rules.filter(([mark]) => mark.test(markup)).map(([, text]) => text), ...leavingRules(markup)];
  const isNarrowing = used.some((text) => text.includes("@container"));
  const body = [`${ground}${isNarrowing ? "container-type:inline-size;" : ""}`, ...used].join("\n");
  const palette = Object.entries(colors)
    .filter(([name]) => body.includes(`--s-${name})`))
    .map(([name, color]) => `--s-${name}:${color};`);
  // Repeating the class makes it more specific than JupyterLab's rules for tables.
  return `<style>${palette.length === 0 ? "" : `${schemes}\n`}.slylab.slylab{${palette.join("")}${body}}</style>`;
}
