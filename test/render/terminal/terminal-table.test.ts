import { describe, expect, it } from "vitest";
import { display, type RecordModel, type TableModel } from "../../../src/domain/display/display.js";
import { RecordList } from "../../../src/domain/display/record-display.js";
import { JobInfo } from "../../../src/domain/records/job.js";
import { renderHtml } from "../../../src/render/html/html.js";
import { modelOf } from "../../../src/render/model/model.js";
import { terminalPaint } from "../../../src/render/terminal/color.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { drawRecord, drawTable } from "../../../src/render/terminal/terminal-table.js";
import { textWidth } from "../../../src/render/text/text-width.js";
import { bare, hostile, jobOf, jobs, meta, namesTable } from "../samples.js";

const space = (columns: number, maxRows = 50) => ({ columns, maxRows, color: false, paint: terminalPaint(false) });
const draw = (value: unknown, columns: number) => renderTerminal(modelOf(value), { columns, color: false });
const widest = (text: string) => Math.max(...text.split("\n").map((line) => textWidth(bare(line))));

describe("a table", () => {
  it("fits 80 columns: the least important columns are hidden and listed", () => {
    expect(draw(jobs, 80)).toMatchInlineSnapshot(`
      "╭────┬────────────────────────────┬───────────────┬───────────┬────────────────╮
      │ ID │ Name                       │ Status        │ Annotator │ Images         │
      ├────┼────────────────────────────┼───────────────┼───────────┼────────────────┤
      │ 37 │ labeler1_lemons_task       │ ■ stopped     │ labeler_1 │ ▱▱▱▱▱▱▱▱▱▱ 0/6 │
      │ 38 │ labeler2_kiwi_task_with_   │ ○ pending     │ labeler_2 │ ▱▱▱▱▱▱▱▱▱▱ 0/6 │
      │    │ complex_settings           │               │           │                │
      │ 39 │ lemons again               │ ◐ in_progress │ labeler_1 │ ▰▰▰▱▱▱▱▱▱▱ 2/6 │
      │ 40 │ ラベル付け 作業            │ ◑ on_review   │ labeler_1 │ ▰▰▰▰▰▰▰▰▰▰ 6/6 │
      │ 41 │ all                        │ ● completed   │ labeler_1 │ ▰▰▰▰▰▰▰▰▰▰ 6/6 │
      │    │                            │               │           │ 4 accepted,    │
      │    │                            │               │           │ 2 rejected     │
      ╰────┴────────────────────────────┴───────────────┴───────────┴────────────────╯
      … 3 columns hidden: Created, Classes (lemon), Dataset (dataset_01)"
    `);
  });

  it("repeats its header below if it is taller than the screen", () => {
    const table = namesTable(Array.from({ length: 9 }, (_none, index) => `name ${index}`));
    const lines = (screenRows: number) => renderTerminal(table, { columns: 80, color: true, screenRows }).split("\n");
    const low = lines(40);
    const tall = lines(10);
    expect(tall.slice(0, low.length - 1)).toEqual(low.slice(0, -1));
    expect(tall.slice(low.length - 1)).toEqual([low[2], low[1], low.at(-1)]);
  });

  it("keeps verdicts at 80 columns; a constant column is hidden first and listed below", () => {
    const judged = RecordList.collect(
      JobInfo,
      [41, 42].map((id) =>
        jobOf({ id, name: `a job of some words ${id}`, status: "completed", accepted: 4, rejected: 2 }),
      ),
    );
    const text = draw(judged, 80);
    expect(text).toContain("4 accepted,");
    expect(text).toContain("2 rejected");
    expect(text).toMatch(/hidden: .*Classes \(lemon\)/);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(draw(judged, 40)).toContain("4 accepted,");
    const cities = ["ann", "bob"].map((name) => ({
      name: name.repeat(9),
      city: "Cologne on the Rhine",
      note: name.repeat(8),
    }));
    expect(draw(cities, 60)).toContain("… 1 column hidden: city (Cologne on the Rhine)");
    expect(draw(cities, 120)).not.toContain("hidden");
    const columns = ["Name", "Hotkey", "Note"].map((title) => ({ title, kind: "text" as const }));
    const keys: TableModel = { kind: "table", columns, rows: cities.map(({ name, note }) => [name, "", note]) };
    expect(drawTable(keys, space(40))).toContain("… 1 column hidden: Hotkey (empty)");
  });

  it("shows all in 140 columns", () => {
    expect(draw(jobs, 140)).toMatchInlineSnapshot(`
      "╭────┬───────────────────────┬───────────────┬───────────┬────────────┬─────────┬───────────────────────────────────────┬──────────────────╮
      │ ID │ Name                  │ Status        │ Annotator │ Dataset    │ Classes │ Images                                │ Created (UTC)    │
      ├────┼───────────────────────┼───────────────┼───────────┼────────────┼─────────┼───────────────────────────────────────┼──────────────────┤
      │ 37 │ labeler1_lemons_task  │ ■ stopped     │ labeler_1 │ dataset_01 │ lemon   │ ▱▱▱▱▱▱▱▱▱▱ 0/6                        │ 2026-11-24 16:40 │
      │ 38 │ labeler2_kiwi_task_   │ ○ pending     │ labeler_2 │ dataset_01 │ lemon   │ ▱▱▱▱▱▱▱▱▱▱ 0/6                        │ 2026-11-24 16:40 │
      │    │ with_complex_settings │               │           │            │         │                                       │                  │
      │ 39 │ lemons again          │ ◐ in_progress │ labeler_1 │ dataset_01 │ lemon   │ ▰▰▰▱▱▱▱▱▱▱ 2/6                        │ 2026-11-24 16:40 │
      │ 40 │ ラベル付け 作業       │ ◑ on_review   │ labeler_1 │ dataset_01 │ lemon   │ ▰▰▰▰▰▰▰▰▰▰ 6/6                        │ 2026-11-24 16:40 │
      │ 41 │ all                   │ ● completed   │ labeler_1 │ dataset_01 │ lemon   │ ▰▰▰▰▰▰▰▰▰▰ 6/6 4 accepted, 2 rejected │ 2026-11-24 16:40 │
      ╰────┴───────────────────────┴───────────────┴───────────┴────────────┴─────────┴───────────────────────────────────────┴──────────────────╯"
    `);
  });

  it("falls back to records in 40 columns", () => {
    expect(draw(jobs.slice(1, 3), 40)).toMatchInlineSnapshot(`
      "╭───────────────┬──────────────────────╮
      │ ID            │ 38                   │
      │ Name          │ labeler2_kiwi_task_  │
      │               │ with_complex_        │
      │               │ settings             │
      │ Status        │ ○ pending            │
      │ Annotator     │ labeler_2            │
      │ Dataset       │ dataset_01           │
      │ Classes       │ lemon                │
      │ Images        │ ▱▱▱▱▱▱▱▱▱▱ 0/6       │
      │ Created (UTC) │ 2026-11-24 16:40     │
      ╰───────────────┴──────────────────────╯
      ╭───────────────┬──────────────────────╮
      │ ID            │ 39                   │
      │ Name          │ lemons again         │
      │ Status        │ ◐ in_progress        │
      │ Annotator     │ labeler_1            │
      │ Dataset       │ dataset_01           │
      │ Classes       │ lemon                │
      │ Images        │ ▰▰▰▱▱▱▱▱▱▱ 2/6       │
      │ Created (UTC) │ 2026-11-24 16:40     │
      ╰───────────────┴──────────────────────╯"
    `);
  });

  it("prints the two tables of the tutorial's meta", () => {
    expect(draw(meta, 110)).toMatchInlineSnapshot(`
      "Object Classes
      ╭───────┬────────┬────────────────┬────────╮
      │ Name  │ Shape  │ Color          │ Hotkey │
      ├───────┼────────┼────────────────┼────────┤
      │ kiwi  │ Bitmap │ [208, 2, 27]   │        │
      │ lemon │ Bitmap │ [80, 227, 194] │        │
      ╰───────┴────────┴────────────────┴────────╯

      Tags
      ╭────────┬──────────────┬──────────────────────────────┬────────┬───────────────┬────────────────────╮
      │ Name   │ Value type   │ Possible values              │ Hotkey │ Applicable to │ Applicable classes │
      ├────────┼──────────────┼──────────────────────────────┼────────┼───────────────┼────────────────────┤
      │ origin │ any_string   │ None                         │        │ objectsOnly   │ ['kiwi', 'lemon']  │
      │ size   │ oneof_string │ ['small', 'medium', 'large'] │        │ objectsOnly   │ ['kiwi', 'lemon']  │
      ╰────────┴──────────────┴──────────────────────────────┴────────┴───────────────┴────────────────────╯"
    `);
  });

  it("reports that it is empty", () => {
    expect(draw(RecordList.collect(JobInfo, []), 80)).toBe("no labeling jobs");
    expect(drawTable({ kind: "table", title: "Tags", columns: [], rows: [] }, space(80))).toBe("Tags\nnothing");
  });

  it("draws at most 50 rows and counts the rest, including rows that were not fetched", () => {
    const table = { ...namesTable(Array.from({ length: 10_000 }, () => "x")), more: 5 };
    const lines = renderTerminal(table, { columns: 80, color: false }).split("\n");
    expect(lines).toHaveLength(3 + 50 + 1 + 1);
    expect(lines.at(-1)).toBe("… 9,955 more");
  });

  it("puts its note below, wrapped", () => {
    const table = { ...namesTable(["a"]), note: "one two three four" };
    expect(drawTable(table, space(12)).split("\n").slice(-2)).toEqual(["one two", "three four"]);
  });

  it.each([20, 30, 40, 60, 80, 140, 200])("is never wider than %i columns", (columns) => {
    for (const value of [jobs, meta, jobs[1], [{ a: "x".repeat(300), b: "字".repeat(100) }]]) {
      expect(widest(draw(value, columns))).toBeLessThanOrEqual(columns);
    }
  });

  it("cuts no id and no status, however narrow", () => {
    const list = [jobOf({ id: Number.MAX_SAFE_INTEGER, name: "n".repeat(80), status: "review_completed" })];
    for (const columns of [10, 24, 40, 80, 140]) {
      const text = draw(list, columns);
      expect(text).toContain(String(Number.MAX_SAFE_INTEGER));
      expect(text).toContain("review_completed");
    }
  });
});

