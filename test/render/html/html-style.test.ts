import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/render/html/html.js";
import { badgeHtml } from "../../../src/render/html/html-cells.js";
import { dimOpacity, htmlStyle } from "../../../src/render/html/html-style.js";
import { modelOf } from "../../../src/render/model/model.js";
import { jobs, meta } from "../samples.js";

const styleOf = (value: unknown) => /<style>(.*?)<\/style>/s.exec(renderHtml(modelOf(value)))?.[1] ?? "";

describe("htmlStyle", () => {
  it("styles only elements inside slylab's own", () => {
    const style = styleOf(jobs);
    // All rules are nested in one rule for our element.
    expect(style.startsWith(".slylab.slylab{")).toBe(true);
    let depth = 0;
    for (const [index, letter] of [...style].entries()) {
      if (letter === "{") depth += 1;
      if (letter === "}") depth -= 1;
      expect(depth, style.slice(0, index)).toBeGreaterThan(index < 14 || index === style.length - 1 ? -1 : 0);
    }
    expect(depth).toBe(0);
  });

  it("has only the rules that the fragment uses", () => {
    expect(htmlStyle("<div>a</div>")).toBe("");
    expect(renderHtml({ kind: "text", text: "a", tone: "dim" })).not.toContain("<style>");
    expect(renderHtml({ kind: "progress", label: "a", done: 1, state: "done", note: "b" })).not.toContain("<style>");
    expect(styleOf(jobs)).toContain("progress{");
    expect(styleOf(meta)).not.toContain("progress{");
    expect(styleOf(jobs)).not.toContain("tbody th");
    expect(styleOf(jobs[0])).toContain("tbody th{");
  });

  it("lets wide tables scroll, also those of text alone", () => {
    const row = Object.fromEntries(Array.from({ length: 30 }, (_none, index) => [`name${index}`, "text"]));
    expect(styleOf([row])).toContain("overflow-x:auto");
    expect(styleOf([{ a: "b" }])).toBe("");
  });

  it("is small", () => {
    expect(styleOf(meta).length).toBeLessThan(120);
    expect(styleOf(jobs).length).toBeLessThan(450);
  });

  it("has a rule for each width at which a column is hidden", () => {
    const style = htmlStyle('<div class="long c3-550 c12-1200 f1200"><table></table></div>');
    expect(style).toContain("@container (width<=550px){.c3-550 tr>:nth-child(3){display:none}}");
    expect(style).toContain(
      '@container (width<=1200px){.c12-1200 tr>:nth-child(12){display:none}.f1200::after{content:"columns are hidden',
    );
    expect(htmlStyle("<p>c3-550 f1200</p>")).not.toContain("@container");
  });

  it("does not contain what must work without it: badges, bars, captions, swatches and alignment", () => {
    const bare = renderHtml(modelOf(jobs)).replace(/<style>.*?<\/style>/s, "");
    expect(bare).toContain('<span class="badge bad" style="background:#c23;color:#fff;');
    expect(bare).toContain('<td align="right">37</td>');
    expect(bare).toContain('<td style="text-align:left">');
    expect(bare).toMatch(/<progress [^>]*value="6" max="6" style="width:6em;accent-color:#183">/);
    expect(renderHtml(modelOf(meta))).toMatch(/class="swatch" style="background:#D0021B;display:inline-block;/);
    expect(renderHtml(modelOf(meta))).toContain('<caption style="text-align:left;font-weight:600">');
  });

  it("aligns every cell with content, also on pages that remove inline styles and center headers", () => {
    for (const value of [jobs, jobs[0], meta]) {
      const markup = renderHtml(modelOf(value));
      const cells = markup.match(/<t[dh](?: [^>]*)?>(?!<\/)/g) ?? [];
      expect(cells.length).toBeGreaterThan(10);
      expect(cells.filter((cell) => !/align="right"|style="text-align:left"/.test(cell))).toEqual([]);
      expect(markup).toMatch(/<t(?:head|body) align="left">/);
    }
  });

  it("keeps dimmed text readable on light and dark backgrounds, also in errors", () => {
    expect(renderHtml({ kind: "text", text: "a", tone: "dim" })).toContain(
      `<div style="opacity:${dimOpacity}">a</div>`,
    );
    for (const [theme, { ground, text }] of Object.entries(themes)) {
      expect(contrast(mixed(text, ground, dimOpacity * 100), ground), theme).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("shows hints and messages of errors in the page's own color", () => {
    const html = renderHtml({ kind: "error", name: "Error", message: "no", hint: "do this" });
    expect(html).toContain("<b>hint:</b> do this");
    // Only the error's name is colored, on its own background.
    expect(html.match(/[{;"]color:[^;}"]*/g)).toEqual([";color:#fff"]);
    expect(html).toContain("background:#c23;color:#fff");
  });

  it("has badges and marks that are readable on light and dark pages", () => {
    const statuses = ["pending", "in_progress", "on_review", "completed", "stopped", "change"];
    const grounds = statuses.map((status) => /background:(#[\da-f]{3});color:#fff;/.exec(badgeHtml(status))?.[1] ?? "");
    expect(new Set(grounds).size).toBe(6);
    for (const short of grounds) {
      const hex = short.replace(/[\da-f]/g, "$&$&");
      expect(contrast("#ffffff", hex), hex).toBeGreaterThanOrEqual(4.5);
    }
    const states = ["done", "failed", "running"] as const;
    const marks = states.map((state) => renderHtml({ kind: "progress", label: "a", done: 1, state }));
    for (const mark of marks)
      expect(mark).toMatch(/<b style="background:#[\da-f]{3};color:#fff;padding:0 3px">[✓✗◌]<\/b> a/);
  });

  it("colors lines of text by the preceding line", () => {
    expect(renderHtml({ kind: "text", text: "a", tone: "warning" })).toBe(
      '<div class="slylab"><div style="border-left:3px solid #960;padding-left:12px">a</div></div>',
    );
  });
});

/**
 * Background and text colors of pages that show notebooks; an error's background in JupyterLab is red over the page's.
 */
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
