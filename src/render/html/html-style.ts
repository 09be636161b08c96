/** The CSS of HTML fragments; each fragment includes what it uses. */

/**
 * Text colors, mixed with the page's own text color, so that they are readable in light and dark themes. Elements with
 * their own background, and the alignment of cells, have inline styles, since untrusted notebooks and GitHub remove this
 * style.
 */
export const textColors = {
  good: "#1f9d4a",
  bad: "#e5484d",
  warn: "#b7791f",
  act: "#1f7fe0",
  rev: "#9a6ae0",
  idle: "#7d858f",
  dim: "#808080",
} as const;
type TextColor = keyof typeof textColors;

/** The share of the page's text color in each text color, in percent. */
export const pageColorShare = 35;

function textColor(name: TextColor): string {
  return `color-mix(in srgb,currentColor ${pageColorShare}%,${textColors[name]})`;
}

/** Markup pattern → elements with a text color. Badges use the same classes, with their own colors. */
const colored: readonly (readonly [name: TextColor, mark: RegExp, selector: string])[] = [
  ["dim", /<tr><th/, "tbody th"],
  ["dim", /class="dim"/, ".dim"],
  ["dim", /class="note"/, ".note"],
  ["dim", /<summary/, "summary"],
  ["good", /class="good"/, ".good"],
  ["bad", /class="bad"/, ".bad"],
  ["warn", /class="warning"/, ".warning"],
  ["act", /class="active"/, ".active"],
  ["rev", /class="review"/, ".review"],
  ["idle", /class="idle"/, ".idle"],
];

const ground = "font:13px/1.5 system-ui,sans-serif;overflow-x:auto;";
const mono = "font:12px/1.5 ui-monospace,monospace;background:none;color:inherit;";
// Semitransparent gray, for lines and backgrounds in both schemes.
const line = "#8886";
const soft = "#8881";

const chartColors = ["act", "warn", "good", "rev", "idle", "bad"] as const;

/** Markup pattern → rules that it needs, nested in the rule of our root element. */
const rules: readonly (readonly [mark: RegExp, rules: string])[] = [
  [
    /<table/,
    `table{border-collapse:collapse;margin:4px 0;font-size:13px;border:1px solid ${line}}
:is(th,td){padding:4px 12px;vertical-align:top;border:0;border-bottom:1px solid ${line};max-width:44em;white-space:normal}`,
  ],
  [/<thead/, `thead th{background:${soft};vertical-align:bottom}`],
  [/<tr><th/, "tbody th{white-space:nowrap}th~td{overflow-wrap:anywhere}"],
  [/align="right"|class="k"/, "[align],.k{white-space:nowrap;font-variant-numeric:tabular-nums}"],
  [/<caption/, "caption{caption-side:top;text-align:left;font-weight:600;padding:4px 0}"],
  [/<p/, "p{margin:2px 0;overflow-wrap:anywhere}"],
  [/<pre/, `pre{margin:4px 0;padding:0;${mono}white-space:pre-wrap;overflow-wrap:anywhere}`],
  [/<code/, `code{padding:0;${mono}overflow-wrap:anywhere}`],
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
summary{cursor:pointer}
details:not([open])+table .rest{display:none}`,
  ],
  [/class="error"/, ".error{border-left:3px solid #cf222e;padding:2px 0 2px 12px;margin:4px 0}"],
  [
    /<svg/,
    `svg{display:block;max-width:100%;height:auto;fill:currentColor}
svg .ground{fill:none}svg .dim{fill:${textColor("dim")}}svg .axis{stroke:${line}}
${chartColors.map((name, index) => `svg .bar${index}{fill:${textColor(name)}}svg .line${index}{stroke:${textColor(name)}}`).join("")}`,
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
      `@container (max-width:${width}px){${hidden.length === 0 ? "" : `${hidden.join(",")}{display:none}`}${frame}}`,
  );
}

/** One rule for each color of text. */
function colorRules(markup: string): string[] {
  return Object.keys(textColors).flatMap((name) => {
    const selectors = colored.filter(([color, mark]) => color === name && mark.test(markup));
    const [first] = selectors;
    return first === undefined ? [] : [`${selectors.map(([, , one]) => one).join(",")}{color:${textColor(first[0])}}`];
  });
}

/**
 * Returns the style of a fragment. Each fragment includes its own, since outputs may be shown separately. Classes have
 * the same meaning in all fragments, since the style of one output applies to the others on its page.
 */
export function htmlStyle(markup: string): string {
  const used = rules.filter(([mark]) => mark.test(markup)).map(([, text]) => text);
  used.push(...colorRules(markup), ...hidingRules(markup));
  const isNarrowing = used.some((text) => text.includes("@container"));
  const body = [`${ground}${isNarrowing ? "container-type:inline-size;" : ""}`, ...used].join("\n");
  // Repeating the class makes it more specific than JupyterLab's rules for tables.
  return `<style>.slylab.slylab{${body}}</style>`;
}
