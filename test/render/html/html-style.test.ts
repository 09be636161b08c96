import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/render/html/html.js";
import { badgeHtml } from "../../../src/render/html/html-cells.js";
import { htmlStyle } from "../../../src/render/html/html-style.js";
import { modelOf } from "../../../src/render/model/model.js";
import { jobs, meta } from "../samples.js";

const styleOf = (value: unknown) => /<style>(.*?)<\/style>/s.exec(renderHtml(modelOf(value)))?.[1] ?? "";

describe("htmlStyle", () => {
  it("styles nothing but what is inside of our element", () => {
    const style = styleOf(jobs);
    const start = style.indexOf(".slylab.slylab{");
    // What stands before says which scheme our element has; all else is nested in one rule for it.
    for (const selector of style.slice(0, start).match(/[^{}]+(?=\{)/g) ?? []) {
      for (const one of selector.split(",")) expect(one).toMatch(/\.slylab$/);
    }
    let depth = 0;
    for (const [index, letter] of [...style.slice(start)].entries()) {
      if (letter === "{") depth += 1;
      if (letter === "}") depth -= 1;
      expect(depth, style.slice(start, start + index)).toBeGreaterThan(
        index < 15 ? -1 : index === style.length - start - 1 ? -1 : 0,
      );
    }
    expect(depth).toBe(0);
  });

  it("has only what the fragment uses", () => {
    expect(htmlStyle("<p>a</p>")).not.toMatch(/table|badge|svg|--s-bad/);
    expect(styleOf(jobs)).toContain(".bar{");
    expect(styleOf(meta)).not.toContain(".bar{");
    expect(htmlStyle('<b class="bad">a</b>')).toContain("--s-bad:");
    expect(styleOf(jobs)).not.toContain("--s-bad:");
  });

  it("keeps a finished bar green where a later output of the page repeats the rule for bars", () => {
    expect(htmlStyle('<span class="bar full"></span>')).toContain(".bar.full>span{background:#1a7f37}");
    expect(htmlStyle('<span class="bar"></span>')).toMatch(/\n\.bar>span\{[^}]*background:#0969da/);
  });

  it("weighs little", () => {
    expect(htmlStyle('<p class="dim">a</p>').length).toBeLessThan(450);
    expect(styleOf(jobs).length).toBeLessThan(1500);
  });

  it("has a rule for each width below which a column leaves", () => {
    const style = htmlStyle('<div class="long c3-550 c12-1200 f1200"><table></table></div>');
    expect(style).toContain("@container (max-width:550px){.c3-550 tr>:nth-child(3){display:none}}");
    expect(style).toContain("@container (max-width:1200px){.c12-1200 tr>:nth-child(12){display:none}}");
    expect(style).toContain("@container (max-width:1200px){.f1200::after{");
    expect(htmlStyle("<p>c3-550 f1200</p>")).not.toContain("@container");
  });

  it("does not hold what a page must show without it: badges, swatches and how cells are aligned", () => {
    const bare = renderHtml(modelOf(jobs)).replace(/<style>.*?<\/style>/s, "");
    expect(bare).toContain('<span class="badge bad" style="background:#cf222e;color:#fff;');
    expect(bare).toContain('<td align="right">37</td>');
    expect(bare).toContain('<td style="text-align:left">');
    expect(renderHtml(modelOf(meta))).toMatch(/class="swatch" style="background:#D0021B;display:inline-block;/);
  });

  it("has badges whose words stand out on their own ground, on light pages and dark ones", () => {
    const statuses = ["pending", "in_progress", "on_review", "completed", "stopped", "change"];
    const styles = statuses.map((status) => /background:(#[\da-f]{6});color:#fff;/.exec(badgeHtml(status))?.[1] ?? "");
    expect(new Set(styles).size).toBe(6);
    for (const hex of styles) expect(1.05 / (luminance(hex) + 0.05), hex).toBeGreaterThanOrEqual(4.5);
  });
});

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
