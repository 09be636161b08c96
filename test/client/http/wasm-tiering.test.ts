/** When V8 optimizes the parser of responses, in the built command. */
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { builtCli } from "../../support/built.js";

const run = promisify(execFile);

async function evaluate(code: string, flags: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env.PATH, HOME: tmpdir(), NO_COLOR: "1", ...variables };
  const { stdout, stderr } = await run(process.execPath, [...flags, await builtCli(), "-e", code], { env });
  return stdout + stderr;
}

it("does not optimize undici's parser in a run of 100 requests", async () => {
  const code = "for (let i = 0; i < 50; i++) await team(8).members()";
  const log = await evaluate(code, ["--trace-wasm-compilation-times"]);
  expect(log).toContain("using Liftoff");
  expect(log).not.toContain("using TurboFan");
}, 60_000);

it("keeps Node's own compiled code valid", async () => {
  const log = await evaluate("team(8).members()", [], { NODE_DEBUG_NATIVE: "CODE_CACHE" });
  expect(log).toContain("is accepted");
  expect(log).not.toContain("is rejected");
}, 60_000);
