/** Hints for lines of other prompts: IPython's commands, shell commands, and Python. */

/** IPython's commands that begin with `%` → what to do instead. */
const magics: Readonly<Record<string, string>> = {
  ...sameHint('time it: console.time("a"); …; console.timeEnd("a")', "time", "timeit", "prun"),
  ...sameHint("remove the line: charts and tables need no setup", "matplotlib", "pylab"),
  ...sameHint("remove the line: changed files are imported again", "autoreload", "load_ext", "reload_ext"),
  ...sameHint("install packages in a terminal: npm install NAME", "pip", "conda", "npm"),
  ...sameHint("show(html`…`) shows markup", "html", "HTML", "svg", "SVG", "markdown"),
  ...sameHint('import the file: import "./file.ts"', "run", "load"),
  env: "use process.env",
  writefile: 'use node:fs: import { writeFileSync } from "node:fs"',
  debug: "start Node's debugger: node --inspect",
};
const shellMagics = new Set([
  "bash",
  "sh",
  "script",
  "system",
  "sx",
  "sc",
  "ls",
  "ll",
  "cat",
  "mkdir",
  "rm",
  "cp",
  "mv",
  "cd",
  "pwd",
]);
const installers = new Set(["npm", "npx", "pnpm", "yarn", "pip", "pip3", "conda", "apt", "brew"]);
const shellCommands = new Set(
  "ls ll cd pwd cat mkdir rm cp mv echo grep find head tail touch git node python python3 curl wget docker bash sh slylab jupyter".split(
    " ",
  ),
);

/** Returns what to write instead of a line that other prompts accept; undefined if it looks like none. */
export function hintForForeignLine(line: string): string | undefined {
  const text = line.trim();
  const magic = /^%%?\s*([A-Za-z_]\w*)\s*(.*)$/.exec(text);
  if (magic !== null) return hintForMagic(magic[1] ?? "", magic[2] ?? "");
  const escaped = /^(?:!!?|\$(?=\s))\s*([A-Za-z./~].*)$/.exec(text)?.[1];
  if (escaped !== undefined) return hintForShell(escaped);
  return hintForPython(text) ?? hintForBareCommand(text);
}

function hintForMagic(name: string, rest: string): string {
  if (shellMagics.has(name))
    return hintForShell(/^(?:bash|sh|script|system|sx|sc)$/.test(name) ? rest : `${name} ${rest}`);
  if (Object.hasOwn(magics, name)) return magics[name] ?? "";
  return "write TypeScript: commands that begin with % are IPython's";
}

function hintForShell(command: string): string {
  const text = command.trim();
  const [first = ""] = text.split(/\s/);
  if (installers.has(first)) return `run it in a terminal: ${text}`;
  if (first === "cd") return `use process.chdir(${JSON.stringify(text.slice(2).trim() || "folder")})`;
  if (first === "pwd") return "use process.cwd()";
  const call = `execSync(${text === "" ? '"…"' : JSON.stringify(text)}, { stdio: "inherit" })`;
  return `use import { execSync } from "node:child_process", then ${call}`;
}

/** Commands that are typed without arguments. */
const bareCommands = new Set(["ls", "ll", "cd", "pwd"]);

/** A shell command without a mark. */
function hintForBareCommand(text: string): string | undefined {
  const [, command = "", rest = ""] = /^([a-z][a-z\d]*)(?:\s+([\w./~@-].*))?$/.exec(text) ?? [];
  const isCommand = rest === "" ? bareCommands.has(command) : shellCommands.has(command) || installers.has(command);
  if (!isCommand) return undefined;
  return hintForShell(text);
}

function hintForPython(text: string): string | undefined {
  const from = /^from\s+([\w.]+)\s+import\s+([\w*, ]+)$/.exec(text);
  if (from !== null) return `write import { ${from[2]?.trim()} } from "${from[1]}"`;
  const named = /^import\s+([\w.]+)(?:\s+as\s+(\w+))?$/.exec(text);
  if (named !== null) return `write import * as ${named[2] ?? named[1]?.split(".")[0]} from "${named[1]}"`;
  if (/^#(?![!\w])/.test(text)) return "write comments with //";
  if (/^(?:async\s+)?def\s+\w+\s*\(/.test(text)) return "write function name(a: number) { … }";
  if (/^(?:for|while|if|elif|with|try|except)\b[^{]*:$/.test(text))
    return "write blocks in braces: for (const item of items) { … }";
  return undefined;
}

function sameHint(hint: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, hint]));
}
