/**
 * Draws the pictures of README.md, light and dark, from real runs: `node docs/pictures.mjs [FOLDER]` after
 * `npm run build`.
 *
 * The prompt: each line is run on the local instance in a terminal (by `script` of util-linux), and its output is
 * drawn with its colors; `CI=true` turns repainting off. The notebook: the code and the saved HTML of a cell of
 * notebooks/01-labeling-jobs.ipynb.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [, , folder = join(root, "docs", "pictures")] = process.argv;
const columns = 100;
const lines = [
  "team(8).ensureAnnotator(['ana', 'ben']).split({ name: 'fruits', dataset: 10555 }).create()",
  "project(5555).meta()",
];
const themes = {
  light: { ground: "#ffffff", edge: "#d0d7de", raised: "#f6f8fa", text: "#1f2328", dim: "#6e7781", 31: "#cf222e", 32: "#116329", 33: "#7d4e00", 34: "#0969da", 35: "#8250df", 36: "#1b7c83" },
  dark: { ground: "#0d1117", edge: "#30363d", raised: "#161b22", text: "#e6edf3", dim: "#8b949e", 31: "#ff7b72", 32: "#3fb950", 33: "#d29922", 34: "#58a6ff", 35: "#bc8cff", 36: "#39c5cf" },
};

/**
 * The terminal output of each line, with escapes. One process runs all lines, so that each line sees the effects of
 * earlier ones.
 */
function printed() {
  const home = mkdtempSync(join(tmpdir(), "slylab-pictures-"));
  try {
    const marked = lines.map((line) => `show(await ${line}); console.log("\\u0001")`).join("\n");
    writeFileSync(join(home, "lines.ts"), marked);
    const command = `stty cols ${columns} rows 60; ${process.execPath} ${join(root, "dist/cli/main.js")} --local --no-check lines.ts`;
    const env = { PATH: process.env.PATH, HOME: home, TERM: "xterm-256color", LANG: "C.UTF-8", CI: "true" };
    const out = execFileSync("script", ["-qec", command, "/dev/null"], { cwd: home, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    return out.replaceAll("\r", "").split("\u0001\n").slice(0, lines.length);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const escape = (text) => text.replace(/[&<>]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[one]);

/** The spans of one line of text, whose only escapes are SGR. */
function spans(line, theme) {
  let style = {};
  let out = "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of a terminal
  for (const [, codes, text] of `\x1b[0m${line}`.matchAll(/\x1b\[([\d;]*)m([^\x1b]*)/g)) {
    const list = codes.split(";").map(Number);
    for (let at = 0; at < list.length; at++) {
      const code = list[at];
      if (code === 0) style = {};
      else if (code === 1) style.bold = true;
      else if (code === 2) style.dim = true;
      else if (code === 22) style = { ...style, bold: false, dim: false };
      else if (code === 39) style.fill = undefined;
      else if (code === 49) style.ground = undefined;
      else if (code >= 31 && code <= 36) style.fill = theme[code];
      else if (code === 48 && list[at + 1] === 2) {
        style.ground = `rgb(${list.slice(at + 2, at + 5).join(",")})`;
        at += 4;
      }
    }
    const fill = style.ground ?? (style.dim ? theme.dim : (style.fill ?? theme.text));
    // A swatch is two spaces with a background color: blocks of that color look the same.
    const shown = style.ground === undefined ? text : text.replaceAll(" ", "█");
    if (shown !== "") out += `<tspan fill="${fill}"${style.bold ? ' font-weight="bold"' : ""}>${escape(shown)}</tspan>`;
  }
  return out;
}

function terminal(outputs, theme) {
  const rows = [];
  for (const [index, output] of outputs.entries()) {
    rows.push(`<tspan fill="${theme[32]}" font-weight="bold">local ${index + 1}&gt;</tspan> <tspan fill="${theme.text}">${escape(lines[index])}</tspan>`);
    rows.push(...output.trimEnd().split("\n").map((line) => spans(line, theme)), "");
  }
  const [width, height] = [Math.round(columns * 8.43) + 40, rows.length * 20 + 28];
  const texts = rows.map((row, at) => `<text x="20" y="${at * 20 + 32}" xml:space="preserve">${row}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.ground}" stroke="${theme.edge}"/>
${texts.join("\n")}
</svg>
`;
}

/** The first cell of the notebook whose output is a table. */
function cell() {
  const { cells } = JSON.parse(readFileSync(join(root, "notebooks", "01-labeling-jobs.ipynb"), "utf8"));
  const text = (value) => (Array.isArray(value) ? value.join("") : (value ?? ""));
  const found = cells.flatMap((one) => {
    const html = (one.outputs ?? []).map((output) => text(output.data?.["text/html"])).filter((markup) => markup.includes("<table"));
    return html.length === 0 ? [] : [{ code: text(one.source), html: html.at(-1) }];
  });
  return found.find(({ html }) => html.includes("lemon") || html.includes("kiwi")) ?? found[0];
}

function notebook({ code, html }, theme, name) {
  const rows = code.split("\n").length;
  const tableRows = html.match(/<tr/g)?.length ?? 4;
  const tables = html.match(/<table/g)?.length ?? 1;
  const [width, height] = [820, 60 + rows * 16 + tableRows * 28 + tables * 34];
  const page = html.replace(/<(br|img|hr|input|col)([^>]*?)\/?>/g, "<$1$2/>").replaceAll("&nbsp;", "&#160;");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.ground}" stroke="${theme.edge}"/>
<foreignObject x="16" y="12" width="${width - 32}" height="${height - 24}">
<div xmlns="http://www.w3.org/1999/xhtml" style="font: 13px system-ui, sans-serif; color: ${theme.text}; color-scheme: ${name}">
<style>table { border-collapse: collapse; font-size: 13px; margin-bottom: 1em } th, td { padding: 6px } thead { border-bottom: 1px solid ${theme.edge} } tbody tr:nth-child(even) { background: ${theme.raised} }</style>
<pre style="margin: 0 0 14px; padding: 10px; border: 1px solid ${theme.edge}; border-radius: 4px; font: 13px ui-monospace, Menlo, Consolas, monospace">${escape(code)}</pre>
${page}
</div>
</foreignObject>
</svg>
`;
}

const outputs = printed();
const shown = cell();
for (const [name, theme] of Object.entries(themes)) {
  writeFileSync(join(folder, `prompt-${name}.svg`), terminal(outputs, theme));
  writeFileSync(join(folder, `notebook-${name}.svg`), notebook(shown, theme, name));
}
