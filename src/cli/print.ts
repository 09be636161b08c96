import process from "node:process";
import { colorWanted } from "../render/colour.js";
import { modelOf } from "../render/model.js";
import { renderPiped } from "../render/piped.js";
import { renderTerminal } from "../render/terminal.js";

/** Prints a value on stdout: a table for a terminal, tab-separated for a pipe. */
export function print(value: unknown): void {
  const model = modelOf(value);
  const { stdout, env } = process;
  stdout.write(
    `${stdout.isTTY ? renderTerminal(model, { columns: stdout.columns, color: colorWanted(stdout, env) }) : renderPiped(model)}\n`,
  );
}
