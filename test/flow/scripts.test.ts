/** `slylab FILE.ts` is a program as Node runs one: its bytes, its exit code, its own modules, its errors. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { Shell } from "../support/shell.js";

let bash: Shell;

beforeAll(async () => {
  bash = await Shell.open();
}, 120_000);

const folderOf = (files: Readonly<Record<string, string>>) => bash.folderOf(files);
const shell = (line: string, cwd?: string) => bash.run(line, cwd);

/** Runs one script with its types checked. */
const run = (text: string, args = "") => shell(`slylab main.ts ${args}`, folderOf({ "main.ts": text }));

/** Runs one script without the type checker, where types do not matter. */
const runUnchecked = (text: string, args = "") =>
  shell(`slylab --no-check main.ts ${args}`, folderOf({ "main.ts": text }));

describe("the output of a script", { timeout: 60_000 }, () => {
  const bytes = "Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251))";
  const expected = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251));

  it("has exactly the bytes written, in one piece or several", async () => {
    const whole = `process.stdout.write(${bytes}); process.stdout.write('é', 'latin1')`;
    expect((await runUnchecked(whole)).bytes).toEqual(Buffer.concat([expected, Buffer.of(0xe9)]));
    const pieces = `import { Readable } from "node:stream";
      const bytes = ${bytes};
      Readable.from([...Array(300)].map((_, at) => bytes.subarray(at, at + 1))).pipe(process.stdout)`;
    expect((await runUnchecked(pieces)).bytes.equals(expected.subarray(0, 300))).toBe(true);
    const split = "const all = Buffer.from('лимон 🍋'); for (const byte of all) process.stdout.write(Buffer.of(byte))";
    expect((await runUnchecked(split)).out).toBe("лимон 🍋");
  });

  it("does not contain the value of its last expression", async () => {
    expect(await run("process.stdout.write('hi')")).toMatchObject({ out: "hi", err: "", code: 0 });
    expect(await run("const a = 1\na + 1")).toMatchObject({ out: "", err: "", code: 0 });
    expect((await run("1 + 1", "--json")).out).toBe("");
    expect((await shell("slylab --json main.ts", folderOf({ "main.ts": "1 + 1" }))).out).toBe("2\n");
  });
});

