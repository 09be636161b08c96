/**
 * The CSS of HTML fragments; each fragment includes what it uses. Tables, fonts and margins are those of the page: the
 * style contains only rules that neither pages nor inline styles provide, which keeps saved notebooks small.
 */

/** The opacity of less important text, in any color. */
export const dimOpacity = 0.72;
/** The attribute of less important text. It is inline, so that most outputs need no style element. */
export const dim = `style="opacity:${dimOpacity}"`;

const mono = "font:12px/1.5 ui-monospace,monospace;background:none;color:inherit;";

/** Colors of a chart's series, mixed with the page's own text color, so that they are readable in light and dark themes. */
const chartColors = ["#1f7fe0", "#b7791f", "#1f9d4a", "#9a6ae0", "#7d858f", "#e5484d"].map(
  (color) => `color-mix(in srgb,currentColor 35%,${color})`,
);

/** Markup pattern → rules that it needs, nested in the rule of our root element. */
const rules: readonly (readonly [mark: RegExp, rules: string])[] = [
  // Wide tables scroll; every style includes this rule.
  [/(?:<th scope="col"[^>]*>[^<]*<\/th>){9}/, ""],
  // Values may be broken anywhere, labels not at all.
  [/<th scope="row"/, `tbody th{white-space:nowrap;opacity:${dimOpacity}}th~td{overflow-wrap:anywhere}`],
  [/align="right"|class="k"/, ":is(th,td)[align],.k{white-space:nowrap;font-variant-numeric:tabular-nums}"],
  [/<pre/, `pre{margin:4px 0;padding:0;${mono}white-space:pre-wrap;overflow-wrap:anywhere}`],
  [/<code/, `code{padding:0;${mono}overflow-wrap:anywhere}`],
  [/<progress/, "@container (width<500px){progress{display:none}}"],
  [
    /class="long/,
    `.long{display:flex;flex-direction:column;align-items:flex-start}
.long>details{order:1}
summary{cursor:pointer;opacity:${dimOpacity}}
details:not([open])+table .rest{display:none}`,
  ],
  [
    /<svg/,
    `svg{display:block;max-width:100%;height:auto;fill:currentColor}
svg .ground{fill:none}svg .dim{fill:currentColor}svg .axis{stroke:#8886}
${chartColors.map((color, index) => `svg .bar${index}{fill:${color}}svg .line${index}{stroke:${color}}`).join("")}`,
  ],
];

/** Returns rules that hide columns on narrow pages (`c8-750`: the eighth column below 750 pixels). */
function hidingRules(markup: string): string[] {
  const note = 'content:"columns are hidden at this width"';
  const names = new Set(markup.match(/(?<=<div class="[a-z\d -]*)\b(?:c\d+-|f)\d+\b/g));
  const atWidth = new Map<string, { readonly hidden: string[]; frame: string }>();
  for (const name of names) {
    const [kind = "", width = ""] = name.split(/(?<=-|^f)(?=\d+$)/);
    const rule = atWidth.get(width) ?? { hidden: [], frame: "" };
    if (kind === "f") rule.frame = `.${name}::after{${note}}`;
    else rule.hidden.push(`.${name} tr>:nth-child(${kind.slice(1, -1)})`);
    atWidth.set(width, rule);
  }
  return [...atWidth].map(
    ([width, { hidden, frame }]) =>
      `@container (width<=${width}px){${hidden.length === 0 ? "" : `${hidden.join(",")}{display:none}`}${frame}}`,
  );
}

/**
 * Returns the style of a fragment. Each fragment includes its own, since outputs may be shown separately. Classes have
 * the same meaning in all fragments, since the style of one output applies to the others on its page.
 */
export function htmlStyle(markup: string): string {
  const used = rules.filter(([mark]) => mark.test(markup)).map(([, text]) => text);
  used.push(...hidingRules(markup));
  if (used.length === 0) return "";
  const isNarrowing = used.some((text) => text.includes("@container"));
  const body = [`overflow-x:auto;${isNarrowing ? "container-type:inline-size;" : ""}`, ...used].join("\n");
  // Repeating the class makes it more specific than JupyterLab's rules for tables.
  return `<style>.slylab.slylab{${body}}</style>`;
}
