/** All details of an error are shown: at the prompt, in a cell, in a script. */
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { builtCli } from "../support/built.js";
import { startOwnKernel } from "../support/kernel-process.js";
import { Terminal, terminalPython } from "../support/terminal.js";

const python = await terminalPython();

const detailed =
  "Object.assign(new Error('outer', { cause: new RangeError('inner') }), { code: 'E_X', detail: { rows: [1, 2] } })";
const circular = "const circle: any = { a: 1 }; circle.self = circle";
const failing = "import assert from 'node:assert'; assert.deepStrictEqual({ a: 1 }, { a: 2 })";

const no = "() => { throw new Error('a trap ran') }";
const traps = `{ get: ${no}, has: ${no}, getPrototypeOf: ${no}, ownKeys: ${no}, getOwnPropertyDescriptor: ${no} }`;
const trapped = `const trapped = new Proxy(new Error('behind'), ${traps})`;

/** Code, and the texts that its error must show. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  [
    `throw ${detailed}`,
    ["Error: outer", "code: 'E_X'", "detail: { rows: [ 1, 2 ] }", "caused by RangeError: inner", ":1:21"],
  ],
  [`${circular}; throw circle`, ["Thrown: <ref *1> { a: 1, self: [Circular *1] }", ":1:59"]],
  [`${circular}; await Promise.reject(circle)`, ["[Circular *1]", ":1:74"]],
  [
    "function low() { throw new RangeError('low') }; function load() { try { low() } catch (cause) { throw new Error('high', { cause }) } }; load()",
    ["Error: high", "caused by RangeError: low"],
  ],
  [
    "const low = () => new RangeError('low'); const all = [low()]; throw new AggregateError(all, 'many')",
    ["AggregateError: many", "- RangeError: low"],
  ],
  ["throw 'a text'", ["Thrown: a text", ":1:7"]],
  ["throw null", ["Thrown: null", ":1:7"]],
  [`${trapped}; throw trapped`, ["Error: behind"]],
  [`${trapped}; throw new Error('outer', { cause: trapped })`, ["Error: outer", "behind"]],
  [`${trapped}; throw new AggregateError([trapped], 'many')`, ["AggregateError: many", "behind"]],
  [failing, ["AssertionError", "+   a: 1", "-   a: 2", ":1:42"]],
  ["const text: string = 3", ["TS2322: Type 'number' is not assignable to type 'string'", ":1:7"]],
  [
    "class HttpError extends Error { status = 404 }; throw new HttpError('gone')",
    ["HttpError: gone", "{ status: 404 }"],
  ],
];

it("a cell shows all details of an error, also of one thrown after the cell ended", async () => {
  const kernel = await startOwnKernel();
  onTestFinished(async () => void (await kernel.stop()));
  for (const [code, shows] of cases) {
    const { told } = await kernel.execute(code);
    const text = stripVTControlCharacters(
      told.find(({ type }) => type === "error")?.content.traceback?.join("\n") ?? "",
    );
    for (const part of shows) expect(text, code).toContain(part);
  }
  const { told } = await kernel.execute("new RangeError('a value')");
  const value = told.find(({ type }) => type === "execute_result")?.content.data?.["text/plain"];
  expect(value).toMatch(/RangeError: a value\n {2}cell \d+:1:1/);

  await kernel.execute(`setTimeout(() => { throw ${detailed} }, 1); await new Promise((done) => setTimeout(done, 50))`);
  const late = await kernel.until(({ type, content }) => type === "stream" && content.name === "stderr");
  for (const part of ["Uncaught Error: outer", "code: 'E_X'", "caused by RangeError: inner"]) {
    expect(late.content.text).toContain(part);
  }
}, 60_000);

it("a script shows all details of an error", async () => {
  const cli = await builtCli();
  const folder = mkdtempSync(join(tmpdir(), "slylab-errors-"));
  const file = join(folder, "main.ts");
  for (const [code, shows] of cases) {
    writeFileSync(file, code);
    const err = await new Promise<string>((done) => {
      // Only an error of types needs the checker.
      const check = code.startsWith("const text: string") ? "--check" : "--no-check";
      execFile(process.execPath, [cli, check, file], { env: { ...process.env, HOME: folder } }, (_error, _out, text) =>
        done(text),
      );
    });
    for (const part of shows) expect(err, code).toContain(part);
  }
}, 120_000);

describe.skipIf(python === undefined)("errors at the prompt", () => {
  it("are shown with all details, also by _error, without the colors that Node adds to assertion errors", async () => {
    if (python === undefined) return;
    const home = mkdtempSync(join(tmpdir(), "slylab-errors-"));
    const env = {
      HOME: home,
      FORCE_COLOR: undefined,
      NO_COLOR: undefined,
      SERVER_ADDRESS: undefined,
      API_TOKEN: undefined,
    };
    const command = [process.execPath, await builtCli()];
    const terminal = await Terminal.open(python, command, { columns: 140, rows: 200, cwd: home, env });
    onTestFinished(() => terminal.close());
    await terminal.see("^\\S+ 1>");
    let entry = 1;
    const enter = async (code: string) => {
      entry += 1;
      await terminal.send(`${code}\r`);
      await terminal.see(`^\\S+ ${entry}>`);
      const screen = (await terminal.look()).rows.join("\n");
      return screen.slice(screen.lastIndexOf(` ${entry - 1}>`));
    };
    await enter("setTimeout(() => { throw Object.assign(new Error('late'), { fruit: 'kiwi' }) }, 50); 1");
    await terminal.see("Uncaught Error: late");
    expect(await enter("_error")).toContain("kiwi");
    for (const [code, shows] of cases) {
      const shown = await enter(code);
      // A thrown value that is not an error is shown like other values.
      const isError = /Error: |TS\d+: /.test(shown);
      for (const text of isError ? [shown, await enter("_error")] : [shown]) {
        for (const part of shows) expect(text, code).toContain(part);
        expect(text).not.toContain("\\x1b");
      }
    }
  }, 60_000);
});
