/** What the floors of the house may lean on; `house.test.ts` holds the sources against it. */

export interface Floor {
  /** The floors below that it may import from, beside itself. */
  readonly below: readonly string[];
  /** The packages it may use, beside Node's own modules. */
  readonly packages: readonly string[];
}

const client: Floor = { below: ["domain"], packages: ["zod", "undici", "dotenv"] };
const frontEnd = ["engine", "render", "domain"];

/** The floors, ground first. A file at the top of `src/`, and the command line, are doors: they may import every floor. */
export const floors: Readonly<Record<string, Floor>> = {
  domain: { below: [], packages: ["zod"] },
  client,
  chain: { below: ["client", "domain"], packages: ["zod"] },
  render: { below: ["domain"], packages: ["cli-table3", "get-east-asian-width"] },
  engine: {
    below: ["domain"],
    packages: ["oxc-parser", "oxc-transform", "@oxc-project/runtime", "typescript", "vscode-jsonrpc"],
  },
  repl: { below: frontEnd, packages: ["get-east-asian-width"] },
  kernel: { below: frontEnd, packages: ["zeromq", "zod"] },
  // A runner is a client of kernels, ours and others: it speaks to them in the kernel's own framing.
  notebook: { below: [...frontEnd, "kernel"], packages: ["zeromq", "zod"] },
  server: { below: ["domain"], packages: ["zod", "hono", "@hono/node-server", "libsql"] },
};

/** What a door may use. */
export const doorPackages: readonly string[] = ["commander", "zod"];

/** Packages that one file of a floor wraps, so that another can take their place. */
export const wrapped: readonly string[] = [
  "undici",
  "dotenv",
  "cli-table3",
  "zeromq",
  "libsql",
  "vscode-jsonrpc",
  "oxc-transform",
];

/** What the prompt must not wait for: together they cost several times the start of Node itself. */
export const heavyPackages: readonly string[] = [
  "undici",
  "libsql",
  "hono",
  "@hono/node-server",
  "oxc-parser",
  "oxc-transform",
  "typescript",
  "vscode-jsonrpc",
  "zeromq",
  "cli-table3",
];

/**
 * Sources that decide something and have no test of the same name, with the test that holds them and why it is there.
 * Files that decide nothing (no branch, no loop) need neither.
 */
export const heldElsewhere: Readonly<Record<string, { readonly test: string; readonly because: string }>> = {};
