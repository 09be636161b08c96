import process from "node:process";
import { hostContext } from "./domain/display/host-context.js";
import { ConfigError } from "./domain/errors.js";

/**
 * Asks the user at the notebook or terminal for a line of text.
 *
 * @throws {ConfigError} standard input is not a terminal
 * @example
 * const login = await input("login: ");
 */
export function input(prompt = ""): Promise<string> {
  return ask(prompt, false);
}

/**
 * Asks like `input`, under its name in browsers and Deno, but must be awaited. An empty line returns `initial`.
 *
 * @throws {ConfigError} standard input is not a terminal
 * @example
 * const login = await prompt("login:", "labeler_1");
 */
export async function prompt(message = "", initial = ""): Promise<string> {
  const space = message === "" || /\s$/.test(message) ? "" : " ";
  const answer = await ask(`${message}${space}`, false);
  return answer === "" ? initial : answer;
}

/**
 * Asks for a line without showing what is typed.
 *
 * @throws {ConfigError} standard input is not a terminal
 * @example
 * const annotator = as("labeler_1", { password: await password("password of labeler_1: ") });
 */
export function password(prompt = "password: "): Promise<string> {
  return ask(prompt, true);
}

async function ask(prompt: string, hidden: boolean): Promise<string> {
  const host = hostContext();
  if (host.ask !== undefined) return host.ask(prompt, { hidden });
  if (!process.stdin.isTTY) {
    throw new ConfigError("cannot ask for input: standard input is not a terminal", {
      option: "stdin",
      source: hidden ? "password()" : "input()",
      hint: "pass the value as an argument or environment variable",
    });
  }
  if (!hidden) return question(process.stdout, prompt);
  process.stdout.write(prompt);
  const { Writable } = await import("node:stream");
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await question(nowhere, "");
  } finally {
    process.stdout.write("\n");
  }
}

async function question(output: NodeJS.WritableStream, prompt: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    const { signal } = hostContext();
    return await (signal === undefined ? lines.question(prompt) : lines.question(prompt, { signal }));
  } finally {
    lines.close();
  }
}
