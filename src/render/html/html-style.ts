/** The looks of our fragments in a page: of each fragment, what it uses. */

/**
 * A colour comes from JupyterLab's variables, then VS Code's, then our own. Of our own two the scheme chooses: that of
 * the theme where the page says it, since JupyterLab's does not follow the system's, and else the system's.
 */
const colours: Readonly<Record<string, string>> = {
  fg: "var(--jp-content-font-color1,var(--vscode-editor-foreground,light-dark(#1f2328,#e6edf3)))",
  dim: "var(--jp-content-font-color2,var(--vscode-descriptionForeground,light-dark(#59636e,#9198a1)))",
  line: "var(--jp-border-color2,var(--vscode-panel-border,light-dark(#d1d9e0,#3d444d)))",
  soft: "var(--jp-layout-color2,var(--vscode-editorWidget-background,light-dark(#f6f8fa,#21262d)))",
  good: "light-dark(#1a7f37,#3fb950)",
  bad: "light-dark(#cf222e,#f85149)",
  warn: "light-dark(#9a6700,#d29922)",
  act: "light-dark(#0969da,#58a6ff)",
  rev: "light-dark(#8250df,#bc8cff)",
  idle: "light-dark(#57606a,#9198a1)",
};

const schemes = `.slylab{color-scheme:light dark}
[data-jp-theme-light="true"] .slylab,.vscode-light .slylab{color-scheme:light}
[data-jp-theme-light="false"] .slylab,.vscode-dark .slylab{color-scheme:dark}`;

const ground = "color:var(--s-fg);font:13px/1.5 var(--jp-content-font-family,system-ui,sans-serif);overflow-x:auto;";
const mono = "font:12px/1.5 var(--jp-code-font-family,ui-monospace,monospace);background:none;color:inherit;";

/** What is in the markup → the rules for it. They stand inside of that of our own element. */
const rules: readonly (readonly [mark: string, rules: string])[] = [
  [
    "<table",
    `table{border-collapse:collapse;margin:4px 0;font-size:13px;table-layout:auto;border:1px solid var(--s-line);color:inherit}
:is(th,td){padding:4px 12px;text-align:left;vertical-align:top;border:0;border-bottom:1px solid var(--s-line);background:none;max-width:44em;white-space:normal;color:inherit}
tbody tr:nth-child(n){background:none}
tbody tr:hover{background:var(--s-soft)}
@container (max-width:900px){:is(th,td){padding:4px 8px}}`,
  ],
  ["<thead", "thead th{background:var(--s-soft);font-weight:600;vertical-align:bottom}"],
  ["<tr><th", "tbody th{font-weight:600;color:var(--s-dim);white-space:nowrap}th~td{overflow-wrap:anywhere}"],
  ['class="n"', ".n{text-align:right}td.n{white-space:nowrap;font-variant-numeric:tabular-nums}"],
  ['class="k"', "td.k,span.k{white-space:nowrap;font-variant-numeric:tabular-nums}"],
  ["<caption", "caption{caption-side:top;text-align:left;font-weight:600;padding:4px 0;color:inherit}"],
  ['class="dim"', ".dim{color:var(--s-dim)}"],
  ['class="note"', ".note{color:var(--s-dim)}"],
  ["<p", "p{margin:2px 0;overflow-wrap:anywhere}"],
  ["<pre", `pre{margin:4px 0;padding:0;${mono}white-space:pre-wrap;overflow-wrap:anywhere}`],
  ["<code", `code{padding:0;${mono}overflow-wrap:anywhere}`],
  [
    'class="badge',
    ".badge{display:inline-block;padding:0 8px;border-radius:10px;border:1px solid;font-size:12px;line-height:17px;white-space:nowrap;font-weight:500}",
  ],
  ['good"', ".good{color:var(--s-good)}"],
  ['bad"', ".bad{color:var(--s-bad)}"],
  ['warning"', ".warning{color:var(--s-warn)}"],
  ['active"', ".active{color:var(--s-act)}"],
  ['review"', ".review{color:var(--s-rev)}"],
  ['idle"', ".idle{color:var(--s-idle)}"],
  [
    'class="bar',
    `.bar{display:inline-block;width:88px;height:8px;border-radius:4px;background:var(--s-line);overflow:hidden;vertical-align:middle;margin-right:8px}
.bar>span{display:block;height:100%;background:var(--s-act)}
.k+.dim{display:inline-block}
@container (max-width:900px){.bar{width:44px}}
@container (max-width:500px){.bar{display:none}}`,
  ],
  // Heavier than the rule of other bars, which the style of a later output repeats.
  ['class="bar full"', ".bar.full>span{background:var(--s-good)}"],
  [
    'class="swatch"',
    ".swatch{display:inline-block;width:14px;height:14px;border-radius:3px;border:1px solid var(--s-line);vertical-align:-2px;margin-right:8px}",
  ],
  ['class="thumb"', ".thumb{display:block;height:64px;max-width:128px;object-fit:contain;border-radius:3px;margin:0}"],
  [
    'class="long',
    `.long{display:flex;flex-direction:column;align-items:flex-start}
.long>details{order:1}
summary{cursor:pointer;color:var(--s-dim)}
details:not([open])+table .rest{display:none}`,
  ],
  [
    'class="error"',
    ".error{border-left:3px solid var(--s-bad);padding:2px 0 2px 12px;margin:4px 0}.error pre{color:var(--s-fg)}",
  ],
  [
    "<svg",
    `svg{display:block;max-width:100%;height:auto;fill:var(--s-fg)}
svg .ground{fill:none}svg .dim{fill:var(--s-dim)}svg .axis{stroke:var(--s-line)}
${["act", "warn", "good", "rev", "idle", "bad"].map((name, index) => `svg .bar${index}{fill:var(--s-${name})}svg .line${index}{stroke:var(--s-${name})}`).join("")}`,
  ],
];

/** Where a page is narrow columns leave (`c8-750`: the eighth, below 750 pixels), and the frame of the table says so. */
function leavingRules(markup: string): string[] {
  const note = 'content:"columns are hidden at this width";color:var(--s-dim)';
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
  const used = [...rules.filter(([mark]) => markup.includes(mark)).map(([, text]) => text), ...leavingRules(markup)];
  const isNarrowing = used.some((text) => text.includes("@container"));
  const body = [`${ground}${isNarrowing ? "container-type:inline-size;" : ""}`, ...used].join("\n");
  const palette = Object.entries(colours)
    .filter(([name]) => body.includes(`--s-${name})`))
    .map(([name, colour]) => `--s-${name}:${colour};`);
  // Said twice, the class outweighs JupyterLab's own rules for tables in an output.
  return `<style>${schemes}\n.slylab.slylab{${palette.join("")}${body}}</style>`;
}
