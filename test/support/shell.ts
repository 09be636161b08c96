/** Runs command lines of the built `slylab` in folders of their own. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { builtCli } from "./built.js";

/** How a command line ended. */
export interface Ended {
  readonly bytes: Buffer;
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

/** Runs command lines. */
export class Shell {
  readonly home = realpathSync(mkdtempSync(join(tmpdir(), "slylab-scripts-")));
  readonly #cli: string;

  private constructor(cli: string) {
    this.#cli = cli;
  }

  static async open(): Promise<Shell> {
    return new Shell(await builtCli());
  }

  /** Creates a folder with these files. */
  folderOf(files: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(this.home, "case-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  /** Runs a command line of bash in which `slylab` is the built command. */
  run(line: string, cwd = this.home): Promise<Ended> {
    const env = { PATH: process.env.PATH, HOME: this.home, NODE: process.execPath, CLI: this.#cli };
    const child = spawn("bash", ["-c", `slylab() { "$NODE" "$CLI" "$@"; }; ${line}`], { cwd, env, timeout: 60_000 });
    const out: Buffer[] = [];
    let err = "";
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.stdin.end();
    return new Promise((resolve) => {
      child.on("close", (code) => {
        const bytes = Buffer.concat(out);
        resolve({ bytes, out: bytes.toString(), err, code });
      });
    });
  }
}