describe("10,000 rows in full", () => {
  const names = Array.from({ length: 10_000 }, (_none, index) =>
    index % 3 === 0 ? `ラベル ${index}` : `job ${index}`,
  );
  const lines = renderTerminal(namesTable(names), {
    columns: 80,
    color: true,
    maxRows: Number.POSITIVE_INFINITY,
  }).split("\n");

  it("has every row in order, and a frame", () => {
    const rows = lines.slice(3, -1).map(bare);
    expect(rows).toHaveLength(10_000);
    expect(rows.map((row) => row.split("│")[2]?.trim())).toEqual(names);
  });

  it("has lines of the same width", () => {
    expect(new Set(lines.map((line) => textWidth(bare(line)))).size).toBe(1);
  });
});

describe("text that the table library would draw incorrectly", () => {
  const drawNamed = (name: string, columns = 60) => drawTable(namesTable([name, "other"]), space(columns));

  it.each(Object.entries(hostile))("escapes %s", (_what, text) => {
    const drawn = drawNamed(text);
    expect(drawn).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2028\u2066-\u2069\ufeff]/);
    expect(new Set(drawn.split("\n").map(textWidth)).size).toBe(1);
  });

  it("fits the terminal with a cell of 120 letters, without losing any", () => {
    const drawn = drawNamed("x".repeat(120));
    expect(widest(drawn)).toBeLessThanOrEqual(60);
    expect(drawn.match(/x/g)).toHaveLength(120);
  });

  it("keeps ids and wide letters whole where they wrap", () => {
    const drawn = drawNamed("字".repeat(40), 40);
    expect(drawn.match(/字/g)).toHaveLength(40);
    expect(drawn).not.toContain("…");
  });

  it.each(["กำลังทำงาน", "क्षत्रिय हिन्दी", "👩‍👩‍👧 👍🏽 ❤️", "e\u0301e\u0301"])(
    "keeps its frame straight around %s",
    (name) => {
      expect(new Set(drawNamed(name).split("\n").map(textWidth)).size).toBe(1);
    },
  );

  it("accepts an object as a cell", () => {
    expect(draw([{ a: { b: 1 } }, { a: { b: 2 } }], 80)).toContain("{ b: 1 }");
  });
});

