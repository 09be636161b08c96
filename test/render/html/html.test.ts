import { describe, expect, it } from "vitest";
import type { DisplayModel } from "../../../src/domain/display/display.js";
import { renderHtml } from "../../../src/render/html/html.js";
import { modelOf } from "../../../src/render/model/model.js";
import { jobs, meta, namesTable } from "../samples.js";

const draw = renderHtml;

describe("renderHtml", () => {
  it("is one element", () => {
    expect(draw(modelOf(jobs))).toMatch(/^<div class="slylab" [^>]*>.*<\/div>$/s);
  });

  it("has a plain table with head and body, readable without style", () => {
    expect(draw(modelOf(jobs.slice(0, 1)))).toMatchInlineSnapshot(`
      "<div class="slylab" style="overflow-x:auto;font-variant-numeric:tabular-nums"><table><thead align="left"><tr><th scope="col" align="right">ID</th><th scope="col" style="text-align:left">Name</th><th scope="col" style="text-align:left">Status</th><th scope="col" style="text-align:left">Annotator</th><th scope="col" style="text-align:left">Dataset</th><th scope="col" style="text-align:left">Classes</th><th scope="col" style="text-align:left">Images</th><th scope="col" style="text-align:left;white-space:nowrap">Created (UTC)</th></tr></thead>
      <tbody>
      <tr><td align="right">37</td><td style="text-align:left">labeler1_lemons_task</td><td style="text-align:left"><span class="badge bad" style="background:#c23;color:#fff;padding:0 8px;border-radius:9px">stopped</span></td><td style="text-align:left">labeler_1</td><td style="text-align:left">dataset_01</td><td style="text-align:left">lemon</td><td style="text-align:left"><span style="white-space:nowrap"><progress role="progressbar" aria-label="0 of 6" value="0" max="6" style="width:6em"></progress> 0/6</span></td><td style="text-align:left;white-space:nowrap"><span title="2026-11-24T16:40:30.588Z">2026-11-24 16:40</span></td></tr>
      </tbody></table></div>"
    `);
  });

  it("draws a record with a header in each row", () => {
    expect(draw(modelOf(jobs[4]))).toContain(
      '<tr><th scope="row" style="text-align:left;white-space:nowrap">status</th><td style="text-align:left"><span class="badge good" style="background:#183;color:#fff;padding:0 8px;border-radius:9px">completed</span></td></tr>',
    );
  });

  it("captions the tables of a stack", () => {
    expect(draw(modelOf(meta)).match(/(?<=<caption [^>]*>)[^<]*/g)).toEqual(["Object Classes", "Tags"]);
  });

  it("folds a long table after 20 rows, and counts the rows beyond 100", () => {
    const markup = draw(namesTable(Array.from({ length: 10_000 }, (_none, index) => `n${index}`)));
    const [seen = "", rest = ""] = markup.split("<details><summary>80 more rows</summary>");
    expect(seen.match(/<tr>/g)).toHaveLength(21);
    expect(rest.match(/<tr>/g)).toHaveLength(81);
    expect(rest).toMatch(/^<table><thead align="left"><tr><th scope="col"/);
    expect(rest).toContain('<td style="text-align:left">n20</td>');
    expect(markup).toContain("… 9,900 more");
  });

  it("does not fold for a few rows", () => {
    expect(draw(namesTable(Array.from({ length: 25 }, () => "n")))).not.toContain("<details>");
  });

  it("reports that a table is empty", () => {
    expect(draw({ kind: "table", title: "Tags", columns: [], rows: [], empty: "no tags" })).toBe(
      '<div class="slylab"><div><b>Tags</b></div><div style="opacity:0.72">no tags</div></div>',
    );
  });

  it("draws an error with its line, caret below the column", () => {
    const markup = draw({
      kind: "error",
      name: "NotFoundError",
      message: "no job\nwith id 41",
      source: { file: "cell 3", line: 12, column: 5, text: "\tx = <T>job(41)" },
      parts: [{ kind: "text", text: "caused by <b>" }],
      hint: "list them",
    });
    expect(markup).toMatchInlineSnapshot(`
      "<div class="slylab"><div class="error" style="border-left:3px solid #c23;padding-left:12px"><div><span class="badge bad" style="background:#c23;color:#fff;padding:0 8px;border-radius:9px">NotFoundError</span>: no job<br>with id 41</div><pre style="margin:4px 0;padding:0;background:none;color:inherit;white-space:pre-wrap"><span style="opacity:0.72">cell 3:12:5</span>
      12 │   x = &lt;T&gt;job(41)
         │      ^</pre><div>caused by &lt;b&gt;</div><div><b>hint:</b> list them</div></div></div>"
    `);
  });

  it("inserts the user's own markup unchanged, and escapes any other", () => {
    expect(renderHtml({ kind: "markup", html: "<b>mine</b>", text: "mine" })).toBe("<b>mine</b>");
    const text = "<script>alert(1)</script>";
    const models: DisplayModel[] = [
      { kind: "text", text },
      { kind: "text", text, tone: "code" },
      { kind: "progress", label: text, done: 1, total: 2, state: "running", note: text },
      { kind: "error", name: text, message: text, hint: text, source: { file: text, line: 1, text } },
      {
        kind: "chart",
        form: "bar",
        title: text,
        xTitle: text,
        yTitle: text,
        series: [{ name: text, points: [{ x: text, y: 1 }] }],
      },
      { kind: "table", title: text, note: text, columns: [{ title: text, kind: "text" }], rows: [[text]] },
      { kind: "table", title: text, empty: text, columns: [], rows: [] },
      { kind: "record", title: text, note: text, fields: [{ label: text, kind: "text", value: text }] },
    ];
    expect(draw({ kind: "stack", parts: models })).not.toContain("<script");
  });

  it("distinguishes the badges of pictures that are done and accepted", () => {
    const pictures = ["done", "accepted"].map((badge) => ({ picture: null, name: badge, badge }));
    const table = { kind: "table", columns: [], rows: [] } as const;
    const markup = draw({ kind: "sheet", pictures, size: 160, legend: [], table });
    expect(markup).toMatch(/class="badge review"[^>]*>done</);
    expect(markup).toMatch(/class="badge good"[^>]*>accepted</);
  });
});