describe("the end of a script", { timeout: 60_000 }, () => {
  it.each([
    ["process.exitCode = 3", { out: "", err: "", code: 3 }],
    ["setTimeout(() => console.log('late'), 5000); process.exit(0)", { out: "", err: "", code: 0 }],
    ["try { process.exit(5) } catch { console.log('caught') } finally { console.log('after') }", { out: "", code: 5 }],
    ["process.on('exit', (code) => console.log('exit', code)); process.exitCode = 7", { out: "exit 7\n", code: 7 }],
    ["setTimeout(() => { process.exitCode = 4 }, 20)", { out: "", err: "", code: 4 }],
    ["setTimeout(() => process.exit(6), 20)\nsetInterval(() => {}, 1000)", { out: "", err: "", code: 6 }],
    [
      "process.on('uncaughtException', (error) => console.log('own', error.message))\nsetTimeout(() => { throw new Error('x') }, 9)",
      { out: "own x\n", err: "", code: 0 },
    ],
    [
      "process.on('uncaughtException', (error) => console.log('own', error.message)); setTimeout(() => console.log('on'), 9)\nthrow new Error('x')",
      { out: "own x\non\n", err: "", code: 0 },
    ],
    ["process.on('uncaughtExceptionMonitor', () => console.log('seen')); throw 1", { out: "seen\n", code: 1 }],
    [
      "process.on('uncaughtException', () => { throw new Error('second') })\nsetTimeout(() => { throw new Error('x') }, 9)",
      { out: "", err: expect.stringMatching(/^Error: second\n {2}main.ts:1:[^$]*$/), code: 7 },
    ],
    ["await new Promise(() => {})", { out: "", code: 13, err: expect.stringContaining("main.ts:1:1") }],
  ])("has the exit code and output of Node: %s", async (text, ended) => {
    // The checker is a child process, which must not keep a script running.
    const isWaiting = text.startsWith("await");
    expect(await (isWaiting ? run(text) : runUnchecked(text))).toMatchObject(ended);
  });

  it.each([
    ["compression", "import { gzip } from 'node:zlib'\ngzip('x'.repeat(1e6), () => console.log('done'))"],
    ["cryptography", "import { scrypt } from 'node:crypto'\nscrypt('a', 'b', 64, () => console.log('done'))"],
    [
      "a thread",
      "import { Worker } from 'node:worker_threads'\nnew Worker(`setTimeout(() => console.log('done'), 200)`, { eval: true })",
    ],
  ])("comes after pending work of %s", async (_name, text) => {
    expect(await runUnchecked(text)).toMatchObject({ out: "done\n", err: "", code: 0 });
  });

  it("comes at an error of a thread", async () => {
    const text = `import { Worker } from "node:worker_threads"\nnew Worker("throw new Error('inside')", { eval: true })`;
    expect(await runUnchecked(text)).toMatchObject({ out: "", err: expect.stringContaining("Error: inside"), code: 1 });
  });

  it("comes at an error after its last line, shown with the user's lines", async () => {
    const timer = await runUnchecked(
      "type T = 1\nconst late = (n: any) => n.boom()\nsetTimeout(() => late(1), 20)\nconsole.log('end')",
    );
    expect(timer).toMatchObject({ out: "end\n", code: 1 });
    expect(timer.err).toContain("TypeError: n.boom is not a function");
    expect(timer.err).toContain("main.ts:2:28");
    const floating = await runUnchecked(
      "async function f() {\n  await 1\n  throw new Error('alone')\n}\nf()\nsetTimeout(() => console.log('never'), 900)",
    );
    expect(floating).toMatchObject({ out: "", code: 1 });
    expect(floating.err).toContain("main.ts:3:9 (f)");
    for (const { err } of [timer, floating])
      expect(err).not.toMatch(/\$c|dist\/|node_modules|node:internal|slylabCell/);
  });

  it("is silent when its output is no longer read", async () => {
    const lines = [
      "slylab -e 'for (let i = 0; i < 1e5; i++) console.log(i)' | head -1",
      "slylab -e 'for (;;) console.log(0)' | head -1",
      "slylab -e 'setInterval(() => { console.log(0) }, 1); void 0' | head -1",
      "yes 'console.log(0)' | slylab - | head -1",
      "slylab -e 'for (let i = 0; i < 1e5; i++) console.error(i)' 2>&1 >/dev/null | head -1",
      "slylab --json -e '[...Array(1e5).keys()]' | head -c 1 >/dev/null; echo 0",
      "slylab --help | head -1 >/dev/null; echo 0",
    ];
    const scripts = {
      "busy.ts": "for (;;) console.log(0)",
      "awaiting.ts": "for (;;) { console.log(0); await null }",
      "caught.ts":
        "try { for (;;) console.log(0) } catch (error) { console.error(error) } finally { console.error('end') }",
      "errors.ts": "for (;;) console.error(0)",
      "thread.ts":
        "import { Worker } from 'node:worker_threads'\nnew Worker('', { eval: true })\nfor (;;) { console.log(0); await new Promise(setImmediate) }",
      "descriptor.ts": "import { writeSync } from 'node:fs'\nfor (;;) writeSync(1, '0\\n')",
      "pipeline.ts":
        "import { pipeline } from 'node:stream/promises'\nawait pipeline(function* () { for (;;) yield '0\\n' }, process.stdout)",
      "child.ts": "import { execSync } from 'node:child_process'\nexecSync('yes 0', { stdio: 'inherit' })",
      "spawned.ts": "import { spawn } from 'node:child_process'\nspawn('yes', ['0']).stdout.pipe(process.stdout)",
    };
    const folder = folderOf(scripts);
    lines.push(
      ...Object.keys(scripts).map((name) =>
        name === "errors.ts"
          ? `slylab --no-check ${name} 2>&1 >/dev/null | head -1`
          : `slylab --no-check ${name} | head -1`,
      ),
    );
    for (const line of lines)
      expect([line, await shell(`set -o pipefail; ${line}`, folder)]).toMatchObject([line, { out: "0\n", err: "" }]);
    expect((await shell("slylab start | head -1")).err).toBe("");
  }, 120_000);

  it("fails in one line when its output cannot be written", async () => {
    const folder = folderOf({ "main.ts": "console.log(1)" });
    for (const words of ["--version", "--help", "doctor", "-e 1+1", "--json -e 1+1", "--no-check main.ts"]) {
      const { err, code } = await shell(`slylab ${words} >/dev/full`, folder);
      expect([words, code, err]).toEqual([
        words,
        1,
        "slylab: standard output cannot be written: the disk is full (ENOSPC)\n",
      ]);
    }
    expect(await shell("slylab -e 'console.error(1)' 2>/dev/full", folder)).toMatchObject({ out: "", code: 1 });
  }, 60_000);
});

