/** The looks of our fragments in a page. */

/*
 * Colours come from JupyterLab's variables, then VS Code's, then our own. JupyterLab's theme does not follow the system's,
 * and says what it is by an attribute of the body: so that attribute decides before `prefers-color-scheme`.
 */
const light =
  "--s-good:#1a7f37;--s-bad:#cf222e;--s-warn:#9a6700;--s-act:#0969da;--s-rev:#8250df;--s-idle:#57606a;--s-fg0:#1f2328;--s-dim0:#59636e;--s-line0:#d1d9e0;--s-soft0:#f6f8fa";
const dark =
  "--s-good:#3fb950;--s-bad:#f85149;--s-warn:#d29922;--s-act:#58a6ff;--s-rev:#bc8cff;--s-idle:#9198a1;--s-fg0:#e6edf3;--s-dim0:#9198a1;--s-line0:#3d444d;--s-soft0:#21262d";

// `.slylab.slylab` outweighs JupyterLab's own rules for tables in an output.
const rules = `
.slylab{${light}}
@media (prefers-color-scheme:dark){.slylab{${dark}}}
[data-jp-theme-light="true"] .slylab,.vscode-light .slylab{${light}}
[data-jp-theme-light="false"] .slylab,.vscode-dark .slylab{${dark}}
.slylab.slylab{--s-fg:var(--jp-content-font-color1,var(--vscode-editor-foreground,var(--s-fg0)));--s-dim:var(--jp-content-font-color2,var(--vscode-descriptionForeground,var(--s-dim0)));--s-line:var(--jp-border-color2,var(--vscode-panel-border,var(--s-line0)));--s-soft:var(--jp-layout-color2,var(--vscode-editorWidget-background,var(--s-soft0)));color:var(--s-fg);font:13px/1.5 var(--jp-content-font-family,system-ui,sans-serif);overflow-x:auto}
.slylab.slylab table{border-collapse:collapse;margin:4px 0;font-size:13px;table-layout:auto;border:1px solid var(--s-line);color:var(--s-fg)}
.slylab.slylab :is(th,td){padding:4px 12px;text-align:left;vertical-align:top;border:0;border-bottom:1px solid var(--s-line);background:none;max-width:44em;overflow-wrap:break-word;white-space:normal;color:inherit}
.slylab.slylab tbody tr:nth-child(n){background:none}
.slylab.slylab thead th{background:var(--s-soft);font-weight:600;white-space:nowrap;overflow-wrap:normal}
.slylab.slylab tbody th{font-weight:600;color:var(--s-dim);white-space:nowrap}
.slylab.slylab tbody tr:hover{background:var(--s-soft)}
.slylab.slylab .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.slylab.slylab .k{white-space:nowrap;font-variant-numeric:tabular-nums}
.slylab.slylab caption{caption-side:top;text-align:left;font-weight:600;padding:4px 0;color:inherit}
.slylab.slylab .dim,.slylab.slylab .note{color:var(--s-dim)}
.slylab.slylab p{margin:2px 0}
.slylab.slylab pre{margin:4px 0;padding:0;background:none;color:inherit;font:12px/1.5 var(--jp-code-font-family,ui-monospace,monospace);white-space:pre-wrap;overflow-wrap:anywhere}
.slylab.slylab code{font:12px/1.5 var(--jp-code-font-family,ui-monospace,monospace);background:none;color:inherit;padding:0}
.slylab.slylab .badge{display:inline-block;padding:0 8px;border-radius:10px;border:1px solid currentColor;font-size:12px;line-height:17px;white-space:nowrap;font-weight:500}
.slylab.slylab .good{color:var(--s-good)}.slylab.slylab .bad{color:var(--s-bad)}.slylab.slylab .warning{color:var(--s-warn)}.slylab.slylab .active{color:var(--s-act)}.slylab.slylab .review{color:var(--s-rev)}.slylab.slylab .idle{color:var(--s-idle)}
.slylab.slylab .bar{display:inline-block;width:88px;height:8px;border-radius:4px;background:var(--s-line);overflow:hidden;vertical-align:middle;margin-right:8px}
.slylab.slylab .bar>span{display:block;height:100%;background:var(--s-act)}
.slylab.slylab .bar.full>span{background:var(--s-good)}
.slylab.slylab .swatch{display:inline-block;width:14px;height:14px;border-radius:3px;border:1px solid var(--s-line);vertical-align:-2px;margin-right:8px}
.slylab.slylab img.thumb{display:block;height:64px;max-width:128px;object-fit:contain;border-radius:3px;margin:0}
.slylab.slylab .long{display:flex;flex-direction:column;align-items:flex-start}
.slylab.slylab .long>details{order:1}
.slylab.slylab summary{cursor:pointer;color:var(--s-dim)}
.slylab.slylab details:not([open])+table tbody.rest{display:none}
.slylab.slylab .error{border-left:3px solid var(--s-bad);padding:2px 0 2px 12px;margin:4px 0}
.slylab.slylab .error pre{color:var(--s-fg)}
.slylab.slylab svg{display:block;max-width:100%;height:auto;fill:var(--s-fg)}
.slylab.slylab svg .ground{fill:none}.slylab.slylab svg .dim{fill:var(--s-dim)}.slylab.slylab svg .axis{stroke:var(--s-line)}
${["act", "warn", "good", "rev", "idle", "bad"].map((name, index) => `.slylab.slylab svg .bar${index}{fill:var(--s-${name})}.slylab.slylab svg .line${index}{stroke:var(--s-${name})}`).join("")}
`;

/** The style of a fragment; each fragment carries it, since an output may be shown without the others. */
export const htmlStyle = `<style>${rules.trim()}</style>`;
