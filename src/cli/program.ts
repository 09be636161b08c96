/** The command line. Each command loads its modules when it is called. */
import process from "node:process";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { durationMs } from "../base/duration.js";
import { preferLocal, preferServer } from "../default-instance.js";
import { version } from "../version.js";
import type { LocationOptions } from "./commands/kernel.js";
import type { RunCommandOptions } from "./commands/run.js";
import type { ServeOptions } from "./commands/serve.js";
import { endOnClosedPipes } from "./support/closed-pipe.js";
import { reportFailure } from "./support/failure.js";
import { printHelpOf, rejectFirstWord } from "./support/first-word.js";
import { layOutHelp } from "./support/help-layout.js";

/** Options that select the instance. */
export interface WhereOptions {
  readonly local?: boolean;
  readonly server?: string;
}

/** Runs the command line (without node and the script); returns the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  endOnClosedPipes();
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportFailure(error);
  }
}

function buildProgram(exit: (code: number) => void): Command {
  const program = new Command("slylab");
  program
    .description("Image-labeling jobs from a prompt, a script or a notebook.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .enablePositionalOptions()
    .passThroughOptions()
    .argument("[file]", "a TypeScript file to run; - reads standard input; without it, the prompt opens")
    .argument("[args...]", "arguments for the file (process.argv)")
    .option("-e, --eval <code>", "run code and print its last value")
    .option("--json", "print the last value as JSON")
    .option("--check", "check types before running (files: on unless --no-check)")
    .option("--no-check", "do not check types")
    .addOption(new Option("--local", "use the local instance").conflicts("server"))
    .option("--server <url>", "use this instance; its token comes from API_TOKEN")
    .action(async (file: string | undefined, args: string[], options: EvalOptions) => {
      chooseInstance(options);
      if (file !== undefined && options.eval === undefined) rejectFirstWord(program, file);
      if (file === undefined && options.eval === undefined && process.stdin.isTTY) {
        const { repl } = await import("./commands/repl.js");
        exit(await repl({ ...(options.check === undefined ? {} : { check: options.check }) }));
        return;
      }
      const { evaluate } = await import("./commands/eval.js");
      exit(await evaluate({ file, args, ...options }));
    });

  program
    .command("start")
    .description("run the labeling-jobs tutorial on the local instance, then open the prompt")
    .action(async () => {
      const { start } = await import("./commands/start.js");
      exit(await start());
    });

  program
    .command("serve")
    .description("run the local instance as a server; prints SERVER_ADDRESS=… and API_TOKEN=…")
    .option("--port <number>", "port to listen on; 0 uses a free one", toPort, 0)
    .option("--host <address>", "address to bind to", "127.0.0.1")
    .addOption(
      new Option("--data <folder>", "where to store the data (default: ~/.slylab/instance)").conflicts("memory"),
    )
    .option("--memory", "keep the data in memory only")
    .addOption(
      new Option("--seed <name>", "the content of a new instance").choices(["lemons", "none"]).default("lemons"),
    )
    // Not --env-file, which Node would take as its own option.
    .option("--write-env <file>", "write SERVER_ADDRESS, API_TOKEN and the context ids to this file")
    .option("--new-token", "replace the API token of the first account; the old one is no longer accepted")
    .option("--vacuum", "free the disk space of removed images before serving")
    .addOption(repeatable("--allow-host <name>", "allow another host name in requests; repeatable"))
    .addOption(repeatable("--allow-webhook <host>", "deliver webhooks to this host too (* for any); repeatable"))
    .addOption(repeatable("--allow-link <host>", "fetch images by link from this host too (* for any); repeatable"))
    .addOption(
      new Option(
        "--annotators [pace]",
        "simulate people who work on every open job, one action per interval (1s, 200ms)",
      )
        .preset("1s")
        .argParser(toPace),
    )
    .addOption(
      new Option(
        "--draw [seed]",
        "let simulated people draw objects and assign tags; the same seed draws the same objects",
      )
        .preset(1)
        .argParser(toSeed),
    )
    .option("--no-reviewers", "leave reviews to you: simulated people do not review")
    .option("--slow <login=times>", "make this person this many times slower; repeatable", toSlow)
    .option("--sloppy <login>", "make this person draw inaccurately; repeatable", collect)
    .option(
      "--stop-after <login=images>",
      "stop this person after this many images; 0: never start; repeatable",
      toStop,
    )
    .action(async (options: ServeOptions, command: Command) => {
      rejectUnusedPeopleOptions(options, command);
      const { serve } = await import("./commands/serve.js");
      exit(await serve(options));
    });

  program
    .command("run")
    .description("execute notebooks without a browser")
    .argument("<notebooks...>", "the .ipynb files")
    .addOption(repeatable("-p, --parameter <name=value>", "set a parameter, as papermill does; repeatable"))
    .option("-o, --output <path>", "write the executed notebook to this file or folder")
    .option("--check", "compare the outputs with the saved ones; fail if they differ")
    .option("--update", "write the new outputs to the notebooks")
    .addOption(
      new Option("--kernel <name>", "the kernel that runs the cells").choices(["slylab", "tslab"]).default("slylab"),
    )
    .option("--timeout <seconds>", "time limit of a cell", toSeconds, 120)
    .action(async (notebooks: string[], options: RunCommandOptions) => {
      const { runNotebooks } = await import("./commands/run.js");
      exit(await runNotebooks(notebooks, options));
    });

  const kernel = program.command("kernel").description("the Jupyter kernel").helpCommand(false);
  kernel
    .command("install")
    .description("register the kernel with Jupyter")
    .addOption(new Option("--user", "for this account (the default)").conflicts(["prefix", "sysPrefix"]))
    .addOption(new Option("--prefix <folder>", "under this folder's share/jupyter").conflicts("sysPrefix"))
    .option("--sys-prefix", "in the active Python environment")
    .action(async (options: LocationOptions) => {
      const { kernelInstall } = await import("./commands/kernel.js");
      exit(await kernelInstall(options));
    });
  kernel
    .command("uninstall")
    .description("remove the kernel from Jupyter")
    .addOption(new Option("--user", "from this account (the default)").conflicts(["prefix", "sysPrefix"]))
    .addOption(new Option("--prefix <folder>", "from this folder's share/jupyter").conflicts("sysPrefix"))
    .option("--sys-prefix", "from the active Python environment")
    .action(async (options: LocationOptions) => {
      const { kernelUninstall } = await import("./commands/kernel.js");
      exit(await kernelUninstall(options));
    });
  kernel
    .command("start")
    .description("run the kernel; Jupyter calls this")
    .requiredOption("-f, --connection-file <file>", "the connection file that Jupyter wrote")
    .action(async (options: { connectionFile: string }) => {
      const { kernelStart } = await import("./commands/kernel-start.js");
      exit(await kernelStart(options.connectionFile, () => import("./kernel-handlers.js")));
    });

  program
    .command("doctor")
    .description("check the installation and suggest fixes")
    .action(async () => {
      const { doctor } = await import("./commands/doctor.js");
      exit(await doctor());
    });

  // Commander's own prints the whole help for an unknown command.
  program
    .command("help")
    .argument("[command...]")
    .description("print the help of a command")
    .action((args: string[]) => printHelpOf(program, args));

  layOutHelp(program, "slylab");
  return program;
}

interface EvalOptions extends WhereOptions {
  readonly eval?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

function chooseInstance({ local, server }: WhereOptions): void {
  if (server !== undefined) preferServer(server);
  if (local === true) preferLocal();
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("expected a port from 0 to 65535");
  return port;
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError("expected seconds above 0");
  return seconds;
}

function toPace(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new InvalidArgumentError("expected a time, for example 500ms or 2s");
  return ms;
}

function toSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("expected an integer from 0");
  return Number(text);
}

function toSlow(text: string, before?: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return {
    ...before,
    ...ofLogin(text, (times) => times >= 1, "expected LOGIN=NUMBER with a number from 1, for example ben=3"),
  };
}

function toStop(text: string, before?: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const expected = "expected LOGIN=IMAGES, for example ben=10";
  return { ...before, ...ofLogin(text, (images) => Number.isInteger(images), expected) };
}

/** Parses `ben=3` to `{ ben: 3 }`. */
function ofLogin(text: string, isFitting: (value: number) => boolean, expected: string): Record<string, number> {
  const [, login = "", number = ""] = /^(.+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (login === "" || !isFitting(Number(number))) throw new InvalidArgumentError(expected);
  return { [login]: Number(number) };
}

/** Rejects options of simulated people without --annotators. */
function rejectUnusedPeopleOptions(options: ServeOptions, command: Command): void {
  if (options.annotators !== undefined) return;
  const names = ["draw", "reviewers", "slow", "sloppy", "stopAfter"];
  const option = command.options.find(
    (option) =>
      names.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === "cli",
  );
  if (option?.long == null) return;
  command.error(`error: option '${option.long}' needs --annotators`);
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], "none");
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}
