/** Keeps V8 from optimizing undici's response parser in short runs. The build calls it where undici compiles the parser. */
import process from "node:process";
import { setFlagsFromString } from "node:v8";

/** V8's default of `--wasm-tiering-budget`, by V8's major version: those of Node 20, 22 and 24. */
const defaults: Readonly<Record<string, number>> = { 11: 1_800_000, 12: 13_000_000, 13: 13_000_000 };
/** About 300 responses. The flag's largest value. */
const raised = 2 ** 31 - 1;

/**
 * Returns `compile()`, a WebAssembly instance that V8 optimizes later than by default. V8 optimizes undici's parser at the
 * second response, which takes 0.2 s of CPU time: as much as everything else that a short run does.
 */
export function optimizedLate<T>(compile: () => T): T {
  const [major = ""] = process.versions.v8.split(".");
  const usual = defaults[major];
  if (usual === undefined) return compile();
  // Only during the call: Node's own compiled code is valid for unchanged flags only.
  setFlagsFromString(`--wasm-tiering-budget=${raised}`);
  try {
    return compile();
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${usual}`);
  }
}
