import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/render/html/html.js";
import { badgeHtml } from "../../../src/render/html/html-cells.js";
import { htmlStyle, pageColorShare, textColors } from "../../../src/render/html/html-style.js";
import { modelOf } from "../../../src/render/model/model.js";
import { jobs, meta } from "../samples.js";

const styleOf = (value: unknown) => /<style>(.*?)<\/style>/s.exec(renderHtml(modelOf(value)))?.[1] ?? "";

describe("htmlStyle", () => {
  it("styles nothing but what is inside of our element", () => {
    const style = styleOf(jobs);
    // Everything is nested in one rule for our element.
    expect(style.startsWith(".slylab.slylab{")).toBe(true);
    let depth = 0;
    for (const [index, letter] of [...style].entries()) {
      if (letter === "{") depth += 1;
      if (letter === "}") depth -= 1;
      expect(depth, style.slice(0, index)).toBeGreaterThan(index < 14 || index === style.length - 1 ? -1 : 0);
    }
    expect(depth).toBe(0);
  });

  it("has only what the fragment uses", () => {
    expect(htmlStyle("<p>a</p>")).not.toMatch(/table|badge|svg|color-mix/);
    expect(styleOf(jobs)).toContain(".bar{");
    expect(styleOf(meta)).not.toContain(".bar{");
    expect(htmlStyle('<b class="bad">a</b>')).toContain(".bad{color:");
    expect(styleOf(jobs)).not.toContain(".bad{color:");
  });

  it("keeps a finished bar green where a later output of the page repeats the rule for bars", () => {
    expect(htmlStyle('<span class="bar full"></span>')).toContain(".bar.full>span{background:#1a7f37}");
    expect(htmlStyle('<span class="bar"></span>')).toMatch(/\n\.bar>span\{[^}]*background:#0969da/);
  });

  it("weighs little", () => {
    expect(htmlStyle('<p class="dim">a</p>').length).toBeLessThan(220);
    expect(styleOf(jobs).length).toBeLessThan(1300);
  });

  it("has a rule for each width below which a column leaves", () => {
    const style = htmlStyle('<div class="long c3-550 c12-1200 f1200"><table></table></div>');
    expect(style).toContain("@container (max-width:550px){.c3-550 tr>:nth-child(3){display:none}}");
    expect(style).toContain(
      '@container (max-width:1200px){.c12-1200 tr>:nth-child(12){display:none}.f1200::after{content:"columns are hidden',
    );
    expect(htmlStyle("<p>c3-550 f1200</p>")).not.toContain("@container");
  });

  it("does not hold what a page must show without it: badges, swatches and how cells are aligned", () => {
    const bare = renderHtml(modelOf(jobs)).replace(/<style>.*?<\/style>/s, "");
    expect(bare).toContain('<span class="badge bad" style="background:#cf222e;color:#fff;');
    expect(bare).toContain('<td align="right">37</td>');
    expect(bare).toContain('<td style="text-align:left">');
    expect(renderHtml(modelOf(meta))).toMatch(/class="swatch" style="background:#D0021B;display:inline-block;/);
  });

  it("has colors that stand out on the grounds of light themes and dark ones, errors included", () => {
    for (const [theme, { ground, text }] of Object.entries(themes)) {
      for (const [name, color] of Object.entries(textColors)) {
        expect(contrast(mixed(text, color, pageColorShare), ground), `${name} in ${theme}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(htmlStyle('<b class="good">a</b>')).toContain(
      `.good{color:color-mix(in srgb,currentColor ${pageColorShare}%,${textColors.good})}`,
    );
  });

  it("shows hints and messages of errors in the page's own color; the error's name alone has another", () => {
    const html = renderHtml({ kind: "error", name: "Error", message: "no", hint: "do this" });
    expect(html).toContain("<b>hint:</b> do this");
    expect(html.match(/[{;"]color:/g)).toEqual(["{color:"]);
    expect(html).toContain(".bad{color:");
  });

  it("has badges whose words stand out on their own ground, on light pages and dark ones", () => {
    const statuses = ["pending", "in_progress", "on_review", "completed", "stopped", "change"];
    const styles = statuses.map((status) => /background:(#[\da-f]{6});color:#fff;/.exec(badgeHtml(status))?.[1] ?? "");
    expect(new Set(styles).size).toBe(6);
    for (const hex of styles) expect(contrast("#ffffff", hex), hex).toBeGreaterThanOrEqual(4.5);
  });
});

/** The grounds and the text of the pages that show notebooks; an error's ground in JupyterLab is red over the page's. */
const themes: Readonly<Record<string, { readonly ground: string; readonly text: string }>> = {
  "JupyterLab light": { ground: "#ffffff", text: "#212121" },
  "JupyterLab dark": { ground: "#111111", text: "#ffffff" },
  "an error in JupyterLab light": { ground: "#ffdddd", text: "#212121" },
  "an error in JupyterLab dark": { ground: mixed("#f44336", "#111111", 28), text: "#ffffff" },
  "VS Code light": { ground: "#ffffff", text: "#3b3b3b" },
  "VS Code dark": { ground: "#1f1f1f", text: "#cccccc" },
  "GitHub light": { ground: "#ffffff", text: "#1f2328" },
  "GitHub dark": { ground: "#0d1117", text: "#e6edf3" },
};

/** `share` percent of one color and the rest of the other, as `color-mix(in srgb, …)` mixes them. */
function mixed(one: string, other: string, share: number): string {
  const part = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  const mix = (at: number) => Math.round((part(one, at) * share + part(other, at) * (100 - share)) / 100);
  return `#${[1, 3, 5].map((at) => mix(at).toString(16).padStart(2, "0")).join("")}`;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
