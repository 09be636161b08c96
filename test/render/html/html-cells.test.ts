import { describe, expect, it } from "vitest";
import {
  badgeHtml,
  cellHtml,
  columnLook,
  dataCell,
  imageHtml,
  progressHtml,
} from "../../../src/render/html/html-cells.js";
import { hostile } from "../samples.js";

describe("cellHtml", () => {
  it("escapes text of every cell kind", () => {
    const text = `"><img src=x onerror=alert(1)>`;
    for (const kind of ["text", "id", "status", "time", "color", "code", "count", "image"] as const) {
      const markup = cellHtml(text, kind);
      expect(markup).not.toContain("<img");
      expect(markup).not.toMatch(/="[^"]*"[^ >]/);
    }
    expect(cellHtml([text], "text")).not.toContain("<img");
  });

  it.each(Object.entries(hostile))("shows a %s as its code point", (_what, text) => {
    expect(cellHtml(text, "text")).not.toMatch(/[\0-\x1f\x7f-\x9f\u200b\u202a-\u202e]/);
  });

  it("dims missing values, and shows the full time in a tooltip", () => {
    expect(cellHtml(null, "text")).toBe('<span style="opacity:0.72">-</span>');
    expect(cellHtml(new Date("2026-11-24T16:40:30.588Z"), "time")).toBe(
      '<span title="2026-11-24T16:40:30.588Z">2026-11-24 16:40</span>',
    );
  });

  it("draws a swatch for a color only", () => {
    expect(cellHtml("#D0021B", "color")).toContain('style="background:#D0021B;display:inline-block;');
    expect(cellHtml("#D0021B;background:url(x)", "color")).not.toContain("style");
  });
});

it("draws a badge for a status, known or unknown", () => {
  expect(badgeHtml("completed")).toBe(
    '<span class="badge good" style="background:#183;color:#fff;padding:0 8px;border-radius:9px">completed</span>',
  );
  expect(badgeHtml("<b>")).toMatch(/^<span class="badge idle" style="[^"<]*">&lt;b&gt;<\/span>$/);
});

it("keeps the count next to a bar", () => {
  expect(progressHtml({ done: 3, total: 6, note: "<1 rejected>" })).toBe(
    '<span style="white-space:nowrap"><progress role="progressbar" aria-label="3 of 6" value="3" max="6" style="width:6em"></progress> 3/6</span> <span style="opacity:0.72">&lt;1&nbsp;rejected&gt;</span>',
  );
  expect(progressHtml({ done: 1, total: 0 })).toContain('value="0" max="1"');
  expect(progressHtml({ done: 9, total: 6 })).toContain('value="6" max="6"');
});

it("colors the bar of finished work green, independent of other outputs on the page", () => {
  // Browsers draw a full `meter` green and `progress` blue, also where JupyterLab removes `accent-color`.
  const full = '<meter role="progressbar" aria-label="6 of 6" value="6" max="6" style="width:6em"></meter> 6/6';
  expect(progressHtml({ done: 6, total: 6 })).toContain(full);
  expect(progressHtml({ done: 5, total: 6 })).toContain("<progress");
  expect(progressHtml({ done: 0, total: 0 })).toContain("<progress");
});

it("shows images from web and data URLs, and others as their name", () => {
  expect(imageHtml({ src: 'https://a/b.png?x=1&y="2', alt: "b" })).toBe(
    '<img class="thumb" src="https://a/b.png?x=1&amp;y=&quot;2" alt="b" style="display:block;height:64px;max-width:128px;object-fit:contain;margin:0">',
  );
  expect(imageHtml({ src: "data:image/png;base64,AAAA", alt: "b" })).toContain("<img");
  for (const src of [
    "javascript:alert(1)",
    "data:text/html;base64,AAAA",
    "data:image/svg+xml;base64,AAAA",
    "file:///etc/passwd",
  ]) {
    expect(imageHtml({ src, alt: "<b>" })).toBe("&lt;b&gt;");
  }
});

it("breaks long names at separators and hashes anywhere, but not short words", () => {
  expect(cellHtml("labeler2_kiwi_task_with_complex_settings", "text")).toBe(
    "labeler2_<wbr>kiwi_<wbr>task_<wbr>with_<wbr>complex_<wbr>settings",
  );
  expect(cellHtml("labeler1_lemons_task and more", "text")).toBe("labeler1_lemons_task and more");
  expect(cellHtml("f".repeat(40), "text")).toBe(`${"f".repeat(16)}<wbr>${"f".repeat(16)}<wbr>ffffffff`);
  expect(cellHtml(`${"<b>_".repeat(6)}`, "text")).toBe(Array(6).fill("&lt;b&gt;_").join("<wbr>"));
  expect(cellHtml("ラベル付け".repeat(9), "text")).not.toContain("<wbr>");
});

it("aligns numbers to the right", () => {
  expect(columnLook("count", [1]).cell).toBe(' align="right"');
  expect(columnLook("id", ["a"]).cell).toBe(' style="text-align:left"');
  expect(columnLook("text", ["a"]).cell).toBe(' style="text-align:left"');
});

it("keeps short values on one line", () => {
  expect(columnLook("duration", [61_000]).cell).toBe(' align="right" style="white-space:nowrap"');
  expect(columnLook("time", [new Date(0)]).cell).toBe(' style="text-align:left;white-space:nowrap"');
  expect(columnLook("color", ["#D0021B"]).cell).toBe(' style="text-align:left;white-space:nowrap"');
  expect(columnLook("text", ["a b"]).cell).toBe(' style="text-align:left"');
});

it("keeps columns of text wide enough for words on narrow pages, which scroll", () => {
  expect(columnLook("text", ["a b"]).head).toBe(' style="text-align:left;min-width:2em"');
  expect(columnLook("text", ["labeler2_kiwi_task_with_complex_settings"]).head).toContain(";min-width:10em");
  for (const kind of ["text", "status", "id"] as const)
    expect(columnLook(kind, ["word"]).head).not.toContain("min-width");
  expect(columnLook("count", [1_000]).head).toBe(' align="right"');
});

it("adds no attributes to empty cells", () => {
  expect(dataCell("", ' align="right"')).toBe("<td></td>");
  expect(dataCell("7", ' align="right"')).toBe('<td align="right">7</td>');
});
