/** Runs scripts in processes that are killed at one of their requests. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { bundledScript } from "./bundled-script.js";
import type { FaultProxy } from "./fault-proxy.js";

/** A script that gets the address of `proxy`, the token and `args`. */
export interface KilledScript {
  readonly script: URL;
  readonly proxy: FaultProxy;
  readonly token: string;
  readonly args: readonly string[];
}

/** Runs the script; kills it `ms` milliseconds after its request `last`. Returns its exit code, null if it was killed. */
export async function runKilled({ script, proxy, token, args }: KilledScript, last: number, ms = 0): Promise<unknown> {
  const file = await bundledScript(script);
  let count = 0;
  let child: ChildProcess | undefined;
  proxy.play(() => {
    count += 1;
    const kill = () => child?.kill("SIGKILL");
    if (count === last && ms === 0) kill();
    else if (count === last) void delay(ms).then(kill);
    return undefined;
  });
  child = spawn(process.execPath, [file, proxy.address, token, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  return code;
}
