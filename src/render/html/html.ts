/** Renders a display model as an HTML fragment. */
import type {
  DisplayModel,
  ErrorModel,
  ProgressModel,
  RecordModel,
  TableModel,
  TextModel,
} from "../../domain/display/display.js";
import { columnTitle, groupedDigits, noteBesideBar } from "../model/cells.js";
import { rowsWithin } from "../model/rows.js";
import type { StatusLevel } from "../model/status.js";
import { escapeHtml } from "../text/safe-text.js";
import { chartHtml } from "./chart-svg.js";
import {
  badgeHtml,
  cellHtml,
  columnLook,
  dataCell,
  leftAligned,
  levelLine,
  levelStyle,
  progressHtml,
} from "./html-cells.js";
import { sheetHtml } from "./html-sheet.js";
import { dim, preLook, rootLook } from "./html-style.js";

// Notebooks store their outputs: further rows are counted.
const maxRows = 100;
// Rows that are visible before expanding.
const foldRows = 20;

/**
 * Renders `model` as a fragment that follows the themes of JupyterLab and VS Code, and is readable where styles are
 * removed. Everything is escaped except markup models.
 */
export function renderHtml(model: DisplayModel): string {
  if (model.kind === "markup") return model.html;
  const markup = draw(model);
  return `<div class="slylab"${rootLook(markup)}>${markup}</div>`;
}

function draw(model: DisplayModel): string {
  switch (model.kind) {
    case "table":
      return tableHtml(model);
    case "record":
      return recordHtml(model);
    case "text":
      return textHtml(model);
    case "progress":
      return `<div>${progressLineHtml(model)}</div>`;
    case "chart":
      return chartHtml(model);
    case "markup":
      return model.html;
    case "error":
      return errorHtml(model);
    case "sheet":
      return sheetHtml(model);
    case "stack":
      return model.parts.map((part) => draw(part)).join("\n");
  }
}

function captionHtml(title: string | undefined): string {
  return title === undefined ? "" : `<caption style="text-align:left;font-weight:600">${escapeHtml(title)}</caption>`;
}

function noteHtml(note: string | undefined): string {
  return note === undefined ? "" : `<div ${dim}>${escapeHtml(note)}</div>`;
}

function tableHtml(table: TableModel): string {
  const { shown } = rowsWithin(table, maxRows);
  // A few more rows than the limit are not worth a click.
  const isLong = shown.length > foldRows * 1.25;
  const folded = isLong && table.rowsByPriority !== undefined ? rowsWithin(table, foldRows) : undefined;
  const rows = folded === undefined ? shown : [...folded.shown, ...folded.hidden].slice(0, maxRows);
  const more = table.rows.length - rows.length + (table.more ?? 0);
  const below = (more > 0 ? noteHtml(`… ${groupedDigits(more)} more`) : "") + noteHtml(table.note);
  if (rows.length === 0) {
    const title = table.title === undefined ? "" : `<div><b>${escapeHtml(table.title)}</b></div>`;
    return `${title}${more > 0 ? "" : noteHtml(table.empty ?? "nothing")}${below}`;
  }
  const looks = table.columns.map(({ kind }, index) => {
    const cells = rows.map((row) => row[index]);
    return columnLook(kind, cells);
  });
  const head = table.columns.map(
    (column, index) => `<th scope="col"${looks[index]?.head}>${escapeHtml(columnTitle(column))}</th>`,
  );
  const lines = rows.map((row) => {
    const cells = table.columns.map(({ kind }, index) =>
      dataCell(cellHtml(row[index], kind), looks[index]?.cell ?? ""),
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const seen = isLong ? lines.slice(0, foldRows) : lines;
  const rest = lines.slice(seen.length);
  const tableOfLines = (caption: string, part: readonly string[]) =>
    `<table>${caption}<thead align="left"><tr>${head.join("")}</tr></thead>\n<tbody>\n${part.join("\n")}\n</tbody></table>`;
  // A table of its own, since HTML without style has no rows that open.
  const fold = isLong
    ? `<details><summary>${groupedDigits(rest.length)} more rows</summary>${tableOfLines("", rest)}</details>`
    : "";
  return tableOfLines(captionHtml(table.title), seen) + fold + below;
}

function recordHtml({ title, fields, note }: RecordModel): string {
  const rows = fields.map(
    ({ label, kind, value }) =>
      `<tr><th scope="row" style="text-align:left;white-space:nowrap">${escapeHtml(columnTitle({ title: label, kind }))}</th>${dataCell(cellHtml(value, kind), ` ${leftAligned}`)}</tr>`,
  );
  return `<table>${captionHtml(title)}<tbody align="left">\n${rows.join("\n")}\n</tbody></table>${noteHtml(note)}`;
}

function linesHtml(text: string): string {
  return text.split(/\r?\n/).map(escapeHtml).join("\n");
}

function textHtml({ text, tone = "plain" }: TextModel): string {
  if (tone === "code") return `<pre ${preLook}>${linesHtml(text.replaceAll("\t", "  "))}</pre>`;
  const look = tone === "plain" ? "" : tone === "dim" ? ` ${dim}` : ` style="${levelLine(tone)}"`;
  return text
    .split(/\r?\n/)
    .map((line) => `<div${look}>${escapeHtml(line)}</div>`)
    .join("");
}

const marks: Readonly<Record<ProgressModel["state"], readonly [level: StatusLevel, mark: string]>> = {
  running: ["active", "◌"],
  done: ["good", "✓"],
  failed: ["bad", "✗"],
};

function progressLineHtml({ label, done, total, state, note }: ProgressModel): string {
  const [level, mark] = marks[state];
  const start = `<b style="${levelStyle(level)};padding:0 3px">${mark}</b> ${escapeHtml(label)}`;
  const bar = state === "running" && total !== undefined ? ` ${progressHtml({ done, total })}` : "";
  const rest = noteBesideBar({ done, total, state, note });
  return `${start}${bar}${rest === undefined ? "" : ` <span ${dim}>${escapeHtml(rest)}</span>`}`;
}

function errorHtml({ name, message, source, parts = [], hint }: ErrorModel): string {
  const title = `<div>${badgeHtml(name, "bad")}${message === "" ? "" : `: ${linesHtml(message).replaceAll("\n", "<br>")}`}</div>`;
  const location = source === undefined ? "" : sourceHtml(source);
  const last = hint === undefined ? "" : `<div><b>hint:</b> ${linesHtml(hint).replaceAll("\n", "<br>")}</div>`;
  const body = `${title}${location}${parts.map((part) => draw(part)).join("")}${last}`;
  return `<div class="error" style="${levelLine("bad")}">${body}</div>`;
}

function sourceHtml({ file, line, column, text, functionName }: NonNullable<ErrorModel["source"]>): string {
  const gutter = `${line} │ `;
  const before = column === undefined ? "" : text.slice(0, column - 1).replaceAll("\t", "  ");
  const caret = column === undefined ? "" : `\n${" ".repeat(gutter.length - 2)}│ ${before.replace(/./gu, " ")}^`;
  const inFunction = functionName === undefined ? "" : ` (${functionName})`;
  const where = `${file}:${line}${column === undefined ? "" : `:${column}`}${inFunction}`;
  return `<pre ${preLook}><span ${dim}>${escapeHtml(where)}</span>\n${gutter}${escapeHtml(text.replaceAll("\t", "  "))}${caret}</pre>`;
}
