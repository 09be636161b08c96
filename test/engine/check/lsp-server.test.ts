import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = new URL("../../../src/engine/check/lsp-server.ts", import.meta.url).href;

/** Closes a server whose process does not end by itself, as on a very busy machine; returns its state in `ps`. */
const program = `
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { LanguageServer } from ${JSON.stringify(source)};
const server = new LanguageServer({ root: tmpdir() });
server.start();
const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\\n");
const row = rows.map((line) => line.trim().split(/ +/)).find(([, parent, ...args]) => Number(parent) === process.pid && args.includes("--lsp"));
const pid = Number(row[0]);
process.kill(pid, "SIGSTOP");
await server.close();
let isThere = true;
try { process.kill(pid, 0); } catch { isThere = false; }
console.log("closed", isThere ? "running" : "ended");
`;

it("waits for a process that does not end by itself, and ends it", async () => {
  const args = ["--import", "tsx", "--input-type=module", "-e", program];
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL("../../../", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const [exitCode] = await once(child, "exit");
  expect({ exitCode, text }).toEqual({ exitCode: 0, text: "closed ended\n" });
});
