import { Command, InvalidArgumentError } from "commander";
import { expect, it } from "vitest";
import { layOutHelp } from "../../../src/cli/support/help-layout.js";

function helpAt(columns: number): string {
  const command = new Command("serve")
    .helpOption(false)
    .option("--stop-after <login=images>", "stop this person after this many images; 0: never start; repeatable")
    .option("--memory", "");
  layOutHelp(command, "slylab serve");
  command.configureOutput({ getOutHelpWidth: () => columns });
  return command.helpInformation();
}

it("puts the description next to the option, wrapped between words", () => {
  expect(helpAt(80)).toBe(
    "Usage: serve [options]\n\nOptions:\n" +
      "  --stop-after <login=images>  stop this person after this many images; 0: never\n" +
      "                               start; repeatable\n  --memory\n",
  );
});

it.each([20, 40, 60])("puts the description below the option if %i columns are too narrow", (columns) => {
  const help = helpAt(columns);
  expect(help).toContain("  --stop-after <login=images>\n      stop");
  const lines = help.split("\n").filter((line) => line.startsWith("      "));
  expect(lines.join(" ").replaceAll(/ +/g, " ").trim()).toBe(
    "stop this person after this many images; 0: never start; repeatable",
  );
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
});

it("names the command whose help to read, and reports an invalid value in one sentence", () => {
  const program = new Command("slylab").exitOverride();
  program
    .command("serve")
    .option("--port <number>", "port", () => {
      throw new InvalidArgumentError("expected a port");
    })
    .action(() => {});
  layOutHelp(program, "slylab");
  const written: string[] = [];
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeErr: (text) => void written.push(text) }).exitOverride();
  }
  expect(() => program.parse(["serve", "--port", "x"], { from: "user" })).toThrow();
  expect(written.join("")).toContain("argument 'x' is invalid: expected a port\n");
  expect(written.join("")).toContain("(slylab serve --help lists the options)");
});