describe("a record", () => {
  it("is two columns", () => {
    expect(draw(jobs[4], 80)).toMatchInlineSnapshot(`
      "Labeling job
      ╭───────────────────────┬───────────────────────────────────────╮
      │ id                    │ 41                                    │
      │ name                  │ all                                   │
      │ status                │ ● completed                           │
      │ description           │ -                                     │
      │ readme                │ -                                     │
      │ team                  │ 8                                     │
      │ workspace             │ First Workspace (7)                   │
      │ project               │ tutorial_project (5555)               │
      │ dataset               │ dataset_01 (10555)                    │
      │ created by            │ my_username (7)                       │
      │ annotator             │ labeler_1 (29)                        │
      │ reviewer              │ -                                     │
      │ created at (UTC)      │ 2026-11-24 16:40                      │
      │ started at (UTC)      │ -                                     │
      │ finished at (UTC)     │ -                                     │
      │ images                │ ▰▰▰▰▰▰▰▰▰▰ 6/6 4 accepted, 2 rejected │
      │ classes to label      │ lemon                                 │
      │ tags to label         │ -                                     │
      │ images range          │ -                                     │
      │ objects per image     │ unlimited                             │
      │ tags per image        │ unlimited                             │
      │ only images with tags │ -                                     │
      │ no images with tags   │ -                                     │
      ╰───────────────────────┴───────────────────────────────────────╯"
    `);
  });

  it("wraps its labels if it is narrow", () => {
    const record: RecordModel = {
      kind: "record",
      title: "Job",
      fields: [
        { label: "images without tags", kind: "text", value: "a" },
        { label: "created at", kind: "time", value: new Date("2026-11-24T16:40:00Z") },
      ],
    };
    expect(drawRecord(record, space(34))).toMatchInlineSnapshot(`
      "Job
      ╭─────────┬──────────────────╮
      │ images  │ a                │
      │ without │                  │
      │ tags    │                  │
      │ created │ 2026-11-24 16:40 │
      │ at      │                  │
      │ (UTC)   │                  │
      ╰─────────┴──────────────────╯"
    `);
  });

  it("puts values below their labels if that is still too wide", () => {
    expect(draw({ identifier: 1, createdAt: new Date(0) }, 20)).toMatchInlineSnapshot(`
      "identifier
        1
      createdAt (UTC)
        1970-01-01 00:00"
    `);
  });

  it("shows all of a long text", () => {
    const readme = Array.from({ length: 100 }, (_none, index) => `word${index}`).join(" ");
    const text = drawRecord({ kind: "record", fields: [{ label: "readme", kind: "text", value: readme }] }, space(40));
    expect(text).toContain("word99");
  });

  it("counts hidden fields", () => {
    const fields = Array.from({ length: 60 }, (_none, index) => ({
      label: `f${index}`,
      kind: "count" as const,
      value: index,
    }));
    expect(drawRecord({ kind: "record", fields }, space(80)).endsWith("… 10 more")).toBe(true);
    expect(drawRecord({ kind: "record", fields: [] }, space(80))).toBe("nothing");
  });
});

it("draws the model of a list, with its title", () => {
  const table: TableModel = { ...namesTable(["a"]), title: "Images" };
  expect(draw({ [display]: () => table }, 40).split("\n")[0]).toBe("Images");
});

it("of a table with more than 24 columns hides the last until the rest fits, and a page shows all", () => {
  const table = (count: number): TableModel => ({
    kind: "table",
    columns: Array.from({ length: count }, (_none, index) => ({ title: `k${index}`, kind: "text" })),
    rows: [Array.from({ length: count }, (_none, index) => `v${index}`)],
  });
  const lines = renderTerminal(table(30), { columns: 145, color: false }).split("\n");
  const shown = lines[1]?.match(/k\d+/g) ?? [];
  const hidden = 30 - shown.length;
  expect(shown[0]).toBe("k0");
  expect(hidden).toBeGreaterThan(0);
  expect(lines.slice(-2).join(" ")).toContain(`… ${hidden} column${hidden === 1 ? "" : "s"} hidden: k29`);
  expect(renderTerminal(table(100), { columns: 80, color: false })).toMatch(/… \d+ columns hidden$/);
  expect(renderHtml(table(30)).match(/<th /g)).toHaveLength(30);
});
