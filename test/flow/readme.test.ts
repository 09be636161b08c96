/** README.md: its order, its pictures, and its code blocks, run unchanged. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import { root } from "../support/source-tree.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";

const python = await terminalPython();

const run = promisify(execFile);
const readme = readFileSync(join(root, "README.md"), "utf8");
const programs = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);

let cli = "";
let folder = "";
beforeAll(async () => {
  cli = await builtCli();
  folder = await mkdtemp(join(tmpdir(), "slylab-readme-"));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command on a fresh machine: an empty home, no variables. Rejects unless it ends by itself with 0. */
const slylab = (...words: string[]) =>
  run(process.execPath, [cli, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: "1" },
    timeout: 60_000,
  });

it("the README has its sections in the expected order", () => {
  const heads = [...readme.matchAll(/^## (.+)$/gm)].map(([, head]) => head);
  expect(heads).toEqual([
    ...["Install", "From a clone", "Your instance", "At the prompt", "In a notebook", "In scripts and CI", "The chain"],
    ...["Errors", "Limits", "The local instance", "Safety", "Reference"],
  ]);
});

it("the README has its pictures, light and dark", () => {
  const pictures = [...readme.matchAll(/(?:srcset|src)="([^"]+)"/g)].map(([, path = ""]) => path);
  expect(pictures.length).toBe(4);
  expect(pictures.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it("the pictures of the README are up to date (if not: node docs/pictures.mjs)", { timeout: 90_000 }, async () => {
  const drawn = await mkdtemp(join(folder, "pictures-"));
  await run(process.execPath, [join(root, "docs/pictures.mjs"), drawn], { timeout: 80_000 });
  for (const name of ["prompt-light.svg", "prompt-dark.svg", "notebook-light.svg", "notebook-dark.svg"]) {
    const shown = readFileSync(join(root, "docs/pictures", name), "utf8");
    expect(readFileSync(join(drawn, name), "utf8") === shown, `${name} is old`).toBe(true);
  }
});

it("the README links only to existing files", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => path);
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

describe.each(programs.map((code, index) => [index + 1, code] as const))("block %i of the README", (index, code) => {
  it("passes the type check and runs as a program", { timeout: 90_000 }, async () => {
    const file = join(folder, `block-${index}.ts`);
    await writeFile(file, code);
    await slylab("--check", file);
  });

  it("runs with -e", { timeout: 90_000 }, async () => {
    await slylab("-e", code);
  });

  it.skipIf(python === undefined)(
    "runs to its end when it is pasted at the prompt without paste marks",
    { timeout: 90_000 },
    async () => {
      const terminal = await Terminal.open(python!, [process.execPath, cli], {
        cwd: folder,
        columns: 100,
        rows: 200,
        env: { HOME: folder, NO_COLOR: "1", SERVER_ADDRESS: "", API_TOKEN: "" },
      });
      try {
        await terminal.see("local 1> ?");
        // In one piece: a chain continues on a line that begins with a call only if that line has arrived before its Enter.
        const lines = `${code.trimEnd()}\n\n'typed to the ' + 'end'`.split("\n");
        await terminal.send(lines.map((line) => line + keys.enter).join(""));
        await terminal.see("typed to the end", 60_000);
        const { rows } = await terminal.look();
        expect(rows.filter((row) => /error|hint:/i.test(row))).toEqual([]);
      } finally {
        await terminal.close();
      }
    },
  );
});

it("the chains in the text of the README pass the type check", { timeout: 90_000 }, async () => {
  const table = readme.slice(readme.indexOf("## The chain"), readme.indexOf("## Errors"));
  const cells = [...table.matchAll(/^\| [^|]+ \| (.+) \|$/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code),
  );
  const chains = cells.filter((code) => /^\(?(?:await |team|ensureTeam|project|job|as)/.test(code));
  expect(chains.length).toBeGreaterThan(25);
  const file = join(folder, "table.ts");
  await writeFile(
    file,
    `import { rectangle } from "slylab";\n${chains.map((code) => `(async () => ${code});\n`).join("")}`,
  );
  await slylab("--check", file);
});

it("the README's line with -e runs", { timeout: 90_000 }, async () => {
  const [, code = ""] = /npx slylab -e '([^']+)' --json/.exec(readme) ?? [];
  const { stdout } = await slylab("-e", code, "--json");
  expect(JSON.parse(stdout)).toEqual([]);
});
