import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/render/html/html.js";
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
    expect(styleOf(meta)).toContain(".swatch{");
    expect(styleOf(jobs)).not.toContain(".swatch");
    expect(styleOf(jobs)).toContain("--s-bad:");
  });

  it("keeps a finished bar green where a later output of the page repeats the rule for bars", () => {
    expect(htmlStyle('<span class="bar full"></span>')).toContain(".bar.full>span{background:var(--s-good)}");
    expect(htmlStyle('<span class="bar"></span>')).toMatch(/\n\.bar>span\{[^}]*background:var\(--s-act\)/);
  });

  it("weighs little", () => {
    expect(htmlStyle('<p class="dim">a</p>').length).toBeLessThan(900);
    expect(styleOf(jobs).length).toBeLessThan(2800);
  });

  it("has a rule for each width below which a column leaves", () => {
    const style = htmlStyle('<div class="long c3-550 c12-1200 f1200"><table></table></div>');
    expect(style).toContain("@container (max-width:550px){.c3-550 tr>:nth-child(3){display:none}}");
    expect(style).toContain("@container (max-width:1200px){.c12-1200 tr>:nth-child(12){display:none}}");
    expect(style).toContain("@container (max-width:1200px){.f1200::after{");
    expect(htmlStyle("<p>c3-550 f1200</p>")).not.toContain("@container");
  });
});