describe("the modules of a script", { timeout: 60_000 }, () => {
  const files = {
    "lib/util.ts":
      "import { deep } from './deep.js'\nexport enum Kind { Round = 4 }\nexport const area = (n: number): number => deep(n) * 2\nexport default function half(n: number) { return n / 2 }\nexport const here = import.meta.url\n",
    "lib/deep.ts":
      "import type { Kind } from './util'\nexport const deep = (n: number): number => n + 1\nexport const later = async (name: string): Promise<number> => (await import(`./${name}.ts`)).value\n",
    "lib/value.ts": "export const value = 9\n",
    "lib/view.tsx": 'export const view = <b title="x">hi</b>\n',
  };

  it("are resolved from the script, in every spelling of the path", async () => {
    const main = `import half, { area, Kind, here } from './lib/util.ts'
import byJs from './lib/util.js'
import bare from './lib/util'
import { later } from './lib/deep'
console.log(half(8), area(1), Kind.Round, byJs === half, bare === half, await later('value'))
console.log((await import('./lib/value.js')).value)
console.log(here)
console.log(import.meta.url)
console.log([import.meta.dirname, import.meta.filename, __dirname, __filename, process.argv[1]].join())
console.log(require.main === module)`;
    const folder = folderOf({ ...files, "main.ts": main });
    const { out, err, code } = await shell(`slylab ${join(folder, "main.ts")}`);
    const path = join(folder, "main.ts");
    expect(out.split("\n")).toEqual([
      "4 4 4 true true 9",
      "9",
      pathToFileURL(join(folder, "lib/util.ts")).href,
      pathToFileURL(path).href,
      [folder, path, folder, path, path].join(),
      "true",
      "",
    ]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
  });

  it("may begin with 'use strict', or with a byte order mark and a shebang line", async () => {
    expect(await run("'use strict'\nconsole.log(1)")).toMatchObject({ out: "1\n", err: "", code: 0 });
    expect(await run("\ufeff#!/usr/bin/env slylab\nconsole.log(1)")).toMatchObject({ out: "1\n", err: "", code: 0 });
    expect(await shell(`slylab -e '"use strict"; const a = 1; a + 1'`)).toMatchObject({ out: "2\n", err: "", code: 0 });
    expect((await shell(`slylab -e '"use strict"'`)).out).toBe("use strict\n");
  });

  it("export with `export =` and import with `import name = require(…)`", async () => {
    const folder = folderOf({
      "whole.ts": "export = { a: 1 }",
      "both.ts":
        "import path = require('node:path')\nimport whole = require('./whole')\nexport const all = [path.sep, whole.a]\nexport function fail() {\n  throw new Error('here')\n}",
      "main.ts":
        "import whole from './whole'\nimport { all, fail } from './both.js'\nconsole.log(whole.a, all)\nfail()",
    });
    const ended = await shell("slylab main.ts", folder);
    expect(ended.out).toBe("1 [ '/', 1 ]\n");
    expect(ended.err).toContain("both.ts:5:9 (fail)");
  });

  it("with the extension .cts may have imports and exports, or be CommonJS", async () => {
    const folder = folderOf({
      "lib/named.cts": "import { sep } from 'node:path'\nexport const named: string = sep\n",
      "lib/assigned.cts": "export = { own: __filename.endsWith('assigned.cts') }\n",
      "main.ts":
        "import { named } from './lib/named.cjs'\nimport assigned from './lib/assigned.cts'\nconsole.log(named, assigned.own)\n",
    });
    expect(await shell("slylab main.ts", folder)).toMatchObject({ out: "/ true\n", err: "", code: 0 });
  });

  it("are checked, and errors name their lines", async () => {
    const folder = folderOf({
      "lib/bad.ts": "export const ok = 1\nexport const n: number = 'x'\n",
      "main.ts": "import { n } from './lib/bad.js'\nconsole.log(n)\n",
    });
    const { out, err, code } = await shell("slylab main.ts", folder);
    expect({ out, code }).toEqual({ out: "", code: 1 });
    expect(err).toContain("TS2322: Type 'string' is not assignable to type 'number'");
    expect(err).toContain("lib/bad.ts:2:14");
    expect(err).toContain("export const n: number = 'x'");
    expect((await shell("slylab --no-check main.ts", folder)).out).toBe("x\n");
    const misused = folderOf({ ...files, "main.ts": "import { area } from './lib/util.ts'\narea('x')\n" });
    expect((await shell("slylab main.ts", misused)).err).toContain("main.ts:2:6");
  });

  it.each([
    ["lib/syntax.ts", "export const a = 1\nexport const = 2\n", "lib/syntax.ts:2:14"],
    ["lib/syntax.mjs", "export const a = 1\nexport const = 2\n", "lib/syntax.mjs:2:14"],
    ["lib/gone.ts", "export const a = 1\nimport { b } from './not-there.ts'\n", "lib/gone.ts:2:19"],
    ["lib/link.mjs", "import {\n  nope } from './value.mjs'\n", "lib/link.mjs:2:3"],
    [
      "lib/throws.ts",
      "type T = 1\nfunction inner(): never { throw new Error('in it') }\ninner()\n",
      "lib/throws.ts:2:33 (inner)",
    ],
    ["lib/decorated.ts", "const d = (v: unknown, _: unknown) => v\n@d class A {}\n", "lib/decorated.ts:2:1"],
    ["lib/field.ts", "export class A {\n  accessor x = 1\n}\n", "lib/field.ts:2:3"],
    ["lib/network.mjs", "export const a = 1\nimport 'https://esm.sh/lodash'\n", "lib/network.mjs:2:8"],
    ["lib/deno.js", "import _ from 'npm:lodash'\nexport { _ }\n", "lib/deno.js:1:15"],
  ])("report file, line and column when they fail: %s", async (file, text, place) => {
    const folder = folderOf({
      [file]: text,
      "lib/value.mjs": "export const value = 9",
      "main.ts": `\nimport './${file}'\n`,
    });
    const { err, code } = await shell("slylab --no-check main.ts", folder);
    expect(err).toContain(place);
    expect(err).toContain("main.ts:2:8");
    expect(code).toBe(1);
  });

  it("follow the paths, lib, strictness and JSX of the user's tsconfig.json", async () => {
    const react = "exports.jsx = (type, props) => ({ type, ...props }); exports.jsxs = exports.jsx";
    const types =
      "export namespace JSX { interface IntrinsicElements { [name: string]: any } interface Element { type: string; title: string } }\nexport const jsx: any; export const jsxs: any; export const Fragment: any";
    const folder = folderOf({
      ...files,
      "base.json": '{ "compilerOptions": { "strict": false, "lib": ["es2022"] } }',
      "tsconfig.json":
        '{ // as editors write it\n "extends": "./base.json", "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] }, "jsx": "react-jsx", "experimentalDecorators": true, }, }',
      "node_modules/react/package.json":
        '{ "name": "react", "exports": { "./jsx-runtime": { "types": "./jsx.d.ts", "default": "./jsx.js" } } }',
      "node_modules/react/jsx.js": react,
      "node_modules/react/jsx.d.ts": types,
      "deep/down/main.ts":
        "import { area } from '@lib/util'\nimport { view } from '@lib/view'\nconst loose = (x) => x\nfunction mark(t: any) { t.marked = true }\n@mark class A { static marked: boolean }\nconsole.log(area(1), view.title, loose(2), A.marked)",
      "late.ts": "Object.groupBy([1], String)",
      "app.tsx": 'const e = <i title="own">a</i>\nconsole.log(e.title)',
    });
    expect(await shell("slylab deep/down/main.ts", folder)).toMatchObject({ out: "4 x 2 true\n", err: "", code: 0 });
    expect(await shell("slylab app.tsx", folder)).toMatchObject({ out: "own\n", err: "", code: 0 });
    expect(await shell("slylab -e 'const e = <i title=\"cell\">a</i>; e.title'", folder)).toMatchObject({
      out: "cell\n",
      err: "",
    });
    expect((await shell("slylab late.ts", folder)).err).toContain("TS2550");
  });

  it("in a .ts file with JSX name the file's extension, in scripts and in modules", async () => {
    const jsx = "export const e = <i>a</i>\n";
    const folder = folderOf({
      "tsconfig.json": '{ "compilerOptions": { "jsx": "react-jsx" } }',
      "main.ts": jsx,
      "part.ts": jsx,
      "importer.ts": "import './part.ts'",
    });
    for (const [line, unit, place] of [
      ["slylab main.ts", "script", "main.ts:1:18"],
      ["slylab --no-check importer.ts", "module", "part.ts:1:"],
    ] as const) {
      const { err } = await shell(line, folder);
      expect(err).toContain(`a ${unit} cannot use JSX in a .ts file`);
      expect(err).toContain(place);
      expect(err).toContain("rename the file to .tsx");
    }
  });

  it("find the functions of JSX that an earlier entry declared", async () => {
    const folder = folderOf({
      "tsconfig.json":
        '{ "compilerOptions": { "strict": false, "jsx": "react", "jsxFactory": "h", "jsxFragmentFactory": "F" } }',
      "entries.txt":
        "const h = (tag: any, _: unknown, ...inner: any[]): any => [tag, ...inner].join()\nconst F = 'all'\n;(<><b>kiwi</b></>)\n",
    });
    const { out, err } = await shell("slylab --check - < entries.txt", folder);
    expect({ out, err }).toEqual({ out: "all,b,kiwi\n", err: "" });
  });

  it("know the API of the running Node if there is no tsconfig.json", async () => {
    const text =
      "console.log('a'.isWellFormed(), typeof new WebAssembly.Memory({ initial: 1 }).buffer)\nconst { x } = JSON.parse('{}')\nusing r = { [Symbol.dispose]() {} }";
    expect(await run(text)).toMatchObject({ out: "true object\n", err: "", code: 0 });
    const hasGroupBy = "groupBy" in Object;
    expect((await run("console.log(Object.groupBy([1], String))")).code).toBe(hasGroupBy ? 0 : 1);
  });

  it("use the library that is loaded, installed or not", async () => {
    const folder = folderOf({
      "lib/mine.ts": "import { team } from 'slylab'\nexport const own = team",
      "main.ts": "import { own } from './lib/mine.ts'\nconsole.log(own === team)",
    });
    expect(await shell("slylab main.ts", folder)).toMatchObject({ out: "true\n", err: "", code: 0 });
  });
});
