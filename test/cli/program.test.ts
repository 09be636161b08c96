import { execFile } from "node:child_process";
import process from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";

let cli: string;

beforeAll(async () => {
  cli = await builtCli();
});

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function slylab(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...words], (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
    });
    child.stdin?.end();
  });
}

describe("the command line", () => {
  it("prints its version and its help, and exits with 0", async () => {
    const [version, help] = await Promise.all([slylab("--version"), slylab("--help")]);
    expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
    expect(help.exitCode).toBe(0);
    expect(await slylab("help")).toEqual(help);
    expect(await slylab("help", "serve")).toEqual(await slylab("serve", "--help"));
    for (const command of ["start", "serve", "run", "kernel", "doctor"])
      expect(help.stdout).toContain(`\n  ${command} `);
  });

  it.each([
    ["an unknown option", ["--nonsense"], /unknown option '--nonsense'/],
    ["a port that is none", ["serve", "--port", "70000"], /expected a port from 0 to 65535/],
    ["a seed that is none", ["serve", "--seed", "apples"], /lemons, none/],
    ["two places for the kernel", ["kernel", "install", "--user", "--sys-prefix"], /cannot be used with/],
    [
      "a prefix to remove it from, and a place",
      ["kernel", "uninstall", "--prefix", "x", "--user"],
      /cannot be used with/,
    ],
    ["memory and a folder at once", ["serve", "--memory", "--data", "x"], /cannot be used with/],
    ["a pace that is none", ["serve", "--annotators", "fast"], /expected a time/],
    ["drawing where nobody is at work", ["serve", "--memory", "--draw"], /'--draw' needs --annotators/],
    ["a seed of drawings that is none", ["serve", "--annotators", "--draw", "x"], /expected an integer/],
    ["a slow person without a number", ["serve", "--annotators", "--slow", "ben"], /for example ben=3/],
    [
      "a person who stops after half an image",
      ["serve", "--annotators", "--stop-after", "ben=0.5"],
      /for example ben=10/,
    ],
    ["a misspelled command", ["serv", "--port", "0"], /unknown command 'serv', did you mean serve\?/],
    ["the help of a misspelled command", ["help", "serv"], /unknown command 'serv', did you mean serve\?/],
    ["a misspelled word of the kernel's help", ["help", "kernel", "instal"], /did you mean install\?/],
    ["an option without its dashes", ["version"], /unknown command 'version', did you mean --version\?/],
    ["a command that nothing resembles", ["repl"], /^error: 'repl' is neither a command nor a file\n/],
    ["a notebook as code", ["walk.ipynb"], /walk\.ipynb is a notebook\n\(slylab run walk\.ipynb executes it\)/],
    ["a misspelled word of the kernel", ["kernel", "instal"], /Did you mean install\?/],
    ["no notebook", ["run"], /missing required argument/],
    ["an empty notebook's name", ["run", ""], /^NotebookError: '': cannot be read: no such file or folder/],
    ["a blank notebook's name among others", ["run", "a.ipynb", " "], /' ': cannot be read/],
    ["an unknown kernel", ["run", "x.ipynb", "--kernel", "python"], /slylab, tslab/],
    ["a kernel without a connection file", ["kernel", "start"], /connection-file/],
    ["two instances", ["--local", "--server", "http://x"], /cannot be used with/],
  ])("reports what is wrong with %s and exits with 2", async (_case, words, said) => {
    const { exitCode, stdout, stderr } = await slylab(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(said);
  });
});
