/** A local instance in a separate process that a test can kill. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { bundledScript } from "./bundled-script.js";

/** An instance on a data folder, in another process. */
export interface InstanceProcess {
  readonly address: string;
  readonly token: string;
  /** Kills it without any clean-up, like a power failure. */
  kill(): Promise<void>;
}

/** Starts one; rejects with its output if it does not start. */
export async function spawnInstance(data: string): Promise<InstanceProcess> {
  const script = await bundledScript(new URL("./serve-folder.ts", import.meta.url));
  const child = spawn(process.execPath, [script, data], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await firstLine(child);
  const { address, token } = JSON.parse(line) as { address: string; token: string };
  return {
    address,
    token,
    kill: () => {
      child.kill("SIGKILL");
      return exited;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error("no pipes");
    let complaint = "";
    stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    createInterface(stdout).once("line", resolve);
    child.once("exit", () => reject(new Error(complaint)));
  });
}
