import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { DisplayModel } from "../../../src/domain/display/display.js";
import { renderHtml } from "../../../src/render/html/html.js";
import { badgeHtml } from "../../../src/render/html/html-cells.js";
import { dimOpacity, rootLook } from "../../../src/render/html/html-style.js";
import { modelOf } from "../../../src/render/model/model.js";
import { jobs, meta, namesTable } from "../samples.js";

describe("HTML fragments", () => {
  it("have no style element, whose text some pages show", () => {
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_none, index) => [`name${index}`, "text"]));
    const chart = { kind: "chart", form: "bar", series: [{ name: "a", points: [{ x: "b", y: 1 }] }] } as const;
    const models: DisplayModel[] = [
      ...[jobs, jobs[0], meta, [wide]].map((value) => modelOf(value)),
      namesTable(Array.from({ length: 200 }, (_none, index) => `n${index}`)),
      { kind: "stack", parts: [chart, { kind: "text", text: "a", tone: "code" }] },
      { kind: "error", name: "Error", message: "no", source: { file: "cell 1", line: 1, column: 1, text: "a" } },
    ];
    for (const model of models) expect(renderHtml(model)).not.toContain("<style");
  });

  it("have none in the notebooks of the repository either", async () => {
    const folder = new URL("../../../notebooks/", import.meta.url);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".ipynb"));
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) {
      // SVG documents have one for dark pages; they are images, whose text no page shows.
      const text = (await readFile(new URL(name, folder), "utf8")).replaceAll(/"<svg.*<\/style>/g, "");
      expect(text, name).not.toContain("<style");
    }
  });

  it("style only themselves", () => {
    // Classes are names without rules, so no output changes another one.
    expect(renderHtml(modelOf(jobs))).not.toMatch(/<(?:link|script)|style="[^"]*(?:position|@|url\()/);
  });

  it("scroll wide tables, and give digits one width", () => {
    expect(rootLook("<p>a</p>")).toBe("");
    expect(rootLook("<table></table>")).toBe(' style="overflow-x:auto"');
    expect(renderHtml(modelOf(jobs))).toContain(
      '<div class="slylab" style="overflow-x:auto;font-variant-numeric:tabular-nums">',
    );
  });

  it("keep short values on one line", () => {
    expect(renderHtml(modelOf(jobs))).toContain('<td style="text-align:left;white-space:nowrap"><span title=');
    expect(renderHtml(modelOf(jobs[0]))).toContain('<th scope="row" style="text-align:left;white-space:nowrap">');
    expect(renderHtml(modelOf(meta))).toContain('<td style="text-align:left;white-space:nowrap"><span class="swatch"');
  });

  it("are small", () => {
    expect(renderHtml(modelOf(jobs)).length).toBeLessThan(4700);
    expect(renderHtml(modelOf(meta)).length).toBeLessThan(2100);
  });

  it("have inline styles for badges, captions, swatches and alignment; bars need none", () => {
    const bare = renderHtml(modelOf(jobs));
    expect(bare).toContain('<span class="badge bad" style="background:#c23;color:#fff;');
    expect(bare).toContain('<td align="right">37</td>');
    expect(bare).toContain('<td style="text-align:left">');
    expect(bare).toMatch(/<meter [^>]*value="6" max="6" style="width:6em"><\/meter>/);
    expect(bare).toMatch(/<progress [^>]*value="0" max="6" style="width:6em"><\/progress>/);
    expect(renderHtml(modelOf(meta))).toMatch(/class="swatch" style="background:#D0021B;display:inline-block;/);
    expect(renderHtml(modelOf(meta))).toContain('<caption style="text-align:left;font-weight:600">');
  });

  it("aligns every cell with content, also on pages that remove inline styles and center headers", () => {
    for (const value of [jobs, jobs[0], meta]) {
      const markup = renderHtml(modelOf(value));
      const cells = markup.match(/<t[dh](?: [^>]*)?>(?!<\/)/g) ?? [];
      expect(cells.length).toBeGreaterThan(10);
      expect(cells.filter((cell) => !/align="right"|style="text-align:left[;"]/.test(cell))).toEqual([]);
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
    // Only the error's name has a color, on its own ground.
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
